package io.lakegate.server.config;

import java.util.List;
import java.util.function.Function;

/** What may stand to the left of a colon in a configuration file. Declared in {@link Settings}, for reading and for documentation alike. */
sealed interface Key permits Setting, Key.Group, Key.Repeated, Key.Mapping {
    /** As it stands in its own group, without the names of the groups around it. */
    String name();

    /** What it is for, in full sentences. */
    String doc();

    /** Chooses by what follows the colon. */
    <R> R match(
            Function<Setting<?>, R> setting,
            Function<Group, R> group,
            Function<Repeated, R> repeated,
            Function<Mapping, R> mapping);

    /** Keys that belong together. A file as a whole is a group without a name. */
    record Group(String name, String doc, List<Key> keys) implements Key {
        public Group {
            keys = List.copyOf(keys);
        }

        List<String> names() {
            return keys.stream().map(Key::name).toList();
        }

        @Override
        public <R> R match(
                Function<Setting<?>, R> setting,
                Function<Group, R> group,
                Function<Repeated, R> repeated,
                Function<Mapping, R> mapping) {
            return group.apply(this);
        }
    }

    /** A list whose items all have the keys of one group. */
    record Repeated(String name, String doc, Group item) implements Key {
        @Override
        public <R> R match(
                Function<Setting<?>, R> setting,
                Function<Group, R> group,
                Function<Repeated, R> repeated,
                Function<Mapping, R> mapping) {
            return repeated.apply(this);
        }
    }

    /**
     * Keys of the operator's choice, each with a text.
     *
     * @param help what may be written, for the documentation: a clause
     * @param orTrue whether the single word {@code true} may stand in place of them
     */
    record Mapping(String name, String help, boolean orTrue, String doc) implements Key {
        @Override
        public <R> R match(
                Function<Setting<?>, R> setting,
                Function<Group, R> group,
                Function<Repeated, R> repeated,
                Function<Mapping, R> mapping) {
            return mapping.apply(this);
        }
    }
}
