package io.lakegate.adapters.duckdb;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Optional;
import org.duckdb.DuckDBChunkedResult;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/** The prepared statement that one execution has borrowed, or has made to be lent to others after it. For one thread. */
final class LentStatement {
    private final EngineDatabase database;
    private ReadyStatements.@Nullable Ready lent;
    private @Nullable DuckDBChunkedResult finished;

    LentStatement(EngineDatabase database) {
        this.database = database;
    }

    /** Opens the connection of the execution itself. */
    @FunctionalInterface
    interface OwnConnection {
        DuckDBConnection open() throws SQLException;
    }

    /** One that lies ready, on a connection of its own, or a new one on that of the execution. */
    PreparedStatement take(ReadyKey key, String sql, OwnConnection own) throws SQLException {
        Optional<ReadyStatements.Ready> idle = database.ready().take(key);
        ReadyStatements.Ready taken = idle.isPresent()
                ? idle.get()
                : new ReadyStatements.Ready(key, own.open(), own.open().prepareStatement(sql));
        lent = taken;
        return taken.statement();
    }

    /** The rows were read to their end: it may run again. */
    void readToItsEnd(DuckDBChunkedResult result) {
        finished = result;
    }

    /** Closes it, and its connection unless that is the execution's. */
    void giveUp(@Nullable DuckDBConnection own) {
        ReadyStatements.Ready given = lent;
        lent = null;
        if (given != null && given.connection() != own) {
            given.close();
        }
    }

    /** Leaves it, with its connection, for the next time, if it ran to its end; then the execution has no connection any more. */
    boolean keep(@Nullable DuckDBConnection own) throws SQLException {
        ReadyStatements.Ready ready = lent;
        if (ready == null || finished == null || database.hasEnded()) {
            return false;
        }
        finished.close();
        lent = null;
        if (own != null && ready.connection() != own) {
            own.close();
        }
        database.ready().keep(ready);
        return true;
    }
}
