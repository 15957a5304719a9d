package io.lakegate.server.config;

import java.util.function.Function;

/**
 * What the value of a setting is made of: how its text is read, which values are allowed and how they are written.
 *
 * @param what the kind as the end of "is not …", with its article
 * @param help how such a value is written, for the documentation: a sentence without a full stop
 */
record ValueKind<T>(
        Class<T> type, String what, String help, Reader<T> reader, Rule<T> rule, Function<T, String> writer) {
    /** Turns text into a value. */
    @FunctionalInterface
    interface Reader<T> {
        T read(Text text) throws BadValue;
    }

    /** Refuses values that are of the right type and yet not allowed. */
    @FunctionalInterface
    interface Rule<T> {
        void check(T value) throws BadValue;
    }

    T read(Text text) throws BadValue {
        T value = reader.read(text);
        rule.check(value);
        return value;
    }

    String write(T value) {
        return writer.apply(value);
    }

    /** Why a value of this kind is refused, as a sentence; {@code shown} is in quotes. */
    String refusal(String shown, BadValue why) {
        return "%s is not %s: %s.".formatted(shown, what, why.reason());
    }
}
