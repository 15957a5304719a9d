package io.lakegate.server.query;

/**
 * What a statement may take.
 *
 * @param maxRunning statements that may work at the same moment; more wait in a queue
 * @param frameBytes what a frame of rows should weigh
 * @param rules what a user may take
 */
public record QueryLimits(int maxRunning, long frameBytes, LimitRules rules) {
    public QueryLimits {
        if (maxRunning < 1 || frameBytes < 1) {
            throw new IllegalArgumentException(
                    "limits must be positive, got: %d, %d".formatted(maxRunning, frameBytes));
        }
    }
}
