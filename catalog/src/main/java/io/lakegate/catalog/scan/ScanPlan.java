package io.lakegate.catalog.scan;

import static java.util.Objects.requireNonNull;

import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.DataFile;
import java.util.List;
import java.util.stream.Stream;

/**
 * The answer to a {@link ScanRequest}: which files to read, and how.
 *
 * @param columns the columns asked for, in that order, with the types that the rows must have
 * @param groups files by the way they are read; empty when no file can hold a wanted row
 */
public record ScanPlan(List<Column> columns, List<FileGroup> groups, PruningReport report) {
    public ScanPlan {
        columns = List.copyOf(columns);
        groups = List.copyOf(groups);
        requireNonNull(report, "report");
        for (FileGroup group : groups) {
            if (group.sources().size() != columns.size()) {
                throw new IllegalArgumentException(
                        "%d sources for %d columns".formatted(group.sources().size(), columns.size()));
            }
        }
        long kept = groups.stream().mapToLong(group -> group.files().size()).sum();
        if (report.kept() != kept) {
            throw new IllegalArgumentException(
                    "the report says %d files are kept, the plan holds %d".formatted(report.kept(), kept));
        }
    }

    /** The same columns of some of the files. */
    public ScanPlan only(List<FileGroup> some) {
        long kept = some.stream().mapToLong(group -> group.files().size()).sum();
        return new ScanPlan(columns, some, new PruningReport(kept, /* byPartition= */ 0, /* byStatistics= */ 0));
    }

    /** All files that will be read. */
    public Stream<DataFile> files() {
        return groups.stream().flatMap(group -> group.files().stream());
    }
}
