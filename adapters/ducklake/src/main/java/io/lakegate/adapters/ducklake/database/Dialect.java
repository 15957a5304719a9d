package io.lakegate.adapters.ducklake.database;

import java.nio.file.Path;
import java.util.Optional;

/** A kind of database that can hold a catalog, and what its SQL says in its own way. */
public enum Dialect {
    DUCKDB("duckdb"),
    SQLITE("sqlite"),
    POSTGRESQL("postgresql"),
    /** MySQL or MariaDB: one protocol, one driver. */
    MYSQL("mysql");

    private final String word;

    Dialect(String word) {
        this.word = word;
    }

    /** The kind that a configured address begins with. */
    static Optional<Dialect> of(String scheme) {
        return switch (scheme) {
            case "duckdb" -> Optional.of(DUCKDB);
            case "sqlite" -> Optional.of(SQLITE);
            case "postgresql", "postgres" -> Optional.of(POSTGRESQL);
            case "mysql", "mariadb" -> Optional.of(MYSQL);
            default -> Optional.empty();
        };
    }

    /** As it is written in configuration. */
    public String word() {
        return word;
    }

    /** Whether the database is a file on this machine. */
    public boolean isFile() {
        return this == DUCKDB || this == SQLITE;
    }

    String jdbcUrl(String address) {
        return switch (this) {
            case DUCKDB -> "jdbc:duckdb:" + address;
            case SQLITE -> "jdbc:sqlite:" + Path.of(address).toUri() + "?mode=ro";
            case POSTGRESQL -> "jdbc:postgresql:" + address;
            case MYSQL -> "jdbc:mariadb:" + address;
        };
    }

    public String identifier(String name) {
        return this == MYSQL ? '`' + name.replace("`", "``") + '`' : '"' + name.replace("\"", "\"\"") + '"';
    }

    /** An expression for a time in UTC that {@link Row#instant} reads: no driver's own idea of time takes part. */
    public String instant(String column) {
        return switch (this) {
            case DUCKDB -> "epoch_us(" + column + ")";
            case POSTGRESQL -> "CAST(floor(extract(epoch FROM " + column + ") * 1000000) AS BIGINT)";
            case SQLITE -> column;
            case MYSQL -> "CAST(" + column + " AS CHAR)";
        };
    }

    /** A text as the whole number that it is; NULL where it is none. */
    public String wholeNumber(String text) {
        return switch (this) {
            case DUCKDB -> "TRY_CAST(" + text + " AS BIGINT)";
            case POSTGRESQL -> "CASE WHEN %1$s ~ '^-?[0-9]{1,18}$' THEN CAST(%1$s AS BIGINT) END".formatted(text);
            case MYSQL -> "CASE WHEN %1$s REGEXP '^-?[0-9]{1,18}$' THEN CAST(%1$s AS SIGNED) END".formatted(text);
            case SQLITE ->
                "CASE WHEN %1$s NOT GLOB '*[^0-9-]*' AND length(%1$s) BETWEEN 1 AND 18 THEN CAST(%1$s AS INTEGER) END"
                        .formatted(text);
        };
    }

    /** A text that is a date of four digits of the year, in an order in which earlier ones come first; NULL where it is none. */
    public String dateText(String text) {
        return ordered(text, "[0-9]{4}-[0-9]{2}-[0-9]{2}", "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]");
    }

    /** The same of a date with a time. */
    public String timeText(String text) {
        return ordered(
                text,
                "[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?",
                "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]*");
    }

    private String ordered(String text, String pattern, String glob) {
        return switch (this) {
            case DUCKDB -> "CASE WHEN regexp_full_match(%1$s, '%2$s') THEN %1$s END".formatted(text, pattern);
            case POSTGRESQL -> "CASE WHEN %1$s ~ '^%2$s$' THEN %1$s END COLLATE \"C\"".formatted(text, pattern);
            case MYSQL -> "CASE WHEN %1$s REGEXP '^%2$s$' THEN CAST(%1$s AS BINARY) END".formatted(text, pattern);
            case SQLITE -> "CASE WHEN %1$s GLOB '%2$s' THEN %1$s END".formatted(text, glob);
        };
    }

    /** A query for the names of the columns of all tables of a catalog, inlined data left out; takes the schema where it asks for one. */
    String columnsQuery() {
        if (this == DUCKDB) {
            return "SELECT table_name, column_name FROM duckdb_columns() WHERE " + inSchema()
                    + " AND table_name LIKE 'ducklake#_%' ESCAPE '#' AND (table_name NOT LIKE 'ducklake#_inlined#_%' ESCAPE '#'"
                    + " OR table_name = 'ducklake_inlined_data_tables')";
        }
        return this == SQLITE
                ? "SELECT m.name, p.name FROM sqlite_master m, pragma_table_info(m.name) p WHERE m.type = 'table'"
                        + " AND m.name LIKE 'ducklake\\_%' ESCAPE '\\' AND m.name NOT LIKE 'ducklake\\_inlined\\_%\\_%' ESCAPE '\\'"
                        + " OR m.name = 'ducklake_inlined_data_tables'"
                : "SELECT table_name, column_name FROM information_schema.columns WHERE " + inSchema()
                        + " AND table_name LIKE 'ducklake#_%' ESCAPE '#' AND (table_name NOT LIKE 'ducklake#_inlined#_%' ESCAPE '#'"
                        + " OR table_name = 'ducklake_inlined_data_tables')";
    }

    /** A query that has a row where a table exists; takes the table's name after the schema. */
    String tableQuery() {
        if (this == DUCKDB) {
            return "SELECT 1 FROM duckdb_tables() WHERE " + inSchema() + " AND table_name = ?";
        }
        return this == SQLITE
                ? "SELECT 1 FROM sqlite_master WHERE name = ?"
                : "SELECT 1 FROM information_schema.tables WHERE " + inSchema() + " AND table_name = ?";
    }

    private String inSchema() {
        String current = this == MYSQL ? "database()" : "current_schema()";
        String text = this == MYSQL ? "CHAR" : "VARCHAR";
        return this == DUCKDB
                ? "database_name = current_database() AND schema_name = COALESCE(CAST(? AS VARCHAR), current_schema())"
                : "table_schema = COALESCE(CAST(? AS " + text + "), " + current + ")";
    }
}
