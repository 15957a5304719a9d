package io.lakegate.jdbc;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.calcite.avatica.AvaticaStatement;

/**
 * Opens a connection again that the gateway does not know any more, because it was idle for too long or the gateway was started anew. For any thread.
 *
 * <p>It does so only where nobody can notice: a request has been answered by "I do not know this connection", so that nothing was executed; no
 * transaction is open, whose tables would be others; and no rows of another statement are still to come. What the session has set before is set again.
 */
final class Reconnection {
    private static final int MOST_SETTINGS = 200;

    /** Statements that change the session; others that give no rows change something of the gateway's. */
    private static final Pattern SETTING = Pattern.compile("(?is)\\s*(SET|RESET|USE)\\b.*");

    private final LakegateConnection connection;
    private final boolean wanted;
    private final List<SqlErrors.SqlCall<?>> settings = new ArrayList<>(); // guarded by this
    private boolean forgotten; // guarded by this
    private volatile int generation;

    Reconnection(LakegateConnection connection, boolean wanted) {
        this.connection = connection;
        this.wanted = wanted;
    }

    /** How often the connection was opened again: what was prepared before is unknown to the gateway. */
    int generation() {
        return generation;
    }

    /** Remembers what has changed the session, to be done again. */
    synchronized void keep(SqlErrors.SqlCall<?> setting) {
        forgotten |= settings.size() >= MOST_SETTINGS;
        if (!forgotten) {
            settings.add(setting);
        }
    }

    /** Remembers a statement that gave no rows, where it has changed the session. */
    void keep(String sql) {
        if (SETTING.matcher(sql).matches()) {
            keep(() -> connection.meta().execute(sql));
        }
    }

    /** Makes a call, and once more on a connection that was opened again where that is needed and safe. */
    <T> T run(SqlErrors.SqlCall<T> call) throws SQLException {
        return run(null, call);
    }

    /** As the other; {@code asking} is the statement that makes the call. */
    <T> T run(AvaticaStatement asking, SqlErrors.SqlCall<T> call) throws SQLException {
        int before = generation;
        try {
            return call.call();
        } catch (SQLNonTransientConnectionException e) {
            // The driver's own errors of this state have no code.
            if (!SqlErrors.CONNECTION_GONE.equals(e.getSQLState()) || e.getErrorCode() == 0) {
                throw e;
            }
            reopen(before, asking, e);
        }
        return call.call();
    }

    private synchronized void reopen(int before, AvaticaStatement asking, SQLException lost) throws SQLException {
        if (generation != before) {
            return; // another thread was faster
        }
        Optional<String> reason = reasonAgainst(asking);
        if (reason.isPresent()) {
            throw SqlErrors.of(
                    lost.getSQLState(),
                    lost.getErrorCode(),
                    lost.getMessage() + " The driver has not done so by itself, since " + reason.get() + ".",
                    lost);
        }
        connection.openConnection();
        generation++;
        for (SqlErrors.SqlCall<?> setting : settings) {
            setting.call();
        }
    }

    private Optional<String> reasonAgainst(AvaticaStatement asking) throws SQLException {
        if (!wanted) {
            return Optional.of("the option " + ConnectionOption.RECONNECT.key() + " is false");
        }
        if (!connection.wire().isColumnar()) {
            return Optional.of("the server is none that lets clients name their statements");
        }
        if (!connection.getAutoCommit()) {
            return Optional.of("a transaction was open, whose tables would be others");
        }
        if (forgotten) {
            return Optional.of("the session was changed more than " + MOST_SETTINGS + " times");
        }
        boolean reading = connection.statementMap.values().stream()
                .filter(statement -> statement != asking)
                .map(StatementRuns.Owner.class::cast)
                .anyMatch(statement -> statement.runs().awaitsRows());
        return reading ? Optional.of("rows of another statement were still to come") : Optional.empty();
    }
}
