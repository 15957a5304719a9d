package io.lakegate.adapters.ducklake;

import java.util.OptionalLong;

/**
 * From which snapshot on something is part of the catalog, and from which on it is not any more.
 *
 * @param end empty while it still is
 */
record Life(long begin, OptionalLong end) {
    boolean includes(long snapshot) {
        return begin <= snapshot && (end.isEmpty() || snapshot < end.getAsLong());
    }

    /** The condition that a row is alive at a snapshot, which is given as a number: it holds nothing that could be SQL. */
    static String sql(String alias, long snapshot) {
        return "%1$s.begin_snapshot <= %2$d AND (%1$s.end_snapshot IS NULL OR %1$s.end_snapshot > %2$d)"
                .formatted(alias, snapshot);
    }
}
