package io.lakegate.adapters.ducklake;

import io.lakegate.adapters.ducklake.Field.Presentation;
import io.lakegate.catalog.error.CatalogErrors;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.metadata.SchemaChange;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.TableName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** A row of {@code ducklake_column}: how a column was from one snapshot to another. In the order of columns. */
record ColumnRow(
        long id,
        Life life,
        String name,
        String type,
        Optional<String> initialDefault,
        boolean nullable,
        OptionalLong parent) {

    /**
     * The columns of a table at a snapshot.
     *
     * @param rows all that the catalog has of the table, in the order of columns
     * @param comments by column id
     * @throws io.lakegate.catalog.error.GatewayException when a column has a type that is not known
     */
    static List<Field> at(TableName table, List<ColumnRow> rows, long snapshot, Map<Long, String> comments) {
        List<ColumnRow> live =
                rows.stream().filter(row -> row.life.includes(snapshot)).toList();
        return children(table, live, OptionalLong.empty(), comments);
    }

    /** How a snapshot changed the columns of its table; empty where it did not, or made them. */
    static Optional<String> change(TableName table, List<ColumnRow> rows, long snapshot) {
        boolean touched = rows.stream()
                .anyMatch(row -> row.life.begin() == snapshot
                        || (row.life.end().isPresent() && row.life.end().getAsLong() == snapshot));
        boolean existed = rows.stream().anyMatch(row -> row.life.includes(snapshot - 1));
        if (!touched || !existed) {
            return Optional.empty();
        }
        try {
            return SchemaChange.between(columns(table, rows, snapshot - 1), columns(table, rows, snapshot));
        } catch (GatewayException e) {
            return Optional.of("not known: one of the two schemas cannot be read. " + e.getMessage());
        }
    }

    private static Map<String, Column> columns(TableName table, List<ColumnRow> rows, long snapshot) {
        Map<String, Column> columns = new LinkedHashMap<>();
        at(table, rows, snapshot, Map.of()).forEach(field -> columns.put(String.valueOf(field.id()), field.column()));
        return columns;
    }

    private static List<Field> children(
            TableName table, List<ColumnRow> live, OptionalLong parent, Map<Long, String> comments) {
        List<Field> fields = new ArrayList<>();
        for (ColumnRow row : live) {
            if (row.parent.equals(parent)) {
                fields.add(row.field(table, live, comments));
            }
        }
        return fields;
    }

    private Field field(TableName table, List<ColumnRow> live, Map<Long, String> comments) {
        List<Field> children = children(table, live, OptionalLong.of(id), comments);
        LakeType lakeType =
                DuckLakeTypes.of(type, children).orElseThrow(() -> CatalogErrors.unsupportedType(table, name, type));
        return new Field(
                id,
                name,
                type,
                lakeType,
                initialDefault,
                new Presentation(nullable, Optional.ofNullable(comments.get(id))),
                children);
    }
}
