package io.lakegate.jdbc;

import java.sql.SQLException;
import org.apache.calcite.avatica.AvaticaStatement;
import org.apache.calcite.avatica.Meta;

/**
 * What one statement executes, one run after the other: starts runs, cancels the present one, and keeps the query timeout.
 *
 * <p>It stands beside the statement classes because plain and prepared statements have no common class of ours. None of its methods
 * takes a lock, so that {@code cancel} never waits for {@code execute}.
 */
final class StatementRuns {
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
        try {
            Meta.MetaResultSet answer = call.call();
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

    /** Cancels what runs. Does nothing when nothing does. */
    void cancel() throws SQLException {
        Run run = current;
        if (run != null) {
            run.cancel();
        }
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
