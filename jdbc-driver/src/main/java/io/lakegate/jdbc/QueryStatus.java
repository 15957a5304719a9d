package io.lakegate.jdbc;

import java.time.Duration;
import java.util.Locale;
import java.util.OptionalDouble;

/** How far one execution of a statement was at the moment of asking. Immutable. */
public final class QueryStatus {
    /** What an execution does. */
    public enum State {
        /** It waits for its turn. */
        QUEUED,
        /** It works, or waits for its rows to be read. */
        RUNNING,
        /** Its last row was made; there may be rows that were not read yet. */
        FINISHED,
        /** It was ended before its last row. */
        CANCELED,
        /** It ended with an error. */
        FAILED
    }

    private final String queryId;
    private final State state;
    private final double percent;
    private final long rowsSent;
    private final Duration elapsed;

    private QueryStatus(String queryId, State state, double percent, long rowsSent, Duration elapsed) {
        this.queryId = queryId;
        this.state = state;
        this.percent = percent;
        this.rowsSent = rowsSent;
        this.elapsed = elapsed;
    }

    /** Reads what the gateway says: a value on each line. */
    static QueryStatus parse(String text) {
        String[] lines = text.split("\n", -1);
        if (lines.length < 5) {
            throw new IllegalArgumentException("five lines are wanted, there are " + lines.length);
        }
        return new QueryStatus(
                lines[0],
                State.valueOf(lines[1]),
                lines[2].isEmpty() ? -1 : Double.parseDouble(lines[2]),
                Long.parseLong(lines[3]),
                Duration.ofMillis(Long.parseLong(lines[4])));
    }

    /** Its name in {@code system.queries} and in the gateway's log; {@code KILL QUERY} takes it. */
    public String queryId() {
        return queryId;
    }

    public State state() {
        return state;
    }

    /** From 0 to 100, as the engine estimates it; empty where it cannot tell. It may stand still, and go back. */
    public OptionalDouble percent() {
        return percent < 0 ? OptionalDouble.empty() : OptionalDouble.of(percent);
    }

    /** Rows that have left the gateway. */
    public long rowsSent() {
        return rowsSent;
    }

    /** Since it started, or from its start to its end. */
    public Duration elapsed() {
        return elapsed;
    }

    @Override
    public String toString() {
        String done = percent < 0 ? "?" : String.format(Locale.ROOT, "%.1f", percent);
        return queryId + " " + state + " " + done + " %, " + rowsSent + " rows, " + elapsed.toMillis() + " ms";
    }
}
