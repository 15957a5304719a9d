package io.lakegate.server;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;

/**
 * Copies the tables of a DuckLake catalog from a DuckDB file into another database, each value in the encoding that DuckLake's extension uses
 * there: types that the database lacks as texts in DuckDB's notation, and in PostgreSQL texts as BYTEA. MariaDB's names are in double quotes.
 */
final class CatalogCopy {
    private final Connection source;
    private final Connection target;
    private final String schema;
    private final boolean postgres;
    private final boolean mariaDb;

    private CatalogCopy(Connection source, Connection target, String schema) throws SQLException {
        this.source = source;
        this.target = target;
        this.schema = schema;
        this.postgres = target.getMetaData().getDatabaseProductName().contains("PostgreSQL");
        this.mariaDb = target.getMetaData().getDatabaseProductName().contains("MariaDB");
    }

    /** Copies all tables; {@code schema} is the target's, empty for its default. */
    static void copy(Path duckDb, Connection target, String schema) throws SQLException {
        Properties readOnly = new Properties();
        readOnly.setProperty("duckdb.read_only", "true");
        try (Connection source = DriverManager.getConnection("jdbc:duckdb:" + duckDb, readOnly);
                Statement statement = source.createStatement()) {
            statement.execute("SET TimeZone = 'UTC'");
            CatalogCopy copy = new CatalogCopy(source, target, schema);
            List<String> tables = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery("SELECT table_name FROM duckdb_tables()")) {
                while (rows.next()) {
                    tables.add(rows.getString(1));
                }
            }
            target.setAutoCommit(false);
            for (String table : tables) {
                copy.copyTable(table);
            }
            target.commit();
            target.setAutoCommit(true);
        }
    }

    private record CopiedColumn(String name, String type, boolean bytes) {}

    private void copyTable(String table) throws SQLException {
        boolean inlined = table.startsWith("ducklake_inlined_data_") && !table.equals("ducklake_inlined_data_tables");
        List<CopiedColumn> columns = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        try (Statement statement = source.createStatement();
                ResultSet rows = statement.executeQuery("DESCRIBE " + quoted(table))) {
            while (rows.next()) {
                columns.add(column(rows.getString(1), rows.getString(2), inlined));
                texts.add("CAST(%s AS VARCHAR)".formatted(quoted(rows.getString(1))));
            }
        }
        String name = (schema.isEmpty() ? "" : quoted(schema) + ".") + quoted(table);
        try (Statement statement = target.createStatement()) {
            statement.execute("CREATE TABLE %s (%s)"
                    .formatted(
                            name,
                            String.join(
                                    ", ",
                                    columns.stream()
                                            .map(c -> quoted(c.name) + " " + c.type)
                                            .toList())));
        }
        List<String> parameters = columns.stream()
                .map(c -> postgres && !c.bytes ? "CAST(? AS " + c.type + ")" : "?")
                .toList();
        try (Statement statement = source.createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT %s FROM %s".formatted(String.join(", ", texts), quoted(table)));
                PreparedStatement insert = target.prepareStatement(
                        "INSERT INTO %s VALUES (%s)".formatted(name, String.join(", ", parameters)))) {
            while (rows.next()) {
                for (int i = 1; i <= columns.size(); i++) {
                    set(insert, i, columns.get(i - 1), rows.getString(i));
                }
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private void set(PreparedStatement insert, int index, CopiedColumn column, String text) throws SQLException {
        if (text == null) {
            insert.setNull(index, column.bytes ? Types.BINARY : Types.VARCHAR);
        } else if (column.bytes) {
            insert.setBytes(index, text.getBytes(StandardCharsets.UTF_8));
        } else if (mariaDb && column.type.equals("BOOLEAN")) {
            insert.setBoolean(index, text.equals("true"));
        } else if (mariaDb && column.type.startsWith("TIMESTAMP")) {
            insert.setString(index, text.replace("+00", "")); // the connection's zone is UTC
        } else {
            insert.setString(index, text);
        }
    }

    private CopiedColumn column(String name, String type, boolean inlined) {
        String plain = type.toUpperCase(Locale.ROOT);
        if (mariaDb) {
            return new CopiedColumn(name, mariaDbType(plain, inlined), false);
        }
        if (!postgres) {
            boolean text = plain.matches("FLOAT|DOUBLE|.*\\[\\]|STRUCT.*|MAP.*|VARIANT|TIMESTAMP WITH TIME ZONE");
            return new CopiedColumn(name, text ? "VARCHAR" : plain, false);
        }
        if (!inlined) {
            return new CopiedColumn(name, plain.equals("TIMESTAMP WITH TIME ZONE") ? "TIMESTAMPTZ" : plain, false);
        }
        return switch (plain) {
            case "VARCHAR" -> new CopiedColumn(name, "BYTEA", true);
            case "TINYINT" -> new CopiedColumn(name, "SMALLINT", false);
            case "UTINYINT", "USMALLINT" -> new CopiedColumn(name, "INTEGER", false);
            case "UINTEGER" -> new CopiedColumn(name, "BIGINT", false);
            case "FLOAT" -> new CopiedColumn(name, "REAL", false);
            case "DOUBLE" -> new CopiedColumn(name, "DOUBLE PRECISION", false);
            case "BOOLEAN", "SMALLINT", "INTEGER", "BIGINT", "UUID", "TIME" -> new CopiedColumn(name, plain, false);
            default -> new CopiedColumn(name, plain.startsWith("DECIMAL") ? plain : "VARCHAR", false);
        };
    }

    /** Numbers, dates and times as they are, what MariaDB has no type for as text. */
    private static String mariaDbType(String plain, boolean inlined) {
        return switch (plain) {
            case "BOOLEAN", "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "DATE" -> plain;
            case "TIME" -> "TIME(6)";
            case "TIMESTAMP" -> "DATETIME(6)";
            case "TIMESTAMP WITH TIME ZONE" -> inlined ? "LONGTEXT" : "TIMESTAMP(6)";
            default -> plain.startsWith("DECIMAL") ? plain : "LONGTEXT";
        };
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
