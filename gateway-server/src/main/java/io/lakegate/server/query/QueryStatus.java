package io.lakegate.server.query;

import static java.util.Objects.requireNonNull;

import io.lakegate.catalog.error.ErrorCode;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How far an execution of a statement is.
 *
 * @param elapsed since it started, or from its start to its end
 * @param progress from 0 to 100, as the engine estimates it; empty where it cannot tell
 * @param rowsSent rows that the client has taken so far
 * @param error why it ended, unless it ended well
 * @param fromCache whether its rows are those of an earlier statement
 */
public record QueryStatus(
        QueryInfo info,
        State state,
        Duration elapsed,
        OptionalDouble progress,
        long rowsSent,
        Optional<ErrorCode> error,
        boolean fromCache) {
    /** What an execution does. */
    public enum State {
        /** It waits for its turn. */
        QUEUED,
        /** It works, or waits for its client to take rows. */
        RUNNING,
        /** Its last row was made. */
        FINISHED,
        /** It was ended before its last row: by its client, by another, or by a limit of time. */
        CANCELED,
        /** It ended with an error. */
        FAILED
    }

    public QueryStatus {
        requireNonNull(info, "info");
        requireNonNull(state, "state");
        requireNonNull(elapsed, "elapsed");
        requireNonNull(progress, "progress");
        requireNonNull(error, "error");
    }
}
