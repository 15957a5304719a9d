package io.lakegate.adapters.iceberg;

import io.lakegate.catalog.model.Value;
import io.lakegate.catalog.scan.ColumnSummary;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionSpec;
import org.jspecify.annotations.Nullable;

/**
 * Sums up the values of one column by the counts and bounds in manifests. For any thread.
 *
 * @see "Iceberg spec: Data File Fields"
 */
final class FileSummaries {
    private final FieldBounds field;

    FileSummaries(FieldBounds field) {
        this.field = field;
    }

    /** Of all rows of all files of a manifest, from which no rows are deleted; empty where its metrics do not prove it. */
    Optional<ColumnSummary> sum(ManifestColumns files, PartitionSpec spec) {
        ColumnSummary all = ColumnSummary.NOTHING;
        for (int file = 0; file < files.size(); file++) {
            Optional<ColumnSummary> each = of(new ListedFile(files, file), spec);
            if (each.isEmpty()) {
                return Optional.empty();
            }
            all = all.plus(each.get());
        }
        return Optional.of(all);
    }

    /** Of all rows of some files; empty where one has deleted rows, or its metrics do not prove it. */
    Optional<ColumnSummary> sum(List<FileScanTask> tasks) {
        ColumnSummary all = ColumnSummary.NOTHING;
        for (FileScanTask task : tasks) {
            Optional<ColumnSummary> each = task.deletes().isEmpty() ? of(task.file(), task.spec()) : Optional.empty();
            if (each.isEmpty()) {
                return Optional.empty();
            }
            all = all.plus(each.get());
        }
        return Optional.of(all);
    }

    /** Values of the column a file is parted by are those of its partition, whatever the file holds: its metrics are of the file. */
    private Optional<ColumnSummary> of(DataFile file, PartitionSpec spec) {
        boolean parted = spec.fields().stream()
                .anyMatch(part ->
                        part.sourceId() == field.id() && part.transform().isIdentity());
        long rows = file.recordCount();
        Known known = known(file);
        if (parted || known.values() != rows) {
            return Optional.empty();
        }
        long nulls = known.nulls();
        Optional<Value> least = bound(known.lower());
        Optional<Value> greatest = bound(known.upper());
        if (nulls < 0 || nulls > rows) {
            return Optional.empty();
        }
        if (nulls == rows) {
            return least.isEmpty() && greatest.isEmpty() ? Optional.of(ColumnSummary.NOTHING) : Optional.empty();
        }
        return Optional.of(ColumnSummary.of(rows - nulls, least, greatest));
    }

    /** What metrics say of the column in one file; a count below 0 is not known. */
    private record Known(
            long values,
            long nulls,
            @Nullable ByteBuffer lower,
            @Nullable ByteBuffer upper) {}

    private Known known(DataFile file) {
        int id = field.id();
        if (file instanceof ListedFile listed) { // without the metrics of all other columns
            ColumnMetrics metrics = listed.columns().metrics(id);
            int place = listed.file();
            return metrics == null
                    ? new Known(ColumnMetrics.UNKNOWN, ColumnMetrics.UNKNOWN, null, null)
                    : new Known(
                            metrics.values(place),
                            metrics.nulls(place),
                            metrics.lowers().get(place),
                            metrics.uppers().get(place));
        }
        Map<Integer, ByteBuffer> lowers = file.lowerBounds();
        Map<Integer, ByteBuffer> uppers = file.upperBounds();
        return new Known(
                number(file.valueCounts()),
                number(file.nullValueCounts()),
                lowers == null ? null : lowers.get(id),
                uppers == null ? null : uppers.get(id));
    }

    private long number(@Nullable Map<Integer, Long> counts) {
        Long count = counts == null ? null : counts.get(field.id());
        return count == null ? ColumnMetrics.UNKNOWN : count;
    }

    private Optional<Value> bound(@Nullable ByteBuffer bound) {
        return ColumnSummary.isExact(field.type()) ? field.value(bound) : Optional.empty();
    }
}
