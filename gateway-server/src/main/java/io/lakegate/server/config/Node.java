package io.lakegate.server.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One value of a YAML file, with the line at which it stands. */
sealed interface Node {
    /** Counted from 1. */
    int line();

    /** What it is, for the middle of a sentence. */
    String what();

    /** A key without a value, or a file with comments only. */
    record Nothing(int line) implements Node {
        @Override
        public String what() {
            return "nothing";
        }
    }

    /** Text, number or truth value, as written. */
    record Scalar(int line, String text) implements Node {
        @Override
        public String what() {
            return "a single value";
        }
    }

    /** A reference to another place of the file, which YAML knows and configuration files do without. */
    record Alias(int line) implements Node {
        @Override
        public String what() {
            return "a YAML alias";
        }
    }

    /** A list. */
    record Items(int line, List<Node> nodes) implements Node {
        public Items {
            nodes = List.copyOf(nodes);
        }

        @Override
        public String what() {
            return "a list";
        }
    }

    /** Keys with their values, in the order of the file. */
    record Keys(int line, Map<String, Entry> entries) implements Node {
        public Keys {
            entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
        }

        @Override
        public String what() {
            return "keys with values";
        }
    }

    /** What a key is given, with the line of the key. */
    record Entry(int line, Node value) {}
}
