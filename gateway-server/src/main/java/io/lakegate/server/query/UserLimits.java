package io.lakegate.server.query;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * What one user may take; zero means no limit, but for {@code queued}.
 *
 * @param timeout after which a statement is ended
 * @param idle how long a connection may go unused
 * @param running statements that have not made their last row
 * @param queued statements beyond those, which wait
 * @param queueTime how long one may wait
 * @param rows of one result
 * @param connections open at once
 */
public record UserLimits(
        Duration timeout, Duration idle, int running, int queued, Duration queueTime, long rows, int connections) {
    /** As much as there is. */
    public static final UserLimits NONE = new UserLimits(Duration.ZERO, Duration.ZERO, 0, 0, Duration.ZERO, 0, 0);

    public UserLimits {
        requireNonNull(timeout, "timeout");
        requireNonNull(idle, "idle");
        requireNonNull(queueTime, "queueTime");
    }
}
