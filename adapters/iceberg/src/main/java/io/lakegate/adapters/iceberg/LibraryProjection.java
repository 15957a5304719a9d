package io.lakegate.adapters.iceberg;

import io.lakegate.catalog.model.Column;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;

/**
 * What the library is asked to read for some columns.
 *
 * @param columns as they are wanted
 * @param schema each field once
 * @param places of the columns in the schema
 */
record LibraryProjection(List<Column> columns, Schema schema, List<Integer> places) {
    static LibraryProjection of(SnapshotChoice choice, List<Column> columns) {
        Map<Integer, Types.NestedField> fields = new LinkedHashMap<>();
        List<Integer> ids = new ArrayList<>();
        for (Column column : columns) {
            Types.NestedField field = choice.schema().asStruct().field(column.name());
            if (field == null) {
                field = column.name().equals(Sources.ROW_ID.name())
                        ? MetadataColumns.ROW_ID
                        : MetadataColumns.LAST_UPDATED_SEQUENCE_NUMBER;
            }
            fields.putIfAbsent(field.fieldId(), field);
            ids.add(field.fieldId());
        }
        List<Integer> order = new ArrayList<>(fields.keySet());
        return new LibraryProjection(
                columns,
                new Schema(new ArrayList<>(fields.values())),
                ids.stream().map(order::indexOf).toList());
    }
}
