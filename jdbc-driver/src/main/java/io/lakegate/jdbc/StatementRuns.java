package io.lakegate.jdbc;

import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.avatica.AvaticaStatement;
import org.apache.calcite.avatica.Meta;

/**
 * What one statement executes, one run after the other: starts runs, cancels the present one, and keeps the query timeout.
 *
 * <p>It stands beside the statement classes because plain and prepared statements have no common class of ours. None of its methods
 * takes a lock, so that {@code cancel} never waits for {@code execute}.
 */
final class StatementRuns {
    /** SQLSTATE class 01, a warning; the subclass is ours. */
    private static final String NOT_THE_NEWEST = "01L01";

    /** A statement that has runs. */
    interface Owner {
        StatementRuns runs();

        /** Marks the statement as closed without telling the gateway. */
        void forget() throws SQLException;
    }

    /** What a run came to: rows, or a count of changed rows. */
    static final class Outcome {
        final LakegateResultSet rows;
        final long updateCount;

        private Outcome(LakegateResultSet rows, long updateCount) {
            this.rows = rows;
            this.updateCount = updateCount;
        }
    }

    private final LakegateConnection connection;
    private final AvaticaStatement statement;
    private volatile Run current;
    private volatile int timeoutSeconds;
    /** Of the last execution; null where the gateway was not asked yet. */
    private SQLWarning warnings;

    private boolean warningsKnown = true;

    StatementRuns(LakegateConnection connection, AvaticaStatement statement) {
        this.connection = connection;
        this.statement = statement;
    }

    /**
     * Executes and waits for the first row, so that most errors come from {@code execute} and not from reading.
     *
     * @param call asks the gateway to execute
     */
    Outcome start(SqlErrors.SqlCall<Meta.MetaResultSet> call) throws SQLException {
        Run run = new Run(this::stopOnGateway, timeoutSeconds);
        current = run;
        warnings = null;
        warningsKnown = false;
        try {
            Meta.MetaResultSet answer = connection.reconnection().run(statement, call);
            if (answer.updateCount != -1) {
                run.end();
                return new Outcome(null, answer.updateCount);
            }
            LakegateResultSet rows = connection.resultSet(statement, answer.signature, answer.firstFrame, run);
            rows.execute();
            return new Outcome(rows, -1);
        } catch (SQLException e) {
            throw run.explain(e);
        } catch (RuntimeException e) {
            throw run.explain(SqlErrors.defect(e));
        } finally {
            run.stopClock();
        }
    }

    /** One statement of a batch after the other; stops at the first that fails, and says how far it came. */
    <T> long[] batch(List<T> batch, BatchCall<T> call) throws SQLException {
        long[] counts = new long[batch.size()];
        for (int i = 0; i < counts.length; i++) {
            try {
                counts[i] = call.count(batch.get(i));
            } catch (SQLException e) {
                throw new BatchUpdateException(
                        e.getMessage(), e.getSQLState(), e.getErrorCode(), Arrays.copyOf(counts, i), e);
            }
        }
        return counts;
    }

    /** Executes one statement of a batch. */
    interface BatchCall<T> {
        /** How many rows it has changed; refuses a statement that gives rows. */
        long count(T element) throws SQLException;
    }

    /** Whether rows of the last execution are still on the gateway. */
    boolean awaitsRows() {
        Run run = current;
        return run != null && run.awaitsRows();
    }

    /** Cancels what runs. Does nothing when nothing does. */
    void cancel() throws SQLException {
        Run run = current;
        if (run != null) {
            run.cancel();
        }
    }

    /** How far the last execution is. Takes no lock, so that it answers while another thread executes. */
    Optional<QueryStatus> status() throws SQLException {
        return current == null ? Optional.empty() : connection.wire().progress(connection.id, statement.handle.id);
    }

    /** What should be known of the last execution: in a transaction, which tables have a newer version. */
    SQLWarning warnings() throws SQLException {
        if (!warningsKnown && !connection.getAutoCommit()) {
            for (String sentence : connection.wire().warnings(connection.id)) {
                SQLWarning warning = new SQLWarning(sentence, NOT_THE_NEWEST);
                if (warnings == null) {
                    warnings = warning;
                } else {
                    warnings.setNextWarning(warning);
                }
            }
        }
        warningsKnown = true;
        return warnings;
    }

    void clearWarnings() {
        warnings = null;
        warningsKnown = true;
    }

    int timeoutSeconds() {
        return timeoutSeconds;
    }

    void timeoutSeconds(int seconds) throws SQLException {
        if (seconds < 0) {
            throw SqlErrors.of(SqlErrors.BAD_ARGUMENT, "A query timeout cannot be negative: " + seconds + ".");
        }
        timeoutSeconds = seconds;
    }

    private Void stopOnGateway() throws SQLException {
        connection.wire().cancel(connection.id, statement.handle.id);
        return null;
    }
}
