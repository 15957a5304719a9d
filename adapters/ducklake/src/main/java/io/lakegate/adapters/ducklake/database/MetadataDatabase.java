package io.lakegate.adapters.ducklake.database;

import static java.util.Objects.requireNonNull;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The database that holds a catalog. Each reading is one transaction, so that what it sees belongs together. For any thread.
 *
 * <p>Connections to a server are kept. A DuckDB file is shared by readings that come close together, see {@link SharedFile}; one of SQLite,
 * which is opened quickly, is opened for each.
 */
public final class MetadataDatabase implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(MetadataDatabase.class);

    /** Readings at one time; others wait their turn. */
    private static final int MOST_CONNECTIONS = 8;

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
    private static final int SECONDS_TO_CONNECT = 10;
    private static final int SECONDS_TO_ANSWER = 120;

    /** A DuckDB file that its writer holds is tried again so often, as long apart as the last number says. */
    private static final int TRIES = 20;

    private static final Duration BETWEEN_TRIES = Duration.ofMillis(100);

    private final String catalog;
    private final MetadataLocation location;
    private final Semaphore turns = new Semaphore(MOST_CONNECTIONS, true);
    private final Deque<Connection> idle = new ArrayDeque<>(); // guarded by itself
    private final Optional<SharedFile> sharedFile;
    private boolean closed; // guarded by idle

    /** Connects to nothing yet. {@code catalog} is the catalog's name, for messages. */
    public MetadataDatabase(String catalog, MetadataLocation location) {
        this.catalog = requireNonNull(catalog, "catalog");
        this.location = requireNonNull(location, "location");
        this.sharedFile = location.dialect() == Dialect.DUCKDB
                ? Optional.of(new SharedFile(Path.of(location.address()), this::openFile))
                : Optional.empty();
    }

    public MetadataLocation location() {
        return location;
    }

    /** What is read in one transaction. */
    public interface Reading<T> {
        T read(MetadataReader reader) throws SQLException;
    }

    /**
     * Runs a reading in a transaction of its own.
     *
     * @throws GatewayException {@link ErrorCode#STORAGE_UNREADABLE} when the database does not answer or lacks what is read
     */
    public <T> T read(Reading<T> reading) {
        takeTurn();
        try {
            return readInTurn(reading);
        } finally {
            turns.release();
        }
    }

    private void takeTurn() {
        try {
            if (!turns.tryAcquire(LONGEST_WAIT.toSeconds(), TimeUnit.SECONDS)) {
                throw unreadable(
                        "all %d connections to it have been busy for %d seconds"
                                .formatted(MOST_CONNECTIONS, LONGEST_WAIT.toSeconds()),
                        new SQLException("no free connection"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GatewayException(ErrorCode.CANCELED, "The statement was cancelled.", e);
        }
    }

    private <T> T readInTurn(Reading<T> reading) {
        Connection connection = null;
        boolean good = false;
        try {
            connection = take();
            T result = reading.read(new MetadataReader(connection, location.dialect(), location.schema()));
            connection.rollback(); // nothing was written; this ends the transaction
            good = true;
            return result;
        } catch (SQLException e) {
            throw unreadable(firstLine(e), e);
        } finally {
            if (connection != null) {
                giveBack(connection, good);
            }
        }
    }

    private Connection take() throws SQLException {
        if (sharedFile.isPresent()) {
            requireFile();
            return prepared(sharedFile.get().take());
        }
        if (location.dialect().isFile()) {
            return prepared(openFile());
        }
        for (; ; ) {
            Connection kept;
            synchronized (idle) {
                kept = idle.pollFirst();
            }
            if (kept == null) {
                return prepared(connect());
            }
            if (kept.isValid(SECONDS_TO_CONNECT)) {
                return kept;
            }
            closeQuietly(kept);
        }
    }

    private void giveBack(Connection connection, boolean good) {
        if (good && !location.dialect().isFile()) {
            synchronized (idle) {
                if (!closed) {
                    idle.addFirst(connection);
                    return;
                }
            }
        }
        closeQuietly(connection);
        sharedFile.ifPresent(SharedFile::giveBack);
    }

    private void requireFile() throws SQLException {
        if (!Files.isRegularFile(Path.of(location.address()))) {
            throw new SQLException("there is no such file"); // else SQLite would make one
        }
    }

    private Connection openFile() throws SQLException {
        requireFile();
        for (int attempt = 1; ; attempt++) {
            try {
                return connect();
            } catch (SQLException e) {
                if (!isLocked(e)) {
                    throw e;
                }
                if (attempt == TRIES || Thread.currentThread().isInterrupted()) {
                    throw new SQLException(
                            "another process holds it open for writing; try again when it has finished", e);
                }
                LockSupport.parkNanos(BETWEEN_TRIES.toNanos());
            }
        }
    }

    private static boolean isLocked(SQLException e) {
        String message = String.valueOf(e.getMessage());
        return message.contains("Could not set lock")
                || message.contains("Conflicting lock")
                || message.contains("different configuration")
                || message.contains(
                        "Unique file handle conflict") // as it is opened or closed elsewhere in this process
                || message.contains("SQLITE_BUSY");
    }

    private Connection connect() throws SQLException {
        Properties properties = new Properties();
        location.login().ifPresent(login -> {
            properties.setProperty("user", login.user());
            properties.setProperty("password", login.password());
        });
        switch (location.dialect()) {
            case DUCKDB -> {
                properties.setProperty("duckdb.read_only", "true");
                properties.setProperty("threads", "1");
                properties.setProperty("autoinstall_known_extensions", "false");
                properties.setProperty("autoload_known_extensions", "false");
                properties.setProperty("enable_external_access", "false");
            }
            case SQLITE -> properties.setProperty("busy_timeout", "2000");
            case POSTGRESQL -> {
                properties.setProperty("connectTimeout", String.valueOf(SECONDS_TO_CONNECT));
                properties.setProperty("socketTimeout", String.valueOf(SECONDS_TO_ANSWER));
                properties.setProperty("ApplicationName", "lakegate");
            }
            case MYSQL -> {
                properties.setProperty("connectTimeout", String.valueOf(SECONDS_TO_CONNECT * 1000));
                properties.setProperty("socketTimeout", String.valueOf(SECONDS_TO_ANSWER * 1000));
                properties.setProperty("sessionVariables", "time_zone='+00:00'"); // instants become texts in it
            }
        }
        return DriverManager.getConnection(location.dialect().jdbcUrl(location.address()), properties);
    }

    /** A connection that was just opened, with all that readings rely on. */
    private Connection prepared(Connection connection) throws SQLException {
        try {
            if (location.dialect() == Dialect.DUCKDB) {
                try (Statement statement = connection.createStatement()) {
                    statement.execute("SET TimeZone = 'UTC'"); // instants become texts in it
                }
            }
            if (!location.dialect().isFile()) {
                connection.setReadOnly(true);
                connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            }
            connection.setAutoCommit(false);
            return connection;
        } catch (SQLException e) {
            giveBack(connection, false);
            throw e;
        }
    }

    private GatewayException unreadable(String why, SQLException cause) {
        return new GatewayException(
                ErrorCode.STORAGE_UNREADABLE,
                "The metadata of catalog %s in %s cannot be read: %s. Check that the database is there and that the gateway may read it."
                        .formatted(catalog, location, why),
                cause);
    }

    /** Drivers put hints and stacks of their own behind the first line. */
    private static String firstLine(SQLException e) {
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        String line = message.lines().findFirst().orElse(message).strip();
        return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
    }

    private static void closeQuietly(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            log.debug("a connection to a metadata database did not close well", e);
        }
    }

    /** Closes what is idle; readings that run close their own connections. */
    @Override
    public void close() {
        synchronized (idle) {
            closed = true;
            idle.forEach(MetadataDatabase::closeQuietly);
            idle.clear();
        }
        sharedFile.ifPresent(SharedFile::closeUnused);
    }
}
