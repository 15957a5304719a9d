package io.lakegate.adapters.ducklake;

import io.lakegate.catalog.error.CatalogErrors;
import io.lakegate.catalog.model.TableName;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * What the columns of a table are at one snapshot.
 *
 * @param rows every state that every column ever had
 * @param comment what was written about the table; empty text when nothing
 */
record TableSchema(List<Field> fields, List<ColumnRow> rows, String comment) {
    TableSchema {
        fields = List.copyOf(fields);
        rows = List.copyOf(rows);
    }

    static TableSchema read(TableQueries queries, TableName table, long snapshot) throws SQLException {
        List<ColumnRow> rows = queries.columnRows();
        List<Field> fields = ColumnRow.at(table, rows, snapshot, queries.columnComments(snapshot));
        if (fields.isEmpty()) {
            throw CatalogErrors.tableDamaged(
                    table, "the catalog lists no column of it", new IllegalStateException("no columns"));
        }
        return new TableSchema(fields, rows, queries.comment(snapshot).orElse(""));
    }

    Optional<Field> field(String name) {
        return fields.stream().filter(field -> field.name().equals(name)).findFirst();
    }
}
