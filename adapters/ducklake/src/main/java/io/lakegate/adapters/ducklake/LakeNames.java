package io.lakegate.adapters.ducklake;

import io.lakegate.adapters.ducklake.database.MetadataReader;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The schemas, tables and views of a catalog at one snapshot. Immutable: what a snapshot holds never changes. */
record LakeNames(List<String> schemas, List<LakeTable> tables, List<LakeView> views) {
    LakeNames {
        schemas = List.copyOf(schemas);
        tables = List.copyOf(tables);
        views = List.copyOf(views);
    }

    static LakeNames read(MetadataReader reader, CatalogShape shape, String root, long snapshot) throws SQLException {
        record SchemaRow(long id, String name, String folder) {}
        boolean paths = shape.hasColumn("ducklake_schema", "path");
        Map<Long, SchemaRow> schemas = new HashMap<>();
        reader.query(
                        "SELECT s.schema_id, s.schema_name, %s, %s FROM %s s WHERE %s"
                                .formatted(
                                        shape.column("ducklake_schema", "s", "path"),
                                        shape.column("ducklake_schema", "s", "path_is_relative"),
                                        reader.table("ducklake_schema"),
                                        Life.sql("s", snapshot)),
                        row -> new SchemaRow(
                                row.number(1),
                                row.requiredText(2),
                                paths ? DataPaths.resolve(root, row.text(3), row.flag(4)) : root))
                .forEach(schema -> schemas.put(schema.id(), schema));
        boolean tablePaths = shape.hasColumn("ducklake_table", "path");
        List<LakeTable> tables = reader
                .query(
                        "SELECT t.table_id, t.schema_id, t.table_name, %s, %s, %s FROM %s t WHERE %s"
                                .formatted(
                                        shape.column("ducklake_table", "t", "path"),
                                        shape.column("ducklake_table", "t", "path_is_relative"),
                                        shape.column("ducklake_table", "t", "table_uuid"),
                                        reader.table("ducklake_table"),
                                        Life.sql("t", snapshot)),
                        row -> {
                            SchemaRow schema = schemas.get(row.number(2));
                            return schema == null
                                    ? Optional.<LakeTable>empty()
                                    : Optional.of(new LakeTable(
                                            row.number(1),
                                            row.text(6).orElse(""),
                                            schema.name(),
                                            row.requiredText(3),
                                            tablePaths
                                                    ? DataPaths.resolve(schema.folder(), row.text(4), row.flag(5))
                                                    : schema.folder()));
                        })
                .stream()
                .flatMap(Optional::stream)
                .toList();
        List<LakeView> views = reader
                .query(
                        "SELECT v.view_id, v.schema_id, v.view_name, v.dialect, v.%s, v.column_aliases FROM %s v WHERE %s"
                                .formatted(
                                        reader.dialect().identifier("sql"),
                                        reader.table("ducklake_view"),
                                        Life.sql("v", snapshot)),
                        row -> {
                            SchemaRow schema = schemas.get(row.number(2));
                            return schema == null
                                    ? Optional.<LakeView>empty()
                                    : Optional.of(new LakeView(
                                            row.number(1),
                                            schema.name(),
                                            row.requiredText(3),
                                            row.text(4).orElse(""),
                                            row.text(5).orElse(""),
                                            row.text(6).orElse("")));
                        })
                .stream()
                .flatMap(Optional::stream)
                .toList();
        return new LakeNames(
                schemas.values().stream().map(SchemaRow::name).sorted().toList(), tables, views);
    }

    /** Names of tables and views in a schema, sorted. */
    List<String> names(String schema) {
        return Stream.concat(
                        tables.stream()
                                .filter(table -> table.schema().equals(schema))
                                .map(LakeTable::name),
                        views.stream()
                                .filter(view -> view.schema().equals(schema))
                                .map(LakeView::name))
                .sorted()
                .toList();
    }

    /** What is written about the tables and views of a schema, by name; {@code byId} has it of all objects of the catalog. */
    Map<String, String> remarks(String schema, Map<Long, String> byId) {
        Map<String, String> remarks = new HashMap<>();
        tables.stream()
                .filter(table -> table.schema().equals(schema) && byId.containsKey(table.id()))
                .forEach(table -> remarks.put(table.name(), byId.get(table.id())));
        views.stream()
                .filter(view -> view.schema().equals(schema) && byId.containsKey(view.id()))
                .forEach(view -> remarks.put(view.name(), byId.get(view.id())));
        return remarks;
    }

    /** A table by name in any case; an exact match wins. */
    Optional<LakeTable> table(String schema, String name) {
        return tables.stream()
                .filter(t -> t.schema().equalsIgnoreCase(schema) && t.name().equalsIgnoreCase(name))
                .min(Comparator.comparing((LakeTable t) -> !t.schema().equals(schema))
                        .thenComparing(t -> !t.name().equals(name)));
    }

    /** A view by name in any case; an exact match wins. */
    Optional<LakeView> view(String schema, String name) {
        return views.stream()
                .filter(v -> v.schema().equalsIgnoreCase(schema) && v.name().equalsIgnoreCase(name))
                .min(Comparator.comparing((LakeView v) -> !v.schema().equals(schema))
                        .thenComparing(v -> !v.name().equals(name)));
    }
}
