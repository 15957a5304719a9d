package io.lakegate.jdbc;

import java.sql.SQLException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One execution of a statement, from its start until its last row was given out. It can be stopped by {@code Statement.cancel()}, by the
 * query timeout, and when its rows are not wanted any more. For any thread.
 */
final class Run {
    private enum State {
        RUNNING,
        CANCELED,
        TIMED_OUT,
        OVER
    }

    /** Watches the query timeouts. Its thread exists only while there is something to watch. */
    private static final ScheduledThreadPoolExecutor CLOCK = clock();

    private final SqlErrors.SqlCall<Void> stopOnGateway;
    private final int timeoutSeconds;
    private final AtomicReference<State> state = new AtomicReference<>(State.RUNNING);
    private final ScheduledFuture<?> alarm;
    private volatile boolean allArrived;

    /**
     * Starts now.
     *
     * @param stopOnGateway tells the gateway to stop the statement
     * @param timeoutSeconds how long {@code execute} may take; 0 means no limit
     */
    Run(SqlErrors.SqlCall<Void> stopOnGateway, int timeoutSeconds) {
        this.stopOnGateway = stopOnGateway;
        this.timeoutSeconds = timeoutSeconds;
        this.alarm = timeoutSeconds == 0 ? null : CLOCK.schedule(this::timeOut, timeoutSeconds, TimeUnit.SECONDS);
    }

    /** A run of which the gateway knows nothing. */
    static Run none() {
        return new Run(() -> null, 0);
    }

    private static ScheduledThreadPoolExecutor clock() {
        ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "lakegate-query-timeout");
            thread.setDaemon(true);
            return thread;
        });
        clock.setRemoveOnCancelPolicy(true);
        clock.setKeepAliveTime(10, TimeUnit.SECONDS);
        clock.allowCoreThreadTimeOut(true);
        return clock;
    }

    /** Makes this run fail with SQLSTATE 57014, here and on the gateway. Does nothing when it is over. */
    void cancel() throws SQLException {
        if (state.compareAndSet(State.RUNNING, State.CANCELED) && !allArrived) {
            stopOnGateway.call();
        }
    }

    private void timeOut() {
        if (state.compareAndSet(State.RUNNING, State.TIMED_OUT)) {
            stopQuietly();
        }
    }

    /** The statement has given its first row, or has failed: the query timeout does not count any more. */
    void stopClock() {
        if (alarm != null) {
            alarm.cancel(false);
        }
    }

    /** The last rows have arrived: the gateway has nothing left to stop, although they may still be read here. */
    void allArrived() {
        allArrived = true;
    }

    /** Whether something is still to come from the gateway. */
    boolean awaitsRows() {
        return state.get() == State.RUNNING && !allArrived;
    }

    /** All rows were given out, or an error. */
    void end() {
        state.compareAndSet(State.RUNNING, State.OVER);
    }

    /** The rest of the rows is not wanted: frees what the gateway holds for them. */
    void abandon() {
        if (state.compareAndSet(State.RUNNING, State.OVER)) {
            stopQuietly();
        }
    }

    /** To be asked before each request for rows and before each row. */
    void check() throws SQLException {
        State now = state.get();
        if (now == State.CANCELED || now == State.TIMED_OUT) {
            // A cancel that overtook the request to execute found nothing to stop. By now there is something.
            stopQuietly();
            throw explain(SqlErrors.of(SqlErrors.CANCELED, "The statement was cancelled."));
        }
    }

    /** The error to show when {@code error} came out of this run, which is over by that. */
    SQLException explain(SQLException error) {
        end();
        if (state.get() != State.TIMED_OUT || !SqlErrors.CANCELED.equals(error.getSQLState())) {
            return error;
        }
        return SqlErrors.of(
                SqlErrors.CANCELED,
                SqlErrors.TIMEOUT_CODE,
                "The statement ran longer than its query timeout of " + timeoutSeconds + " s and was cancelled.",
                error);
    }

    private void stopQuietly() {
        if (allArrived) {
            return;
        }
        try {
            stopOnGateway.call();
        } catch (SQLException e) {
            // Whoever waits for this run gets its error from the request that waits, which is on the same gateway.
        }
    }
}
