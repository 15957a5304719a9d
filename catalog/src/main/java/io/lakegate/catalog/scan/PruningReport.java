package io.lakegate.catalog.scan;

/**
 * How many files a scan could leave out. Counts files, not row groups.
 *
 * @param listed files of the snapshot
 * @param byPartition dropped because their partition values cannot match
 * @param byStatistics dropped because the least and greatest values of their columns cannot match
 */
public record PruningReport(long listed, long byPartition, long byStatistics) {
    public PruningReport {
        if (byPartition < 0 || byStatistics < 0 || listed < byPartition + byStatistics) {
            throw new IllegalArgumentException(
                    "cannot drop %d and %d of %d files".formatted(byPartition, byStatistics, listed));
        }
    }

    /** Files that have to be read. */
    public long kept() {
        return listed - byPartition - byStatistics;
    }
}
