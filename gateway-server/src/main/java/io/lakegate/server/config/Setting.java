package io.lakegate.server.config;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A key with a single value.
 *
 * @param path the dotted path, such as {@code server.port} or {@code tables[].location}
 * @param absent what holds when the key is not there
 * @param example a value to show; the default where there is one
 */
record Setting<T>(String path, ValueKind<T> kind, Absent<T> absent, String example, String doc) implements Key {
    /**
     * What holds when a key is not there.
     *
     * @param value the default; empty when the key must be there or may stay without a value
     * @param meaning for the documentation: the default's text, or what happens without a value
     */
    record Absent<T>(boolean allowed, Optional<Supplier<T>> value, String meaning) {}

    static <T> Setting<T> withDefault(String path, ValueKind<T> kind, T value, String doc) {
        String text = kind.write(value);
        return new Setting<>(path, kind, new Absent<>(true, Optional.of(() -> value), "`" + text + "`"), text, doc);
    }

    /** A setting whose default depends on the machine: {@code meaning} describes it. */
    static <T> Setting<T> withDefault(
            String path, ValueKind<T> kind, Supplier<T> value, String meaning, String example, String doc) {
        return new Setting<>(path, kind, new Absent<>(true, Optional.of(value), meaning), example, doc);
    }

    static <T> Setting<T> optional(String path, ValueKind<T> kind, String meaning, String example, String doc) {
        return new Setting<>(path, kind, new Absent<>(true, Optional.empty(), meaning), example, doc);
    }

    static <T> Setting<T> required(String path, ValueKind<T> kind, String example, String doc) {
        return new Setting<>(path, kind, new Absent<>(false, Optional.empty(), "required"), example, doc);
    }

    @Override
    public String name() {
        return path.substring(path.lastIndexOf('.') + 1);
    }

    @Override
    public <R> R match(
            Function<Setting<?>, R> setting,
            Function<Group, R> group,
            Function<Repeated, R> repeated,
            Function<Mapping, R> mapping) {
        return setting.apply(this);
    }

    /** Returns a value that did not come from a file, such as one of the command line, if it is allowed. */
    T require(T value) {
        try {
            kind.rule().check(value);
            return value;
        } catch (BadValue e) {
            throw new GatewayException(
                    ErrorCode.CONFIGURATION, path + ": " + kind.refusal(Text.quoted(kind.write(value)), e));
        }
    }
}
