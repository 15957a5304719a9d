package io.lakegate.server.config;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * The reader of one YAML file. Made of parser events and not of Jackson's tree, because a tree knows no lines, drops all but the last of
 * a key that is written twice, and turns an alias into its name.
 */
final class YamlFile {
    private static final YAMLFactory YAML = new YAMLFactory();

    /** What YAML does not allow in a text; its parser reports these without a line. */
    private static final Pattern CONTROL =
            Pattern.compile("[\\x00-\\x08\\x0B\\x0C\\x0E-\\x1F\\x7F-\\x84\\x86-\\x9F\\uFFFE\\uFFFF]");

    private final YAMLParser parser;
    private final Problems problems;

    private YamlFile(YAMLParser parser, Problems problems) {
        this.parser = parser;
        this.problems = problems;
    }

    /** The content of a file; empty when it is no YAML, which is then among the problems. */
    static Optional<Node> read(Path file, Problems problems) {
        Place place = Place.of(file);
        try {
            String text = FileText.read(file);
            Matcher control = CONTROL.matcher(text);
            if (!control.find()) {
                return Optional.of(parse(text, place, problems));
            }
            problems.add(
                    place.at(lineAt(text, control.start())),
                    "The line holds a control character (code %d): take it out."
                            .formatted((int) control.group().charAt(0)));
        } catch (BadValue e) {
            problems.add(place, "The file cannot be read: %s.".formatted(e.reason()));
        } catch (IOException e) {
            syntaxError(e, place, problems);
        }
        return Optional.empty();
    }

    private static void syntaxError(IOException e, Place place, Problems problems) {
        // Jackson's own message repeats lines of the file, and its own kind of this exception is deprecated.
        if (e.getCause() instanceof MarkedYAMLException cause && cause.getProblem() != null) {
            int line = line(cause.getProblemMark());
            int begin = line(cause.getContextMark());
            String since = begin == 0 || begin == line
                    ? ""
                    : ", %s that begins in line %d".formatted(Text.oneLine(cause.getContext()), begin);
            problems.add(
                    place.at(line),
                    "The file is not YAML from here on: %s%s.".formatted(Text.oneLine(cause.getProblem()), since));
        } else {
            problems.add(
                    place,
                    "The file is not YAML that can be used here: keys are plain text, no character is special, nothing is very long or deep.");
        }
    }

    private static Node parse(String text, Place place, Problems problems) throws IOException {
        String withoutMark = text.startsWith("\uFEFF") ? text.substring(1) : text;
        try (YAMLParser parser = YAML.createParser(withoutMark)) {
            JsonToken first = parser.nextToken();
            Node root = first == null ? new Node.Nothing(1) : new YamlFile(parser, problems).node(first, place);
            if (first != null && parser.nextToken() != null) {
                problems.add(
                        place.at(line(parser)), "A second YAML document starts here: a file has one. Remove the ---.");
            }
            return root;
        }
    }

    /** The value whose first token is the current one; ends on its last token. */
    private Node node(@Nullable JsonToken token, Place place) throws IOException {
        int line = line(parser);
        if (token == JsonToken.START_OBJECT) {
            return keys(line, place);
        }
        if (token == JsonToken.START_ARRAY) {
            List<Node> items = new ArrayList<>();
            for (JsonToken next = parser.nextToken(); next != JsonToken.END_ARRAY; next = parser.nextToken()) {
                items.add(node(next, place.item(items.size(), line(parser))));
            }
            return new Node.Items(line, items);
        }
        if (parser.isCurrentAlias()) {
            return new Node.Alias(line);
        }
        return token == JsonToken.VALUE_NULL ? new Node.Nothing(line) : new Node.Scalar(line, parser.getText());
    }

    private Node keys(int line, Place place) throws IOException {
        Map<String, Node.Entry> entries = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            Place key = place.key(name, line(parser));
            Node value = node(parser.nextToken(), key);
            Node.Entry earlier = entries.putIfAbsent(name, new Node.Entry(key.line(), value));
            if (earlier != null) {
                problems.add(
                        key,
                        "The key is written twice, first in line %d: remove one of the two.".formatted(earlier.line()));
            }
        }
        return new Node.Keys(line, entries);
    }

    private static int line(YAMLParser parser) {
        return parser.currentTokenLocation().getLineNr();
    }

    private static int line(@Nullable Mark mark) {
        return mark == null ? 0 : mark.getLine() + 1;
    }

    private static int lineAt(String text, int position) {
        return 1 + (int) text.chars().limit(position).filter(c -> c == '\n').count();
    }
}
