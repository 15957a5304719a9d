package io.lakegate.adapters.iceberg;

import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.Value;
import io.lakegate.catalog.scan.ColumnSummary;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/**
 * Sums up the values of one column by the counts and bounds in manifests: a column of the table itself that had one type all its life. For any thread.
 *
 * @see "Iceberg spec: Data File Fields"
 */
final class FileSummaries {
    private final Types.NestedField field;
    private final LakeType type;

    private FileSummaries(Types.NestedField field) {
        this.field = field;
        this.type = IcebergTypes.ofPrimitive(field.type());
    }

    /** Empty for a column that is no plain one, that has had another type, or that files may lack and still have values of. */
    static Optional<FileSummaries> of(TableMetadata metadata, Schema schema, String column) {
        Types.NestedField field = schema.asStruct().field(column);
        boolean plain = field != null
                && field.type().isPrimitiveType()
                && field.initialDefault() == null
                && metadata.schemas().stream()
                        .map(each -> each.findField(field.fieldId()))
                        .filter(Objects::nonNull)
                        .allMatch(each -> each.type().equals(field.type()));
        return plain ? Optional.of(new FileSummaries(field)) : Optional.empty();
    }

    /** Of all rows of some files; empty where one has deleted rows, or its metrics do not prove it. */
    Optional<ColumnSummary> sum(List<FileScanTask> tasks) {
        ColumnSummary all = ColumnSummary.NOTHING;
        for (FileScanTask task : tasks) {
            Optional<ColumnSummary> each = of(task);
            if (each.isEmpty()) {
                return Optional.empty();
            }
            all = all.plus(each.get());
        }
        return Optional.of(all);
    }

    /** Values of the column a file is parted by are those of its partition, whatever the file holds: its metrics are of the file. */
    private Optional<ColumnSummary> of(FileScanTask task) {
        boolean parted = task.spec().fields().stream()
                .anyMatch(part ->
                        part.sourceId() == field.fieldId() && part.transform().isIdentity());
        DataFile file = task.file();
        long rows = file.recordCount();
        Known known = known(file);
        if (!task.deletes().isEmpty() || parted || known.values() != rows) {
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
        int id = field.fieldId();
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
        Long count = counts == null ? null : counts.get(field.fieldId());
        return count == null ? ColumnMetrics.UNKNOWN : count;
    }

    private Optional<Value> bound(@Nullable ByteBuffer bound) {
        if (bound == null || !ColumnSummary.isExact(type)) {
            return Optional.empty();
        }
        try {
            Object value = Conversions.fromByteBuffer(field.type(), bound.duplicate());
            return Optional.of(InternalValues.of(type, field.type(), value)).filter(known -> !known.isNull());
        } catch (RuntimeException e) {
            return Optional.empty(); // not of this type: nothing is known
        }
    }
}
