package io.lakegate.server.query;

import static java.util.Objects.requireNonNull;

/**
 * What a statement may take.
 *
 * @param maxRunning statements that may work at the same moment; more wait in a queue
 * @param frameBytes what a frame of rows should weigh
 * @param rules what a user may take
 * @param kept answers that are kept for the next that ask the same
 */
public record QueryLimits(int maxRunning, long frameBytes, LimitRules rules, Kept kept) {
    /**
     * How much is kept of answers, in bytes.
     *
     * @param size of all together; 0 to keep none
     * @param largest of one
     */
    public record Kept(long size, long largest) {
        /** Nothing is kept. */
        public static final Kept NOTHING = new Kept(0, 0);
    }

    public QueryLimits {
        if (maxRunning < 1 || frameBytes < 1) {
            throw new IllegalArgumentException(
                    "limits must be positive, got: %d, %d".formatted(maxRunning, frameBytes));
        }
        requireNonNull(rules, "rules");
        requireNonNull(kept, "kept");
    }

    /** Keeps no answers. */
    public QueryLimits(int maxRunning, long frameBytes, LimitRules rules) {
        this(maxRunning, frameBytes, rules, Kept.NOTHING);
    }
}
