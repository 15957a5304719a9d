package io.lakegate.adapters.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** A metadata database that a test writes: each change is one transaction on a connection of its own, as DuckLake's extension makes it. */
public final class DuckLakeDatabase {
    private static final String TABLES = "ducklake-1.0.sql";

    private static final Duration MOST_PATIENCE = Duration.ofSeconds(20);

    private final Opener opener;

    /** Connects to the database, for writing. On MariaDB names have to stand in double quotes. */
    public interface Opener {
        Connection open() throws SQLException;
    }

    /** What one transaction does. */
    public interface Change<T> {
        T on(DuckLakeDatabase.Sql sql) throws SQLException;
    }

    /** A row as its columns' texts and numbers. */
    public interface Mapper<T> {
        T map(ResultSet row) throws SQLException;
    }

    public DuckLakeDatabase(Opener opener) {
        this.opener = opener;
    }

    /** A DuckDB file. A reader in another thread or process holds it for moments only, which are waited for. */
    public static DuckLakeDatabase duckDb(Path file) {
        return new DuckLakeDatabase(() -> openDuckDb(file));
    }

    /** Opens a DuckDB file for writing, as soon as no reader holds it. */
    public static Connection openDuckDb(Path file) throws SQLException {
        long start = System.nanoTime();
        for (; ; ) {
            try {
                return DriverManager.getConnection("jdbc:duckdb:" + file);
            } catch (SQLException e) {
                if (System.nanoTime() - start > MOST_PATIENCE.toNanos()) {
                    throw e;
                }
                LockSupport.parkNanos(1_000_000);
            }
        }
    }

    /** An SQLite file; its driver has to be on the class path. */
    public static DuckLakeDatabase sqlite(Path file) {
        return new DuckLakeDatabase(() -> DriverManager.getConnection("jdbc:sqlite:" + file + "?busy_timeout=20000"));
    }

    /** Makes the tables of DuckLake 1.0, with a first snapshot and an empty schema {@code main}. */
    public void create(String dataPath) throws SQLException {
        change(sql -> {
            for (String table : tables()) {
                sql.run(sql.inWordsOfDatabase(table));
            }
            sql.run("INSERT INTO ducklake_metadata VALUES ('version', '1.0', NULL, NULL), ('data_path', %s, NULL, NULL)"
                    .formatted(text(dataPath)));
            sql.run("INSERT INTO ducklake_schema VALUES (0, NULL, 0, NULL, 'main', 'main/', %s)".formatted(sql.yes()));
            sql.run("INSERT INTO ducklake_snapshot VALUES (0, %s, 0, 1, 0)".formatted(sql.now()));
            sql.run("INSERT INTO ducklake_snapshot_changes VALUES (0, 'created_schema:\"main\"', NULL, NULL, NULL)");
            return 0;
        });
    }

    private static List<String> tables() {
        try (InputStream in = DuckLakeDatabase.class.getResourceAsStream(TABLES)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank())
                    .toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Runs a change in a transaction; nothing is left of one that fails. */
    public <T> T change(Change<T> change) throws SQLException {
        try (Connection connection = opener.open()) {
            connection.setAutoCommit(false);
            T result = change.on(new Sql(connection));
            connection.commit();
            return result;
        }
    }

    /** A text in SQL, NULL for null. */
    public static String text(String value) {
        return value == null ? "NULL" : "'" + value.replace("'", "''") + "'";
    }

    /** SQL in one transaction. */
    public static final class Sql {
        private final Connection connection;
        private final String product;

        private Sql(Connection connection) throws SQLException {
            this.connection = connection;
            this.product = connection.getMetaData().getDatabaseProductName();
        }

        public void run(String sql) throws SQLException {
            try (Statement statement = connection.createStatement()) {
                statement.execute(sql);
            }
        }

        public <T> List<T> query(String sql, Mapper<T> mapper) throws SQLException {
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(sql)) {
                List<T> all = new ArrayList<>();
                while (rows.next()) {
                    all.add(mapper.map(rows));
                }
                return all;
            }
        }

        public long number(String sql) throws SQLException {
            return query(sql, row -> row.getLong(1)).get(0);
        }

        String yes() {
            return flag(true);
        }

        String flag(boolean value) {
            boolean number = isMariaDb() || product.equals("SQLite");
            return value ? (number ? "1" : "TRUE") : (number ? "0" : "FALSE");
        }

        private boolean isMariaDb() {
            return product.equals("MariaDB") || product.equals("MySQL");
        }

        String now() {
            return isMariaDb()
                    ? "UTC_TIMESTAMP(6)"
                    : product.equals("SQLite") ? "strftime('%Y-%m-%d %H:%M:%f+00', 'now')" : "now()";
        }

        /** The statement that makes a table, with the types that the database has instead of DuckDB's. */
        String inWordsOfDatabase(String table) {
            if (isMariaDb()) {
                return table.replace("TIMESTAMP WITH TIME ZONE", "DATETIME(6)")
                        .replace("VARCHAR", "TEXT")
                        .replace("UUID", "CHAR(36)");
            }
            return product.equals("SQLite")
                    ? table.replace("TIMESTAMP WITH TIME ZONE", "VARCHAR").replace("UUID", "VARCHAR")
                    : table;
        }
    }
}
