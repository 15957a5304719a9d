package io.lakegate.server.query;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * What one user may take at once; zero means no limit.
 *
 * @param running statements that have not made their last row
 * @param queued statements beyond those, which wait
 * @param queueTime how long one may wait
 * @param rows of one result
 */
public record UserLimits(int running, int queued, Duration queueTime, long rows) {
    /** As much as there is. */
    public static final UserLimits NONE = new UserLimits(0, 0, Duration.ZERO, 0);

    public UserLimits {
        requireNonNull(queueTime, "queueTime");
    }
}
