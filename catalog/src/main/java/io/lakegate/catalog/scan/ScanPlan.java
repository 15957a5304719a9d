package io.lakegate.catalog.scan;

import static java.util.Objects.requireNonNull;

import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.DataFile;
import java.util.List;
import java.util.Set;

/**
 * The answer to a {@link ScanRequest}: which files to read, and how.
 *
 * @param columns the columns asked for, in that order, with the types that the rows must have
 * @param partitionColumns those whose values come from {@link DataFile#partition()} and not from the file
 * @param files in metadata order; empty when no file can hold a wanted row
 */
public record ScanPlan(List<Column> columns, Set<String> partitionColumns, List<DataFile> files, PruningReport report) {
    public ScanPlan {
        columns = List.copyOf(columns);
        partitionColumns = Set.copyOf(partitionColumns);
        files = List.copyOf(files);
        requireNonNull(report, "report");
        if (report.kept() != files.size()) {
            throw new IllegalArgumentException(
                    "the report says %d files are kept, the plan holds %d".formatted(report.kept(), files.size()));
        }
    }
}
