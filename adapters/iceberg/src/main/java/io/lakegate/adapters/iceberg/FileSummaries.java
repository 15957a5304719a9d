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
        if (!task.deletes().isEmpty() || parted || number(file.valueCounts()) != rows) {
            return Optional.empty();
        }
        long nulls = number(file.nullValueCounts());
        Optional<Value> least = bound(file.lowerBounds());
        Optional<Value> greatest = bound(file.upperBounds());
        if (nulls < 0 || nulls > rows) {
            return Optional.empty();
        }
        if (nulls == rows) {
            return least.isEmpty() && greatest.isEmpty() ? Optional.of(ColumnSummary.NOTHING) : Optional.empty();
        }
        return Optional.of(ColumnSummary.of(rows - nulls, least, greatest));
    }

    private long number(@Nullable Map<Integer, Long> counts) {
        Long count = counts == null ? null : counts.get(field.fieldId());
        return count == null ? -1 : count;
    }

    private Optional<Value> bound(@Nullable Map<Integer, ByteBuffer> bounds) {
        ByteBuffer bound = bounds == null ? null : bounds.get(field.fieldId());
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
