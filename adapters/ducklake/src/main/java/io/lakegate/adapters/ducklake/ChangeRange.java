package io.lakegate.adapters.ducklake;

import java.time.Instant;
import java.util.Map;

/**
 * The snapshots of a change feed, both ends included.
 *
 * @param times when each of the catalog's snapshots was made, by id
 */
record ChangeRange(long from, LakeSnapshot to, Map<Long, Instant> times) {
    boolean includes(long snapshot) {
        return from <= snapshot && snapshot <= to.id();
    }

    /** The condition that a column of numbers lies in the range. */
    String sql(String column) {
        return "%1$s >= %2$d AND %1$s <= %3$d".formatted(column, from, to.id());
    }
}
