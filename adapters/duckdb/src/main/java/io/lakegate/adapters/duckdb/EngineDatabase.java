package io.lakegate.adapters.duckdb;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.duckdb.DuckDBConnection;

/**
 * One fenced DuckDB database in memory, with our functions in it. For any thread.
 *
 * <p>A defect that DuckDB finds in itself ends the database: every later statement on it fails. It is told so by {@link #end()}.
 */
final class EngineDatabase implements AutoCloseable {
    private final DuckDBConnection connection;
    private final JvmTables jvmTables;
    private final DeletedRowsFunction deletedRows;
    private final ReadyStatements ready = new ReadyStatements();
    private final EngineGate gate;
    private final AtomicBoolean ended = new AtomicBoolean();

    private EngineDatabase(
            DuckDBConnection connection, JvmTables jvmTables, DeletedRowsFunction deletedRows, EngineGate gate) {
        this.connection = connection;
        this.gate = gate;
        this.jvmTables = jvmTables;
        this.deletedRows = deletedRows;
    }

    /** Opens a database, or fails when DuckDB refuses a setting. */
    static EngineDatabase open(EngineSettings settings) throws SQLException {
        Properties properties = new Properties();
        // Rows are handed out while the statement runs, instead of after it, from memory.
        properties.setProperty("jdbc_stream_results", "true");
        DuckDBConnection connection =
                DriverManager.getConnection("jdbc:duckdb:", properties).unwrap(DuckDBConnection.class);
        try (Statement statement = connection.createStatement()) {
            for (String setting : settingsOf(settings)) {
                statement.execute(setting);
            }
            JvmFunctions.register(connection);
            return new EngineDatabase(
                    connection,
                    JvmTables.register(connection),
                    DeletedRowsFunction.register(connection),
                    EngineGate.forThreads(settings.threads()));
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    private static List<String> settingsOf(EngineSettings settings) {
        String folders = settings.readableFolders().stream()
                .map(folder -> SqlQuote.string(withSlash(folder)))
                .collect(Collectors.joining(", ", "[", "]"));
        return List.of(
                "SET TimeZone = 'UTC'",
                // It only counts with it, and would write to the gateway's own console.
                "SET enable_progress_bar = true",
                "SET enable_progress_bar_print = false",
                "SET threads = " + settings.threads(),
                settings.memoryLimitBytes().isPresent()
                        ? "SET memory_limit = '" + settings.memoryLimitBytes().getAsLong() + "B'"
                        : "RESET memory_limit",
                // DuckDB's own limit is the room that there is when a statement first needs some, and stays so: after
                // a disk that was full for a moment nothing would ever find room.
                "SET max_temp_directory_size = '1000TB'",
                "SET temp_directory = "
                        + SqlQuote.string(settings.tempDirectory().toString()),
                "SET autoinstall_known_extensions = false",
                "SET autoload_known_extensions = false",
                "SET allowed_directories = " + folders,
                "SET enable_external_access = false",
                "SET lock_configuration = true");
    }

    /** A folder's name with its slash: without it, a sibling whose name only begins the same would be readable too. */
    private static String withSlash(Path folder) {
        String name = folder.toString();
        return name.endsWith("/") ? name : name + "/";
    }

    JvmTables jvmTables() {
        return jvmTables;
    }

    DeletedRowsFunction deletedRows() {
        return deletedRows;
    }

    ReadyStatements ready() {
        return ready;
    }

    /** What is passed by who runs a statement here, or takes rows of one. */
    EngineGate gate() {
        return gate;
    }

    /** A connection for one statement: it has room for one streamed result only. */
    DuckDBConnection connect() throws SQLException {
        return connection.duplicate().unwrap(DuckDBConnection.class);
    }

    /** Says that nothing can be run here any more. Returns whether that was not known. */
    boolean end() {
        return !ended.getAndSet(true);
    }

    boolean hasEnded() {
        return ended.get();
    }

    /** Statements that still run keep the database's memory until they end. */
    @Override
    public void close() throws SQLException {
        ready.close();
        connection.close();
    }
}
