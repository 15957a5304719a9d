package io.lakegate.adapters.iceberg;

import io.lakegate.adapters.iceberg.StoredTypes.NotForTheEngine;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.scan.ColumnSource;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.iceberg.mapping.NameMapping;
import org.apache.iceberg.parquet.ParquetSchemaUtil;
import org.apache.iceberg.types.Types;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * Where the fields of a table are in Parquet files of one schema.
 *
 * @param schema with an id for each field that the table may know: the file's own, those of the table's name mapping, or by order
 * @param withIds whether the ids are in the files, so that the engine finds columns by them
 * @see "Iceberg spec: Column Projection"
 */
record FileLayout(MessageType schema, boolean withIds) {
    static FileLayout of(MessageType file, Optional<NameMapping> mapping) {
        if (ParquetSchemaUtil.hasIds(file)) {
            return new FileLayout(file, true);
        }
        MessageType named = mapping.isPresent()
                ? ParquetSchemaUtil.applyNameMapping(file, mapping.get())
                : ParquetSchemaUtil.addFallbackIds(file);
        return new FileLayout(named, false);
    }

    boolean has(int fieldId) {
        return StoredTypes.find(schema, fieldId).isPresent();
    }

    /**
     * How the engine reads a column that the files have.
     *
     * @throws NotForTheEngine when it does not read it right
     */
    ColumnSource.Stored stored(Types.NestedField field, LakeType type) throws NotForTheEngine {
        Type file = StoredTypes.find(schema, field.fieldId()).orElseThrow();
        LakeType stored = StoredTypes.of(field.type(), type, file);
        return new ColumnSource.Stored(
                file.getName(), withIds ? OptionalInt.of(field.fieldId()) : OptionalInt.empty(), stored);
    }
}
