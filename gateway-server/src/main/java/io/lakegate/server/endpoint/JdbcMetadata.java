package io.lakegate.server.endpoint;

import static java.util.Objects.requireNonNull;

import io.lakegate.adapters.calcite.SqlWords;
import io.lakegate.catalog.metadata.InformationSchema;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.registry.Catalogs;
import io.lakegate.catalog.registry.MadeSchemas;
import io.lakegate.catalog.spi.LakeCatalog;
import io.lakegate.catalog.spi.RestrictedTable;
import io.lakegate.server.auth.Identity;
import io.lakegate.server.query.NamePattern;
import io.lakegate.server.query.QueryService;
import io.lakegate.server.session.Session.Dialect;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.calcite.avatica.Meta.DatabaseProperty;
import org.jspecify.annotations.Nullable;

/**
 * Answers {@link DatabaseMetaData}: the tree of catalogs, schemas, tables and columns that tools show. Columns and row order are those of the JDBC
 * specification. For any thread.
 */
final class JdbcMetadata {
    private static final String TABLE_TYPE = "TABLE";
    private static final String VIEW_TYPE = "VIEW";
    private static final String SYSTEM_TABLE_TYPE = "SYSTEM TABLE";
    private static final List<LakeType> TYPES = List.of(
            Simple.BOOLEAN,
            Simple.TINYINT,
            Simple.SMALLINT,
            Simple.INTEGER,
            Simple.BIGINT,
            Simple.REAL,
            Simple.DOUBLE,
            new LakeType.Decimal(LakeType.Decimal.MAX_PRECISION, 0),
            Simple.VARCHAR,
            Simple.VARBINARY,
            Simple.DATE,
            Simple.TIME,
            Simple.TIMESTAMP,
            Simple.TIMESTAMP_TZ);

    private final QueryService queries;
    private final ColumnListing listing;
    private final Catalogs catalogs;
    private final Identity viewer;
    private final String version;

    /** {@code version} is that of the gateway. Shows all that there is. */
    JdbcMetadata(QueryService queries, String version) {
        this(queries, new ColumnListing(queries), queries.catalogs(), Identity.said(Optional.empty()), version);
    }

    private JdbcMetadata(
            QueryService queries, ColumnListing listing, Catalogs catalogs, Identity viewer, String version) {
        this.queries = queries;
        this.listing = listing;
        this.catalogs = catalogs;
        this.viewer = viewer;
        this.version = requireNonNull(version, "version");
    }

    /** The same with what somebody may see now. For one call. */
    JdbcMetadata seenBy(Identity somebody) {
        return new JdbcMetadata(queries, listing, queries.catalogs(somebody), somebody, version);
    }

    Map<DatabaseProperty, Object> databaseProperties() {
        Map<DatabaseProperty, Object> properties = new EnumMap<>(DatabaseProperty.class);
        for (DatabaseProperty property : DatabaseProperty.values()) {
            properties.put(property, property.defaultValue);
        }
        properties.put(DatabaseProperty.GET_DATABASE_PRODUCT_NAME, "Lakegate");
        properties.put(DatabaseProperty.GET_DATABASE_PRODUCT_VERSION, version);
        properties.put(DatabaseProperty.GET_DATABASE_MAJOR_VERSION, versionPart(0));
        properties.put(DatabaseProperty.GET_DATABASE_MINOR_VERSION, versionPart(1));
        properties.put(DatabaseProperty.GET_DEFAULT_TRANSACTION_ISOLATION, Connection.TRANSACTION_REPEATABLE_READ);
        properties.put(DatabaseProperty.GET_S_Q_L_KEYWORDS, SqlWords.keywords());
        properties.put(DatabaseProperty.GET_NUMERIC_FUNCTIONS, SqlWords.numericFunctions());
        properties.put(DatabaseProperty.GET_STRING_FUNCTIONS, SqlWords.stringFunctions());
        properties.put(DatabaseProperty.GET_TIME_DATE_FUNCTIONS, SqlWords.timeDateFunctions());
        properties.put(DatabaseProperty.GET_SYSTEM_FUNCTIONS, SqlWords.systemFunctions());
        return properties;
    }

    private int versionPart(int index) {
        List<String> parts = Pattern.compile("[.-]").splitAsStream(version).toList();
        return index < parts.size() && parts.get(index).matches("\\d+") ? Integer.parseInt(parts.get(index)) : 0;
    }

    MetadataRows catalogs() {
        List<@Nullable Object[]> rows = new ArrayList<>();
        catalogs.names().forEach(name -> rows.add(new @Nullable Object[] {name}));
        return new MetadataRows(List.of(text("TABLE_CAT")), rows);
    }

    MetadataRows schemas(@Nullable String catalog, NamePattern schemaPattern) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        chosen(catalog)
                .forEach(found -> schemas(found)
                        .filter(schemaPattern::matches)
                        .forEach(schema -> rows.add(new @Nullable Object[] {schema, found.name()})));
        return new MetadataRows(List.of(text("TABLE_SCHEM"), text("TABLE_CATALOG")), rows);
    }

    MetadataRows tableTypes() {
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (String type : List.of(SYSTEM_TABLE_TYPE, TABLE_TYPE, VIEW_TYPE)) {
            rows.add(new @Nullable Object[] {type});
        }
        return new MetadataRows(List.of(text("TABLE_TYPE")), rows);
    }

    /**
     * Opens no table; rows by type and then by name, as JDBC wants them. Remarks are those of catalogs that know them all at once: else they would
     * cost reading each table's log.
     */
    MetadataRows tables(
            @Nullable String catalog,
            NamePattern schemaPattern,
            NamePattern tablePattern,
            @Nullable List<String> types) {
        Predicate<String> wanted = type -> types == null || types.contains(type);
        List<@Nullable Object[]> rows = new ArrayList<>();
        if (wanted.test(SYSTEM_TABLE_TYPE)) {
            chosen(catalog)
                    .forEach(found -> MadeSchemas.NAMES.stream()
                            .filter(schemaPattern::matches)
                            .flatMap(schema -> catalogs.made().tables(schema).stream()
                                    .filter(tablePattern::matches)
                                    .map(table -> new TableName(found.name(), schema, table)))
                            .forEach(table -> rows.add(tableRow(table, SYSTEM_TABLE_TYPE, null))));
        }
        List<@Nullable Object[]> views = new ArrayList<>();
        chosen(catalog)
                .forEach(found -> found.schemas().stream()
                        .filter(schemaPattern::matches)
                        .forEach(schema -> {
                            Set<String> ofSchema = new HashSet<>(found.views(schema));
                            Map<String, String> remarks = found.remarks(schema);
                            found.tables(schema).stream()
                                    .filter(tablePattern::matches)
                                    .forEach(name -> {
                                        boolean view = ofSchema.contains(name);
                                        if (wanted.test(view ? VIEW_TYPE : TABLE_TYPE)) {
                                            (view ? views : rows)
                                                    .add(tableRow(
                                                            new TableName(found.name(), schema, name),
                                                            view ? VIEW_TYPE : TABLE_TYPE,
                                                            remarks.get(name)));
                                        }
                                    });
                        }));
        rows.addAll(views);
        List<Column> columns = Stream.of(
                        "TABLE_CAT",
                        "TABLE_SCHEM",
                        "TABLE_NAME",
                        "TABLE_TYPE",
                        "REMARKS",
                        "TYPE_CAT",
                        "TYPE_SCHEM",
                        "TYPE_NAME",
                        "SELF_REFERENCING_COL_NAME",
                        "REF_GENERATION")
                .map(JdbcMetadata::text)
                .toList();
        return new MetadataRows(columns, rows);
    }

    private static @Nullable Object[] tableRow(TableName table, String type, @Nullable String remark) {
        return new @Nullable Object[] {
            table.catalog(), table.schema(), table.table(), type, remark, null, null, null, null, null
        };
    }

    /** From memory, but for a single table: see {@link ColumnListing}. */
    MetadataRows columns(
            Dialect dialect,
            @Nullable String catalog,
            NamePattern schemaPattern,
            NamePattern tablePattern,
            NamePattern columnPattern) {
        List<TableName> tables = matching(catalog, schemaPattern, tablePattern).toList();
        boolean one = tables.size() == 1;
        Set<TableName> apart = viewsApart(tables);
        List<TableName> known =
                tables.stream().filter(table -> !apart.contains(table)).toList();
        if (!one) {
            listing.prepare(known);
        }
        ListedColumns rows = new ListedColumns(dialect);
        for (TableName table : tables) {
            List<Column> columns = apart.contains(table)
                    ? listing.ofView(table, viewer)
                    : seen(table, one ? listing.now(table) : listing.lastSeen(table));
            rows.add(table, columns, columnPattern);
        }
        if (!one) {
            listing.refresh(known);
        }
        return new MetadataRows(ListedColumns.COLUMNS, rows);
    }

    /** Views of which each viewer may see other columns: they have those of what the viewer sees of their tables. */
    private Set<TableName> viewsApart(List<TableName> tables) {
        Set<TableName> views = new HashSet<>();
        if (catalogs.areRestricted()) {
            tables.stream()
                    .map(table -> new TableName(table.catalog(), table.schema(), ""))
                    .distinct()
                    .forEach(schema -> catalogs.require(schema.catalog())
                            .views(schema.schema())
                            .forEach(view -> views.add(new TableName(schema.catalog(), schema.schema(), view))));
        }
        return views;
    }

    private List<Column> seen(TableName table, List<Column> columns) {
        return MadeSchemas.schema(table.schema()).isPresent()
                ? columns
                : catalogs.sight()
                        .restriction(table)
                        .map(restriction -> RestrictedTable.columns(columns, restriction))
                        .orElse(columns);
    }

    MetadataRows typeInfo() {
        List<@Nullable Object[]> rows = new ArrayList<>();
        TYPES.stream()
                .sorted(Comparator.comparing(type -> WireTypes.jdbcType(type, Dialect.LAKEGATE)))
                .forEach(type -> rows.add(new @Nullable Object[] {
                    WireTypes.typeName(type),
                    WireTypes.jdbcType(type, Dialect.LAKEGATE),
                    ColumnSize.of(type),
                    quote(type),
                    quote(type),
                    type instanceof LakeType.Decimal ? "precision,scale" : null,
                    (short) DatabaseMetaData.typeNullable,
                    type == Simple.VARCHAR,
                    (short) DatabaseMetaData.typeSearchable,
                    false,
                    false,
                    false,
                    WireTypes.typeName(type),
                    (short) 0,
                    (short) (type instanceof LakeType.Decimal ? LakeType.Decimal.MAX_PRECISION : 0),
                    null,
                    null,
                    10
                }));
        return new MetadataRows(
                List.of(
                        text("TYPE_NAME"),
                        number("DATA_TYPE"),
                        number("PRECISION"),
                        text("LITERAL_PREFIX"),
                        text("LITERAL_SUFFIX"),
                        text("CREATE_PARAMS"),
                        new Column("NULLABLE", Simple.SMALLINT),
                        new Column("CASE_SENSITIVE", Simple.BOOLEAN),
                        new Column("SEARCHABLE", Simple.SMALLINT),
                        new Column("UNSIGNED_ATTRIBUTE", Simple.BOOLEAN),
                        new Column("FIXED_PREC_SCALE", Simple.BOOLEAN),
                        new Column("AUTO_INCREMENT", Simple.BOOLEAN),
                        text("LOCAL_TYPE_NAME"),
                        new Column("MINIMUM_SCALE", Simple.SMALLINT),
                        new Column("MAXIMUM_SCALE", Simple.SMALLINT),
                        number("SQL_DATA_TYPE"),
                        number("SQL_DATETIME_SUB"),
                        number("NUM_PREC_RADIX")),
                rows);
    }

    private static @Nullable String quote(LakeType type) {
        return type == Simple.VARCHAR ? "'" : null;
    }

    /** The catalogs that a call means: JDBC gives a name that is no pattern, or null for all. */
    private Stream<LakeCatalog> chosen(@Nullable String catalog) {
        return catalog == null ? catalogs.names().stream().map(catalogs::require) : catalogs.find(catalog).stream();
    }

    private Stream<TableName> matching(@Nullable String catalog, NamePattern schemaPattern, NamePattern tablePattern) {
        return chosen(catalog)
                .flatMap(found -> schemas(found)
                        .filter(schemaPattern::matches)
                        .flatMap(schema -> tables(found, schema)
                                .distinct()
                                .filter(tablePattern::matches)
                                .map(table -> new TableName(found.name(), schema, table))));
    }

    private static Stream<String> schemas(LakeCatalog catalog) {
        return Stream.concat(catalog.schemas().stream(), MadeSchemas.NAMES.stream())
                .distinct()
                .sorted();
    }

    private Stream<String> tables(LakeCatalog catalog, String schema) {
        return Stream.concat(
                catalogs.made().tables(schema).stream(),
                schema.equals(InformationSchema.NAME) ? Stream.empty() : catalog.tables(schema).stream());
    }

    private static Column text(String name) {
        return new Column(name, Simple.VARCHAR);
    }

    private static Column number(String name) {
        return new Column(name, Simple.INTEGER);
    }
}
