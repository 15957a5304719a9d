package io.lakegate.catalog.scan;

/**
 * How many files a scan could leave out. Counts files, not row groups.
 *
 * @param listed files of the snapshot
 * @param byPartition dropped because their partition values cannot match
 */
public record PruningReport(long listed, long byPartition) {
    public PruningReport {
        if (byPartition < 0 || listed < byPartition) {
            throw new IllegalArgumentException("cannot drop %d of %d files".formatted(byPartition, listed));
        }
    }

    /** Files that have to be read. */
    public long kept() {
        return listed - byPartition;
    }
}
