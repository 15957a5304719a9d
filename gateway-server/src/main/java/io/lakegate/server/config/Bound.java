package io.lakegate.server.config;

import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The values of one group of keys, as read from a file. Complete only when reading met no problem: after {@link Problems#throwIfAny}.
 * For one thread.
 */
final class Bound {
    private final Place place;
    private final Set<Key> present = new HashSet<>();
    private final Map<Setting<?>, Object> values = new HashMap<>();
    private final Map<Key.Group, Bound> groups = new HashMap<>();
    private final Map<Key.Repeated, List<Bound>> lists = new HashMap<>();
    private final Map<Key.Mapping, Map<String, String>> mappings = new HashMap<>();

    Bound(Place place) {
        this.place = place;
    }

    void present(Key key) {
        present.add(key);
    }

    <T> void put(Setting<T> setting, T value) {
        values.put(setting, value);
    }

    void put(Key.Group group, Bound bound) {
        groups.put(group, bound);
    }

    void put(Key.Repeated list, List<Bound> items) {
        lists.put(list, List.copyOf(items));
    }

    void put(Key.Mapping mapping, Map<String, String> texts) {
        mappings.put(mapping, Collections.unmodifiableMap(new LinkedHashMap<>(texts)));
    }

    /** Where the group begins. */
    Place place() {
        return place;
    }

    /** Whether the file holds the key, with a good value or a bad one. */
    boolean isPresent(Key key) {
        return present.contains(key);
    }

    /** The value or the default; empty when there is neither, or when the value is among the problems. */
    <T> Optional<T> find(Setting<T> setting) {
        return Optional.ofNullable(values.get(setting)).map(setting.kind().type()::cast);
    }

    /** As {@link #find}, for a setting that is required or has a default. */
    <T> T get(Setting<T> setting) {
        return find(setting).orElseThrow(() -> new IllegalStateException("no value for " + setting.path()));
    }

    Bound get(Key.Group group) {
        return find(group).orElseThrow();
    }

    /** Empty where the file has something else than keys. */
    Optional<Bound> find(Key.Group group) {
        return Optional.ofNullable(groups.get(group));
    }

    /** Whether a list is missing or has no items; false when the file has something else in its place. */
    boolean isEmpty(Key.Repeated list) {
        return List.of().equals(lists.get(list));
    }

    /** The items in the order of the file. */
    List<Bound> get(Key.Repeated list) {
        return lists.getOrDefault(list, List.of());
    }

    /** The keys and texts in the order of the file; no keys where it has the single word {@code true}, or nothing. */
    Map<String, String> get(Key.Mapping mapping) {
        return mappings.getOrDefault(mapping, Map.of());
    }
}
