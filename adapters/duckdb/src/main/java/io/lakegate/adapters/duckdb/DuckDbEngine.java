package io.lakegate.adapters.duckdb;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.spi.EngineQuery;
import io.lakegate.catalog.spi.QueryEngine;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The embedded DuckDB: one database in memory, a connection of its own for each statement. For any thread.
 *
 * <p>It is fenced in before the first statement: it reads below the given folders and nowhere else, attaches nothing, loads no extension,
 * and its settings cannot be changed any more. A database that a defect has ended is replaced before the next statement; nothing is lost with
 * it, since it holds nothing.
 */
public final class DuckDbEngine implements QueryEngine {
    private static final Logger log = LoggerFactory.getLogger(DuckDbEngine.class);

    private final EngineSettings settings;
    private final FileLayouts layouts = new FileLayouts();
    private final ExecutorService ahead = ahead();
    private EngineDatabase database; // guarded by this
    private boolean closed; // guarded by this

    private DuckDbEngine(EngineSettings settings, EngineDatabase database) {
        this.settings = settings;
        this.database = database;
    }

    /**
     * Starts the engine.
     *
     * @throws GatewayException {@link ErrorCode#CONFIGURATION} when DuckDB refuses a setting
     */
    public static DuckDbEngine start(EngineSettings settings) {
        try {
            return new DuckDbEngine(settings, EngineDatabase.open(settings));
        } catch (SQLException e) {
            throw new GatewayException(ErrorCode.CONFIGURATION, "DuckDB does not start: " + e.getMessage(), e);
        }
    }

    @Override
    public EngineStatement prepare(EngineQuery query) {
        Optional<EngineStatement> sliced =
                SlicedStatement.of(query, this::statement, ahead).map(statement -> statement);
        return sliced.orElseGet(() -> statement(query));
    }

    private DuckDbStatement statement(EngineQuery query) {
        try {
            return new DuckDbStatement(query, database(), layouts);
        } catch (SQLException e) {
            throw DuckDbErrors.endedDatabase(e) ? DuckDbErrors.restarted(e) : DuckDbErrors.translate(e);
        }
    }

    @Override
    public Use use() {
        try (Connection connection = database().connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT sum(memory_usage_bytes)::BIGINT, sum(temporary_storage_bytes)::BIGINT FROM duckdb_memory()")) {
            rows.next();
            return new Use(rows.getLong(1), rows.getLong(2));
        } catch (SQLException e) {
            log.debug("the engine does not tell what it holds", e); // it has ended, or ends
            return new Use(0, 0);
        }
    }

    /** Threads that wait for stores while statements run: as many as there are statements that read from stores. */
    private static ExecutorService ahead() {
        AtomicInteger number = new AtomicInteger();
        return Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "lakegate-ahead-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    private synchronized EngineDatabase database() throws SQLException {
        if (database.hasEnded() && !closed) {
            EngineDatabase next = EngineDatabase.open(settings);
            log.warn("The engine's database was ended by a defect and has been replaced; statements run again.");
            EngineDatabase last = database;
            database = next;
            last.close();
        }
        return database;
    }

    @Override
    public synchronized void close() {
        try {
            closed = true;
            ahead.shutdown();
            database.close();
        } catch (SQLException e) {
            throw DuckDbErrors.translate(e);
        }
    }
}
