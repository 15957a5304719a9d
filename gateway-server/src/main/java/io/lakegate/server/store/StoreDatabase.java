package io.lakegate.server.store;

import static java.util.Objects.requireNonNull;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The database in which definitions lie: a SQLite file, or a PostgreSQL database that several gateways share. Keeps one connection, which is
 * opened when it is first needed and again when it has broken. For any thread; one works with it at a time.
 */
abstract class StoreDatabase implements AutoCloseable {
    static final String TABLE = "lakegate_definitions";

    private static final Logger log = LoggerFactory.getLogger(StoreDatabase.class);
    private static final int SECONDS_TO_CONNECT = 5;
    private static final int SECONDS_TO_ANSWER = 20;

    /** One name in any case is one definition: that is what the keys are for. */
    private static final String MAKE_TABLE = "CREATE TABLE IF NOT EXISTS " + TABLE
            + " (schema_key VARCHAR(1000) NOT NULL, name_key VARCHAR(1000) NOT NULL, schema_name VARCHAR(1000) NOT NULL,"
            + " name VARCHAR(1000) NOT NULL, kind VARCHAR(10) NOT NULL, body TEXT NOT NULL, PRIMARY KEY (schema_key, name_key))";

    /** What is done in one transaction. */
    interface Work<T> {
        T in(Connection connection) throws SQLException;
    }

    private final String place;
    private final String setting;
    private @Nullable Connection kept;
    private boolean hasTable;

    private StoreDatabase(String place, String setting) {
        this.place = requireNonNull(place, "place");
        this.setting = setting;
    }

    /** A file, made with its folder when something is first written. */
    static StoreDatabase file(Path file) {
        return new SqliteFile(file.toAbsolutePath());
    }

    /** A server's database. {@code url} has no user and password in it. */
    static StoreDatabase postgreSql(String url, Optional<String> user, Optional<String> password) {
        return new PostgreSql(url, user, password);
    }

    abstract Connection connect() throws SQLException, IOException;

    /** Whether there is anything that could be read. */
    abstract boolean exists();

    abstract boolean hasTable(Connection connection) throws SQLException;

    /** Keeps others from making the table at the same time. */
    abstract void alone(Statement statement) throws SQLException;

    /** Whether the table is there; it is looked for until it is. */
    private boolean found(Connection connection) throws SQLException {
        hasTable = hasTable || hasTable(connection);
        return hasTable;
    }

    /** Reads; without a store there is {@code nothing} to read. */
    final synchronized <T> T read(T nothing, Work<T> work) {
        if (!exists()) {
            return nothing;
        }
        return run("read", connection -> found(connection) ? work.in(connection) : nothing);
    }

    /** Writes, all or nothing: what it wrote is safe when this returns. */
    final synchronized <T> T write(Work<T> work) {
        return run("written", connection -> {
            connection.setAutoCommit(false);
            if (!found(connection)) {
                try (Statement statement = connection.createStatement()) {
                    alone(statement);
                    statement.execute(MAKE_TABLE);
                }
            }
            T result = work.in(connection);
            connection.commit();
            connection.setAutoCommit(true);
            return result;
        });
    }

    private <T> T run(String what, Work<T> work) {
        try {
            Connection connection = connection();
            try {
                return work.in(connection);
            } catch (SQLException | RuntimeException e) {
                forget(); // with what was not committed
                throw e;
            }
        } catch (SQLException | IOException e) {
            throw unusable(what, e);
        }
    }

    private Connection connection() throws SQLException, IOException {
        Connection known = kept;
        if (known != null && exists() && known.isValid(SECONDS_TO_CONNECT)) {
            return known;
        }
        forget();
        Connection connection = connect();
        kept = connection;
        return connection;
    }

    private void forget() {
        Connection old = kept;
        kept = null;
        hasTable = false;
        if (old != null) {
            try {
                old.close();
            } catch (SQLException e) {
                log.debug("a connection to the store did not close well", e);
            }
        }
    }

    private GatewayException unusable(String what, Exception e) {
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        String line = message.lines().findFirst().orElse(message).strip().replaceFirst("\\.$", "");
        String why = e instanceof IOException
                ? "%s (%s)".formatted(line, e.getClass().getSimpleName())
                : line;
        return new GatewayException(
                ErrorCode.STORE_UNUSABLE,
                "The store of external tables and views, %s, cannot be %s: %s. Nothing was changed. Check it and the setting %s."
                        .formatted(place, what, why, setting),
                e);
    }

    @Override
    public final synchronized void close() {
        forget();
    }

    private static final class SqliteFile extends StoreDatabase {
        private final Path file;

        SqliteFile(Path file) {
            super(file.toString(), "store.file");
            this.file = file;
        }

        @Override
        boolean exists() {
            return Files.exists(file);
        }

        @Override
        Connection connect() throws SQLException, IOException {
            Path folder = file.getParent();
            if (folder != null && !Files.isDirectory(folder)) {
                Files.createDirectories(folder);
            }
            Properties properties = new Properties();
            // A transaction that begins by reading could not become one that writes while another one writes.
            properties.setProperty("transaction_mode", "IMMEDIATE");
            Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file, properties);
            try (Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA busy_timeout = 10000");
                statement.execute("PRAGMA synchronous = EXTRA"); // also what becomes of the folder is on the disk then
                return connection;
            } catch (SQLException e) {
                connection.close();
                throw e;
            }
        }

        /** Whoever writes is alone. */
        @Override
        void alone(Statement statement) {}

        @Override
        boolean hasTable(Connection connection) throws SQLException {
            try (Statement statement = connection.createStatement();
                    ResultSet rows =
                            statement.executeQuery("SELECT 1 FROM sqlite_master WHERE name = '" + TABLE + "'")) {
                return rows.next();
            }
        }
    }

    private static final class PostgreSql extends StoreDatabase {
        private final String url;
        private final Properties properties = new Properties();

        PostgreSql(String url, Optional<String> user, Optional<String> password) {
            super(url.replaceFirst("\\?.*", ""), "store.url");
            this.url = url;
            user.ifPresent(name -> properties.setProperty("user", name));
            password.ifPresent(secret -> properties.setProperty("password", secret));
            properties.setProperty("connectTimeout", String.valueOf(SECONDS_TO_CONNECT));
            properties.setProperty("loginTimeout", String.valueOf(SECONDS_TO_CONNECT));
            properties.setProperty("socketTimeout", String.valueOf(SECONDS_TO_ANSWER));
            properties.setProperty("ApplicationName", "lakegate");
        }

        @Override
        boolean exists() {
            return true;
        }

        @Override
        Connection connect() throws SQLException {
            return DriverManager.getConnection("jdbc:" + url, properties);
        }

        /** Two that make a table at once would meet in the server's own tables. The number is any that nobody else has. */
        @Override
        void alone(Statement statement) throws SQLException {
            statement.execute("SELECT pg_advisory_xact_lock(7305804402566227815)");
        }

        @Override
        boolean hasTable(Connection connection) throws SQLException {
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("SELECT to_regclass('" + TABLE + "') IS NOT NULL")) {
                return rows.next() && rows.getBoolean(1);
            }
        }
    }
}
