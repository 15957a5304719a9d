package io.lakegate.adapters.delta;

import io.lakegate.catalog.filter.ColumnPath;
import io.lakegate.catalog.filter.Filter;
import io.lakegate.catalog.model.Value;
import io.lakegate.catalog.scan.ColumnSummary;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * Sums up the values of a column by what the log says of files: exact where no row of a file is deleted and its statistics are not said to be wide. For any
 * thread.
 *
 * @see "Delta protocol: Per-file Statistics"
 */
final class FileSummaries {
    private FileSummaries() {}

    /** Of a partition column, in the rows for which a filter of partition columns is true; empty where a file does not say how many rows it has. */
    static Optional<ColumnSummary> ofPartitions(FileListing listing, Filter filter, DeltaColumn column) {
        ColumnSummary all = ColumnSummary.NOTHING;
        for (FileListing.Part part : listing.parts()) {
            FileChunk chunk = part.chunk();
            List<Map<String, Value>> partitions = chunk.distinctPartitions();
            Optional<ColumnSummary> summary = sum(part, filter, file -> {
                Value value = partitions.get(chunk.partition(file)).get(column.name());
                return value == null ? Optional.empty() : Optional.of(ColumnSummary.of(chunk.rowsShown(file), value));
            });
            if (summary.isEmpty()) {
                return Optional.empty();
            }
            all = all.plus(summary.get());
        }
        return Optional.of(all);
    }

    /** Of another column; empty where the statistics of a file do not prove it. */
    static Optional<ColumnSummary> ofStatistics(FileListing listing, Filter filter, DeltaColumn column) {
        JudgedColumn judged = new JudgedColumn(ColumnPath.of(column.name()), List.of(column.physicalName()), column);
        ColumnSummary all = ColumnSummary.NOTHING;
        for (FileListing.Part part : listing.parts()) {
            boolean whole = filter.equals(Filter.ANYTHING) && part.removed().isEmpty();
            Optional<ColumnSummary> summary = whole
                    ? part.chunk().summary(column, () -> ofStatistics(part, filter, judged))
                    : ofStatistics(part, filter, judged);
            if (summary.isEmpty()) {
                return Optional.empty();
            }
            all = all.plus(summary.get());
        }
        return Optional.of(all);
    }

    private static Optional<ColumnSummary> ofStatistics(FileListing.Part part, Filter filter, JudgedColumn column) {
        List<Optional<ColumnSummary>> known = part.chunk().statistics().summaries(column);
        return sum(
                part,
                filter,
                file -> known.get(file)
                        .filter(each -> each.values() <= part.chunk().rowsShown(file)));
    }

    private static Optional<ColumnSummary> sum(
            FileListing.Part part, Filter filter, IntFunction<Optional<ColumnSummary>> known) {
        FileChunk chunk = part.chunk();
        Optional<boolean[]> wanted = FileRows.wanted(chunk.distinctPartitions(), filter);
        if (wanted.isEmpty()) {
            return Optional.empty();
        }
        ColumnSummary all = ColumnSummary.NOTHING;
        for (int file = 0; file < chunk.size(); file++) {
            if (part.has(file) && wanted.get()[chunk.partition(file)]) {
                Optional<ColumnSummary> each = chunk.rowsShown(file) < 0 ? Optional.empty() : known.apply(file);
                if (each.isEmpty()) {
                    return Optional.empty();
                }
                all = all.plus(each.get());
            }
        }
        return Optional.of(all);
    }
}
