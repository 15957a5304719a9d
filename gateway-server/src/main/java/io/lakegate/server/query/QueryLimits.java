package io.lakegate.server.query;

import java.time.Duration;

/**
 * What a statement may take.
 *
 * @param timeout after which it is ended; zero for never
 * @param maxRunning statements that may work at the same moment; more wait in a queue
 * @param frameBytes what a frame of rows should weigh
 * @param perUser what one user may take at once
 */
public record QueryLimits(Duration timeout, int maxRunning, long frameBytes, UserLimits perUser) {
    public QueryLimits {
        if (timeout.isNegative() || maxRunning < 1 || frameBytes < 1) {
            throw new IllegalArgumentException(
                    "limits must be positive, got: %s, %d, %d".formatted(timeout, maxRunning, frameBytes));
        }
    }
}
