package io.lakegate.catalog.scan;

/**
 * Rows of one data file that stand side by side.
 *
 * @param first position in the file, from 0
 * @param last the last one's; never below the first
 */
public record RowRange(long first, long last) {
    public RowRange {
        if (first < 0 || last < first) {
            throw new IllegalArgumentException("no rows from %d to %d".formatted(first, last));
        }
    }

    /** Whether some row is in both. */
    public boolean overlaps(long otherFirst, long otherLast) {
        return first <= otherLast && otherFirst <= last;
    }
}
