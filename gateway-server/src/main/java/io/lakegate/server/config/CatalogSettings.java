package io.lakegate.server.config;

import io.lakegate.catalog.model.Version;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Every key of the files in {@code catalogs}: those of one type of catalog are a group. */
final class CatalogSettings {
    static final String DELTA = "delta";
    static final String ICEBERG = "iceberg";
    static final String DUCKLAKE = "ducklake";

    static final Setting<String> TYPE = Setting.required(
            "type",
            ValueKinds.word("a table format that this version reads", List.of(DELTA, ICEBERG, DUCKLAKE)),
            DELTA,
            "The format of the catalog's tables.");

    static final Setting<String> LOCATION = Setting.optional(
            "location",
            ValueKinds.FOLDER_OR_ADDRESS,
            "only the tables under `tables` are in the catalog",
            "/data/lake",
            "A folder with tables: each folder that holds `_delta_log` (Iceberg: `metadata`) is one. `LOCATION/TABLE` is the table"
                    + " `NAME.default.TABLE`, `LOCATION/SCHEMA/TABLE` is `NAME.SCHEMA.TABLE`.");

    static final Setting<ZoneId> TIME_ZONE = Setting.withDefault(
            "time-zone",
            ValueKinds.TIME_ZONE,
            ZoneOffset.UTC,
            "The zone of the systems that wrote partition values without a zone: timestamps that are instants, such as"
                    + " `2024-01-31 12:00:00`. Newer writers name the zone in the value.");

    static final Setting<String> TABLE_SCHEMA = Setting.withDefault(
            "tables[].schema",
            ValueKinds.NAME_PART,
            "default",
            "The schema of the table: the second part of its name.");

    static final Setting<String> TABLE_NAME =
            Setting.required("tables[].table", ValueKinds.NAME_PART, "orders", "The third part of the table's name.");

    static final Setting<String> TABLE_LOCATION = Setting.required(
            "tables[].location",
            ValueKinds.FOLDER_OR_ADDRESS,
            "/data/sales/orders",
            "The folder of the table: the one that holds `_delta_log`.");

    static final Setting<String> ICEBERG_TABLE_LOCATION = Setting.required(
            "tables[].location",
            ValueKinds.FILE_FOLDER_OR_ADDRESS,
            "/data/sales/orders",
            "The folder of the table: the one that holds `metadata`. Or one of its metadata files, to read the table as that has it.");

    static final Key.Repeated TABLES = tables(TABLE_LOCATION);

    static final Key.Repeated ICEBERG_TABLES = tables(ICEBERG_TABLE_LOCATION);

    static final Setting<String> ICEBERG_CATALOG = Setting.withDefault(
            "catalog",
            ValueKinds.word(
                    "a kind of Iceberg catalog", List.of("directory", "hadoop", "jdbc", "rest", "hive", "glue")),
            "directory",
            "Who knows the tables: `directory` finds them by their `metadata` folders below `location`, with no service at all;"
                    + " the others are Iceberg's own catalogs. `hive` and `glue` need jars that are built apart.");

    static final Setting<String> URI = Setting.optional(
            "uri",
            ValueKinds.TEXT,
            "none; required for rest, jdbc and hive",
            "https://catalog.example.com/",
            "Where the catalog is: the address of a REST service, a JDBC URL (`jdbc:postgresql://…`, `jdbc:sqlite:…`), or a metastore's"
                    + " `thrift://…`.");

    static final Setting<String> WAREHOUSE = Setting.optional(
            "warehouse",
            ValueKinds.TEXT,
            "none; required for hadoop and jdbc",
            "/data/warehouse",
            "The warehouse of the catalog: a folder, or a name that a REST service knows.");

    static final Setting<String> USER = Setting.optional(
            "user", ValueKinds.TEXT, "none", "reader", "The user of the database that holds the metadata.");

    static final Setting<Secret> PASSWORD = Setting.optional(
            "password",
            ValueKinds.SECRET,
            "none",
            "${env:METADATA_PASSWORD}",
            "The password of the database that holds the metadata.");

    static final Key.Mapping PROPERTIES = new Key.Mapping(
            "properties",
            "keys with single values, such as `oauth2-server-uri: …`",
            false,
            "What else the Iceberg catalog is to be told, by the names that Iceberg has for it: `credential`, `token`, `scope`,"
                    + " `oauth2-server-uri`, `rest.sigv4-enabled`, `header.NAME` and so on. For `jdbc` also"
                    + " `catalog-name`: under which name of a catalog the database holds the tables, where it has several. For `hive`, `glue` and"
                    + " signed requests also `libraries`: the folder of the jars that these need.");

    static final Key.Mapping MOVED = new Key.Mapping(
            "moved",
            "`true`, or keys with single values: `stored prefix: prefix`",
            true,
            "The files were copied from where the metadata says they are. With `true` each table's own stored location means the folder"
                    + " in which its metadata lies now; with prefixes, a stored location that begins with one is read below the other.");

    static final Setting<String> METADATA = Setting.required(
            "metadata",
            ValueKinds.TEXT,
            "duckdb:/data/lake.ducklake",
            "The database that holds the catalog: `duckdb:PATH`, `sqlite:PATH`, `postgresql://HOST:PORT/DATABASE` or"
                    + " `mysql://HOST:PORT/DATABASE`. A relative path starts from the folder of the file in which it stands.");

    static final Setting<String> METADATA_SCHEMA = Setting.optional(
            "metadata-schema",
            ValueKinds.NAME_PART,
            "the database's own default, such as `main` or `public`",
            "ducklake",
            "The schema of that database in which the catalog's tables are.");

    static final Setting<String> DATA_PATH = Setting.optional(
            "data-path",
            ValueKinds.FOLDER_OR_ADDRESS,
            "the path that the catalog itself has stored",
            "/data/lake/",
            "The folder below which the data files lie, where it is another than the catalog says.");

    static final Setting<Version> AS_OF = Setting.optional(
            "as-of",
            ValueKinds.VERSION,
            "the newest state",
            "2024-01-31T12:00:00Z",
            "The state in which the catalog is read, whatever is committed after it: the number of a snapshot, or a time. A statement may"
                    + " ask for an earlier one, not for a later one.");

    static final Key.Group DELTA_KEYS = new Key.Group(
            "", "A catalog of Delta tables.", List.of(TYPE, LOCATION, TIME_ZONE, TABLES, StorageKeys.GROUP));

    static final Key.Group ICEBERG_KEYS = new Key.Group(
            "",
            "A catalog of Iceberg tables.",
            List.of(
                    TYPE,
                    ICEBERG_CATALOG,
                    LOCATION,
                    URI,
                    WAREHOUSE,
                    USER,
                    PASSWORD,
                    PROPERTIES,
                    MOVED,
                    ICEBERG_TABLES,
                    StorageKeys.GROUP));

    static final Key.Group DUCKLAKE_KEYS = new Key.Group(
            "",
            "A catalog of DuckLake tables.",
            List.of(TYPE, METADATA, METADATA_SCHEMA, USER, PASSWORD, DATA_PATH, MOVED, AS_OF, StorageKeys.GROUP));

    /** The keys of a file in {@code catalogs}, by its type. */
    static final Map<String, Key.Group> BY_TYPE = byType();

    private CatalogSettings() {}

    private static Key.Repeated tables(Setting<String> location) {
        return new Key.Repeated(
                "tables",
                "Single tables, wherever they lie: alone, or beside those below `location`.",
                new Key.Group("", "One table.", List.of(TABLE_SCHEMA, TABLE_NAME, location)));
    }

    private static Map<String, Key.Group> byType() {
        Map<String, Key.Group> groups = new LinkedHashMap<>();
        groups.put(DELTA, DELTA_KEYS);
        groups.put(ICEBERG, ICEBERG_KEYS);
        groups.put(DUCKLAKE, DUCKLAKE_KEYS);
        return groups;
    }
}
