package io.lakegate.catalog.metadata;

import static io.lakegate.catalog.metadata.MetadataColumn.optional;
import static io.lakegate.catalog.metadata.MetadataColumn.required;

import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.model.Version;
import io.lakegate.catalog.spi.LakeCatalog;
import io.lakegate.catalog.spi.PinnedTable;
import io.lakegate.catalog.spi.SystemTables;
import io.lakegate.catalog.spi.ViewText;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The schema of the standard that every catalog has: its schemas, tables, columns and views, for tools that ask by SQL. Names are as the
 * source spells them. Asking for columns opens each table of the catalog and understands each view; one that cannot be read is left out.
 */
public final class InformationSchema {
    public static final String NAME = "information_schema";
    /** The tables in it, sorted. */
    public static final List<String> TABLES = List.of("columns", "schemata", "tables", "views");

    private static final Logger log = LoggerFactory.getLogger(InformationSchema.class);

    private record Entry(TableName name, Optional<ViewText> view) {}

    private record Described(TableName table, int position, Column column) {}

    private InformationSchema() {}

    /** One of its tables; empty where there is none of this name, in any case. */
    public static Optional<PinnedTable> table(
            LakeCatalog catalog, String name, Function<TableName, List<Column>> views) {
        TableName full = new TableName(catalog.name(), NAME, name.toLowerCase(Locale.ROOT));
        return switch (full.table()) {
            case "schemata" -> Optional.of(schemata(catalog, full));
            case "tables" -> Optional.of(tables(catalog, full));
            case "views" -> Optional.of(views(catalog, full));
            case "columns" -> Optional.of(columns(catalog, full, views));
            default -> Optional.empty();
        };
    }

    private static PinnedTable schemata(LakeCatalog catalog, TableName name) {
        List<MetadataColumn<String>> columns =
                List.of(text("catalog_name", schema -> catalog.name()), text("schema_name", schema -> schema));
        return new MetadataTable<>(
                name,
                0,
                columns,
                List.of(),
                () -> Stream.concat(catalog.schemas().stream(), Stream.of(NAME, SystemTables.SCHEMA))
                        .distinct());
    }

    private static PinnedTable tables(LakeCatalog catalog, TableName name) {
        List<MetadataColumn<Entry>> columns = List.of(
                text("table_catalog", entry -> entry.name().catalog()),
                text("table_schema", entry -> entry.name().schema()),
                text("table_name", entry -> entry.name().table()),
                text("table_type", entry -> entry.view().isPresent() ? "VIEW" : "BASE TABLE"));
        return new MetadataTable<>(name, 0, columns, List.of(), () -> entries(catalog));
    }

    private static PinnedTable views(LakeCatalog catalog, TableName name) {
        List<MetadataColumn<Entry>> columns = List.of(
                text("table_catalog", entry -> entry.name().catalog()),
                text("table_schema", entry -> entry.name().schema()),
                text("table_name", entry -> entry.name().table()),
                optional(
                        "view_definition",
                        Simple.VARCHAR,
                        "Its query; NULL where it is not yours to read.",
                        entry -> catalog.viewText(
                                        entry.name().schema(), entry.name().table())
                                .orElse(null)));
        return new MetadataTable<>(
                name,
                0,
                columns,
                List.of(),
                () -> entries(catalog).filter(entry -> entry.view().isPresent()));
    }

    private static PinnedTable columns(LakeCatalog catalog, TableName name, Function<TableName, List<Column>> views) {
        List<MetadataColumn<Described>> columns = List.of(
                text("table_catalog", described -> described.table().catalog()),
                text("table_schema", described -> described.table().schema()),
                text("table_name", described -> described.table().table()),
                text("column_name", described -> described.column().name()),
                required("ordinal_position", Simple.INTEGER, "From 1.", Described::position),
                text("is_nullable", described -> described.column().nullable() ? "YES" : "NO"),
                text("data_type", described -> described.column().type().toString()),
                optional(
                        "comment",
                        Simple.VARCHAR,
                        "What the table's author wrote about it.",
                        described -> described.column().comment().orElse(null)));
        return new MetadataTable<>(
                name, 0, columns, List.of(), () -> entries(catalog).flatMap(entry -> described(catalog, entry, views)));
    }

    private static Stream<Entry> entries(LakeCatalog catalog) {
        return catalog.schemas().stream()
                .flatMap(schema -> catalog.tables(schema).stream()
                        .map(table -> new Entry(
                                new TableName(catalog.name(), schema, table),
                                catalog.view(schema, table, Version.LATEST))));
    }

    private static Stream<Described> described(
            LakeCatalog catalog, Entry entry, Function<TableName, List<Column>> views) {
        List<Column> columns;
        try {
            columns = entry.view().isPresent()
                    ? views.apply(entry.name())
                    : catalog.pin(entry.name(), Version.LATEST).columns();
        } catch (GatewayException e) {
            log.info("The columns of {} are not listed: {}", entry.name(), e.getMessage());
            return Stream.empty();
        }
        return IntStream.range(0, columns.size()).mapToObj(i -> new Described(entry.name(), i + 1, columns.get(i)));
    }

    private static <T> MetadataColumn<T> text(String name, Function<T, String> value) {
        return required(name, Simple.VARCHAR, "", value::apply);
    }
}
