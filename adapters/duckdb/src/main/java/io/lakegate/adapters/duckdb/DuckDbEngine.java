package io.lakegate.adapters.duckdb;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.spi.EngineQuery;
import io.lakegate.catalog.spi.QueryEngine;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import org.duckdb.DuckDBConnection;

/**
 * The embedded DuckDB: one database in memory, a connection of its own for each statement. For any thread.
 *
 * <p>It is fenced in before the first statement: it reads below the given folders and nowhere else, attaches nothing, loads no extension,
 * and its settings cannot be changed any more.
 */
public final class DuckDbEngine implements QueryEngine {
    private final DuckDBConnection database;
    private final JvmTables jvmTables;
    private final DeletedRowsFunction deletedRows;

    private DuckDbEngine(DuckDBConnection database, JvmTables jvmTables, DeletedRowsFunction deletedRows) {
        this.database = database;
        this.jvmTables = jvmTables;
        this.deletedRows = deletedRows;
    }

    /**
     * Starts the engine.
     *
     * @throws GatewayException {@link ErrorCode#CONFIGURATION} when DuckDB refuses a setting
     */
    public static DuckDbEngine start(EngineSettings settings) {
        Properties properties = new Properties();
        // Rows are handed out while the statement runs, instead of after it, from memory.
        properties.setProperty("jdbc_stream_results", "true");
        try {
            DuckDBConnection database =
                    DriverManager.getConnection("jdbc:duckdb:", properties).unwrap(DuckDBConnection.class);
            try (Statement statement = database.createStatement()) {
                for (String setting : settingsOf(settings)) {
                    statement.execute(setting);
                }
                return new DuckDbEngine(database, JvmTables.register(database), DeletedRowsFunction.register(database));
            } catch (SQLException e) {
                database.close();
                throw e;
            }
        } catch (SQLException e) {
            throw new GatewayException(ErrorCode.CONFIGURATION, "DuckDB does not start: " + e.getMessage(), e);
        }
    }

    private static List<String> settingsOf(EngineSettings settings) {
        String folders = settings.readableFolders().stream()
                .map(folder -> SqlQuote.string(withSlash(folder)))
                .collect(Collectors.joining(", ", "[", "]"));
        return List.of(
                "SET TimeZone = 'UTC'",
                "SET threads = " + settings.threads(),
                settings.memoryLimitBytes().isPresent()
                        ? "SET memory_limit = '" + settings.memoryLimitBytes().getAsLong() + "B'"
                        : "RESET memory_limit",
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

    @Override
    public EngineStatement prepare(EngineQuery query) {
        try {
            // A connection has room for one streamed result only.
            return new DuckDbStatement(
                    query, jvmTables, deletedRows, database.duplicate().unwrap(DuckDBConnection.class));
        } catch (SQLException e) {
            throw DuckDbErrors.translate(e);
        }
    }

    @Override
    public void close() {
        try {
            database.close();
        } catch (SQLException e) {
            throw DuckDbErrors.translate(e);
        }
    }
}
