package io.lakegate.adapters.ducklake;

import io.lakegate.adapters.ducklake.Field.Presentation;
import io.lakegate.catalog.error.CatalogErrors;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.TableName;
import java.util.ArrayList;
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
