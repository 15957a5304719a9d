package io.lakegate.server.config;

import io.lakegate.catalog.error.NearestName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What holds the content of one file against the declared keys. Reports everything that does not fit and goes on. For one thread. */
final class Binder {
    private final Key.Group declared;
    private final References references;
    private final Problems problems;

    Binder(Key.Group declared, References references, Problems problems) {
        this.declared = declared;
        this.references = references;
        this.problems = problems;
    }

    /** Reads a whole file. */
    Bound bind(Node root, Place file) {
        return group(declared, root, file.at(root.line()));
    }

    private Bound group(Key.Group group, Node node, Place place) {
        Bound bound = new Bound(place);
        Map<String, Node.Entry> entries = Map.of();
        if (node instanceof Node.Keys keys) {
            entries = keys.entries();
        } else if (!(node instanceof Node.Nothing)) {
            problems.add(
                    place,
                    "Here belong keys with values (%s), but the file has %s."
                            .formatted(String.join(", ", group.names()), node.what()));
            return bound;
        }
        for (Key key : group.keys()) {
            bindKey(key, Optional.ofNullable(entries.get(key.name())), bound);
        }
        entries.forEach((name, entry) -> {
            if (!group.names().contains(name)) {
                problems.add(place.key(name, entry.line()), unknown(name, group));
            }
        });
        return bound;
    }

    private void bindKey(Key key, Optional<Node.Entry> entry, Bound into) {
        entry.ifPresent(present -> into.present(key));
        int line = entry.map(Node.Entry::line).orElse(into.place().line());
        Node node = entry.map(Node.Entry::value).orElse(new Node.Nothing(line));
        Place place = into.place().key(key.name(), line);
        key.<Runnable>match(
                        setting -> () -> entry.ifPresentOrElse(
                                present -> value(setting, node, place, into), () -> absent(setting, place, into)),
                        group -> () -> into.put(group, group(group, node, place)),
                        list -> () -> items(list, node, place).ifPresent(items -> into.put(list, items)),
                        mapping -> () -> entry.ifPresent(present -> texts(mapping, node, place, into)))
                .run();
    }

    private Optional<List<Bound>> items(Key.Repeated list, Node node, Place place) {
        List<Bound> items = new ArrayList<>();
        if (node instanceof Node.Items found) {
            for (Node item : found.nodes()) {
                items.add(group(list.item(), item, place.item(items.size(), item.line())));
            }
        } else if (!(node instanceof Node.Nothing)) {
            problems.add(
                    place,
                    "Here belongs a list, each item with the keys %s, but the file has %s."
                            .formatted(String.join(", ", list.item().names()), node.what()));
            return Optional.empty();
        }
        return Optional.of(items);
    }

    private void texts(Key.Mapping mapping, Node node, Place place, Bound into) {
        if (mapping.orTrue()
                && node instanceof Node.Scalar scalar
                && scalar.text().equals("true")) {
            return;
        }
        if (!(node instanceof Node.Keys keys)) {
            problems.add(
                    place,
                    "Here belong %s, but the file has %s."
                            .formatted(mapping.help().replace("`", ""), node.what()));
            return;
        }
        Map<String, String> texts = new LinkedHashMap<>();
        keys.entries().forEach((name, entry) -> {
            Place here = place.key(name, entry.line());
            if (entry.value() instanceof Node.Scalar text) {
                try {
                    texts.put(name, references.fill(text.text()).value());
                } catch (BadValue e) {
                    problems.add(here, "%s cannot be filled in: %s.".formatted(Text.quoted(text.text()), e.reason()));
                }
            } else {
                problems.add(
                        here,
                        "Here belongs a single value, but the file has %s."
                                .formatted(entry.value().what()));
            }
        });
        into.put(mapping, texts);
    }

    private <T> void absent(Setting<T> setting, Place place, Bound into) {
        setting.absent().value().ifPresent(value -> into.put(setting, value.get()));
        if (!setting.absent().allowed()) {
            problems.add(
                    place,
                    "The key is missing. Write %s, such as %s: %s."
                            .formatted(setting.kind().what(), setting.name(), setting.example()));
        }
    }

    private <T> void value(Setting<T> setting, Node node, Place place, Bound into) {
        ValueKind<T> kind = setting.kind();
        if (!(node instanceof Node.Scalar scalar)) {
            problems.add(
                    place,
                    "Here belongs %s, but the file has %s. Write it as %s: %s."
                            .formatted(kind.what(), node.what(), setting.name(), setting.example()));
            return;
        }
        Place here = place.at(scalar.line());
        try {
            Text text = references.fill(scalar.text());
            try {
                into.put(setting, kind.read(text));
            } catch (BadValue e) {
                problems.add(here, kind.refusal(text.shown(), e));
            }
        } catch (BadValue e) {
            problems.add(here, "%s cannot be filled in: %s.".formatted(Text.quoted(scalar.text()), e.reason()));
        }
    }

    private String unknown(String name, Key.Group group) {
        Map<String, String> elsewhere = new TreeMap<>();
        collectPaths(declared, elsewhere);
        Optional<String> nearest = NearestName.of(name, group.names())
                .or(() -> NearestName.of(name, elsewhere.keySet()).map(elsewhere::get));
        return "There is no such key.%s Here belong: %s."
                .formatted(
                        nearest.map(path -> " Did you mean " + path + "?").orElse(""),
                        String.join(", ", group.names()));
    }

    /** The dotted path of every setting of the file, by its last part: for a key that stands in the wrong group. */
    private static void collectPaths(Key.Group group, Map<String, String> paths) {
        for (Key key : group.keys()) {
            key.<Runnable>match(
                            setting -> () -> paths.putIfAbsent(setting.name(), setting.path()),
                            inner -> () -> collectPaths(inner, paths),
                            list -> () -> collectPaths(list.item(), paths),
                            mapping -> () -> paths.putIfAbsent(mapping.name(), mapping.name()))
                    .run();
        }
    }
}
