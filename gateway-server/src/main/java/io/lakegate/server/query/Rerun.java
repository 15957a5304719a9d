package io.lakegate.server.query;

import static java.util.Objects.requireNonNull;

import io.lakegate.catalog.model.Value;
import io.lakegate.catalog.registry.RecordedPins;
import java.util.List;

/**
 * All that it takes to run a query once more: its text, what its session had chosen, and the versions of its tables. Says nothing of it in its text, for it holds
 * the values of parameters.
 *
 * @param state outside of any transaction; who asks is known when it is run again
 * @param values of its parameters
 */
record Rerun(String sql, SessionState state, RecordedPins pins, List<Value> values) {
    /** Longer ones are not kept: there are some hundreds of them. In characters, or bytes. */
    static final int LONGEST = 100_000;

    Rerun {
        requireNonNull(sql, "sql");
        requireNonNull(state, "state");
        requireNonNull(pins, "pins");
        values = List.copyOf(values);
    }

    Rerun with(List<Value> itsValues) {
        return new Rerun(sql, state, pins, itsValues);
    }

    /** Whether it is too long to be kept. */
    boolean isLong() {
        return sql.length() + values.stream().mapToLong(Rerun::length).sum() > LONGEST;
    }

    private static long length(Value value) {
        return value.content().map(Rerun::length).orElse(0L);
    }

    private static long length(Object content) {
        if (content instanceof String text) {
            return text.length();
        }
        if (content instanceof byte[] bytes) {
            return bytes.length;
        }
        return content instanceof List<?> list
                ? list.stream()
                        .mapToLong(item -> item instanceof Value value ? length(value) : length(item))
                        .sum()
                : Long.BYTES;
    }

    @Override
    public String toString() {
        return "Rerun[of " + sql.length() + " characters, with " + values.size() + " values]";
    }
}
