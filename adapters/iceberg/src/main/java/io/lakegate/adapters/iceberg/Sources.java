package io.lakegate.adapters.iceberg;

import io.lakegate.adapters.iceberg.StoredTypes.NotForTheEngine;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.Value;
import io.lakegate.catalog.scan.ColumnSource;
import java.util.Map;
import java.util.OptionalInt;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** Where the values of one column come from in a file: the file itself, its partition, the column's default, or its row lineage. */
final class Sources {
    /** The id of every row, where the table tracks rows. */
    static final Column ROW_ID = new Column("_row_id", LakeType.Simple.BIGINT);

    /** The sequence number of the commit that last changed the row. */
    static final Column ROW_VERSION = new Column("_last_updated_sequence_number", LakeType.Simple.BIGINT);

    private Sources() {}

    /**
     * A source, and the constant that the file has to carry for it.
     *
     * @param constant the value in each row, of which only a source that is constant makes use
     */
    record Source(ColumnSource source, Value constant) {}

    /**
     * The source of a column of the table in one file.
     *
     * @param partition the values of the file's partition, by field id
     */
    static Source of(Map<Integer, ?> partition, FileLayout layout, Types.NestedField field, LakeType type)
            throws NotForTheEngine {
        if (partition.containsKey(field.fieldId())) {
            // As the library does: the value by which the file was parted is that of each of its rows.
            return new Source(
                    ColumnSource.CONSTANT, InternalValues.of(type, field.type(), partition.get(field.fieldId())));
        }
        return layout.has(field.fieldId()) && field.type().typeId() != Type.TypeID.UNKNOWN
                ? new Source(layout.stored(field, type), Value.nullOf(type))
                : new Source(ColumnSource.CONSTANT, whenAbsent(field, type));
    }

    /** The value that a file which lacks the column has in each row. */
    private static Value whenAbsent(Types.NestedField field, LakeType type) throws NotForTheEngine {
        if (!field.type().isPrimitiveType()) {
            if (field.initialDefault() != null) {
                throw new NotForTheEngine("%s has a nested default for older files".formatted(field.name()));
            }
            return Value.nullOf(type);
        }
        return InternalValues.of(type, field.type(), field.initialDefault());
    }

    /** The source of a column of the row lineage. */
    static Source lineage(FileScanTask task, FileLayout layout, Column column) {
        boolean id = column.equals(ROW_ID);
        Long first = task.file().firstRowId();
        Long value = id || first == null ? first : task.file().dataSequenceNumber();
        Value constant = value == null ? Value.nullOf(column.type()) : Value.of(column.type(), value);
        ColumnSource otherwise = id && value != null ? ColumnSource.CONSTANT_PLUS_POSITION : ColumnSource.CONSTANT;
        int fieldId = id ? MetadataColumns.ROW_ID.fieldId() : MetadataColumns.LAST_UPDATED_SEQUENCE_NUMBER.fieldId();
        boolean stored = layout.withIds() && layout.has(fieldId);
        return new Source(
                stored
                        ? new ColumnSource.StoredElse(
                                new ColumnSource.Stored(column.name(), OptionalInt.of(fieldId), column.type()),
                                otherwise)
                        : otherwise,
                constant);
    }
}
