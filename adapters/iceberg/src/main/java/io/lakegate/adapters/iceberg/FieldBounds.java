package io.lakegate.adapters.iceberg;

import static java.util.Objects.requireNonNull;

import io.lakegate.catalog.filter.ColumnRange;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.catalog.model.Value;
import io.lakegate.catalog.packed.ColumnBounds;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Optional;
import org.apache.iceberg.Schema;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/**
 * What manifests prove of the values of a column of the table itself that had one type all its life, so that the bounds of all files mean the same. Immutable,
 * for any thread.
 *
 * @see "Iceberg spec: Data File Fields"
 */
record FieldBounds(Types.NestedField field) {
    FieldBounds {
        requireNonNull(field, "field");
    }

    /** Empty for a column that is no plain one, that has had another type, or that files may lack and still have values of. */
    static Optional<FieldBounds> of(TableMetadata metadata, Schema schema, String column) {
        Types.NestedField field = schema.asStruct().field(column);
        boolean plain = field != null
                && field.type().isPrimitiveType()
                && field.initialDefault() == null
                && metadata.schemas().stream()
                        .map(each -> each.findField(field.fieldId()))
                        .filter(Objects::nonNull)
                        .allMatch(each -> each.type().equals(field.type()));
        return plain ? Optional.of(new FieldBounds(field)) : Optional.empty();
    }

    int id() {
        return field.fieldId();
    }

    LakeType type() {
        return IcebergTypes.ofPrimitive(field.type());
    }

    /** The bounds in the files of a manifest. Cost: each of them is made a value once. */
    ColumnBounds in(ManifestColumns files) {
        LakeType type = type();
        ColumnBounds.Builder bounds = new ColumnBounds.Builder(type, files.size());
        ColumnMetrics metrics = files.metrics(id());
        for (int file = 0; file < files.size(); file++) {
            long rows = files.rows(file);
            // Counts of values are of lists where they are not of rows.
            if (metrics == null || rows <= 0 || metrics.values(file) != rows) {
                bounds.add(ColumnRange.UNKNOWN);
                continue;
            }
            long nulls = metrics.nulls(file);
            boolean counted = nulls >= 0 && nulls <= rows;
            bounds.add(
                    new ColumnRange(
                            value(metrics.lowers().get(file)),
                            mayHoldNaN(type, metrics.nans(file))
                                    ? Optional.empty()
                                    : value(metrics.uppers().get(file)),
                            /* mayHoldNull= */ !counted || nulls > 0,
                            /* mayHoldValue= */ !counted || nulls < rows),
                    counted ? nulls : ColumnMetrics.UNKNOWN);
        }
        return bounds.build();
    }

    /** NaN is above every number, and outside of the bounds. */
    private static boolean mayHoldNaN(LakeType type, long count) {
        return (type == Simple.REAL || type == Simple.DOUBLE) && count != 0;
    }

    /** The value of a bound; empty where there is none, or one of another type. */
    Optional<Value> value(@Nullable ByteBuffer bound) {
        if (bound == null) {
            return Optional.empty();
        }
        try {
            Object value = Conversions.fromByteBuffer(field.type(), bound.duplicate());
            return Optional.of(InternalValues.of(type(), field.type(), value))
                    .filter(known -> !known.isNull() && !isNaN(known));
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    private static boolean isNaN(Value value) {
        Object content = value.content().orElseThrow();
        return (content instanceof Double || content instanceof Float)
                && Double.isNaN(((Number) content).doubleValue());
    }
}
