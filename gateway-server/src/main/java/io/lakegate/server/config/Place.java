package io.lakegate.server.config;

import java.nio.file.Path;

/**
 * A spot in a configuration file that a message points to.
 *
 * @param line counted from 1; 0 when the message is about the file as a whole
 * @param key the dotted path of a key, such as {@code tables[1].location}; empty for the file as a whole
 */
record Place(Path file, int line, String key) {
    static Place of(Path file) {
        return new Place(file, 0, "");
    }

    Place at(int otherLine) {
        return new Place(file, otherLine, key);
    }

    Place key(String name, int keyLine) {
        return new Place(file, keyLine, key.isEmpty() ? Text.oneLine(name) : key + "." + Text.oneLine(name));
    }

    /** {@code index} counts from 0, as in {@code tables[0]}. */
    Place item(int index, int itemLine) {
        return new Place(file, itemLine, key + "[" + index + "]");
    }

    /** {@code conf/lakegate.yaml:12: server.port}. */
    @Override
    public String toString() {
        return file + (line == 0 ? "" : ":" + line) + (key.isEmpty() ? "" : ": " + key);
    }
}
