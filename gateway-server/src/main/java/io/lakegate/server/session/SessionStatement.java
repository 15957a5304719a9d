package io.lakegate.server.session;

import io.lakegate.adapters.calcite.ParameterSource;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.Value;
import io.lakegate.server.query.Asked;
import io.lakegate.server.query.ListedTable;
import io.lakegate.server.query.Prepared;
import io.lakegate.server.query.Query;
import io.lakegate.server.query.QueryService;
import io.lakegate.server.query.QueryStatus;
import io.lakegate.server.rows.Layouts;
import io.lakegate.server.rows.RowFrame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A statement of a connection: at most one execution at a time, a new one ends the one before. For any thread.
 */
public final class SessionStatement {
    /** Says instead of a limit that the statement must be none that gives rows. */
    private static final long NO_ROWS = 0;

    private final int id;
    private final Session session;
    private final QueryService queries;
    private @Nullable String preparedSql;
    private @Nullable Query query;
    private List<Column> columns = List.of();
    private @Nullable RowFrame lastFrame;
    private long nextOffset;
    private boolean done;
    private boolean told;
    private int starting;
    private boolean closed;

    /** Held while a frame is waited for: a client may ask for one that an earlier request of its is still about to take. */
    private final Object fetching = new Object();

    SessionStatement(int id, Session session, QueryService queries) {
        this.id = id;
        this.session = session;
        this.queries = queries;
    }

    public int id() {
        return id;
    }

    /** Remembers the text and tells what its rows and parameters will be. Runs nothing. */
    public Prepared prepare(String sql) {
        queries.requireOpen();
        Prepared prepared = queries.prepare(sql, session.state(), ParameterSource.NONE);
        synchronized (this) {
            preparedSql = sql;
        }
        return prepared;
    }

    /** Plans and starts a statement without parameters. */
    public Prepared execute(String sql, long maxRows) {
        return start(sql, ParameterValues.NONE, maxRows);
    }

    /** Runs a statement that only changes something; one that gives rows is refused. */
    public void update(String sql) {
        start(sql, ParameterValues.NONE, NO_ROWS);
    }

    /** As {@link #update}, for the prepared statement. */
    public void updatePrepared(ParameterValues values) {
        executePrepared(values, NO_ROWS);
    }

    /** Starts the prepared statement. It is planned anew, so it sees the tables as they are now and prunes with its values. */
    public Prepared executePrepared(ParameterValues values, long maxRows) {
        String sql;
        synchronized (this) {
            sql = preparedSql;
        }
        if (sql == null) {
            throw new GatewayException(
                    ErrorCode.NO_SUCH_STATEMENT, "The statement was not prepared. Prepare it again.");
        }
        return start(sql, values, maxRows);
    }

    private Prepared start(String sql, ParameterValues values, long maxRows) {
        synchronized (this) {
            starting++;
        }
        try {
            return startNow(sql, values, maxRows);
        } finally {
            synchronized (this) {
                starting--;
            }
            session.touch(); // planning may have taken longer than a connection may be idle
        }
    }

    private Prepared startNow(String sql, ParameterValues values, long maxRows) {
        cancel();
        Asked asked = queries.asked(sql, session.owner());
        List<Value> bound = new ArrayList<>();
        Prepared prepared;
        try {
            prepared = planned(sql, values, maxRows, bound);
        } catch (RuntimeException e) {
            queries.failed(asked, e);
            throw e;
        }
        Query started = prepared.newState().isPresent() ? null : queries.start(asked, prepared, bound, maxRows);
        synchronized (this) {
            query = started;
            columns = prepared.columns();
            lastFrame = null;
            nextOffset = 0;
            done = false;
            told = false;
            if (closed) { // while it was planned: whoever closed it found nothing to end
                cancel();
                throw closed();
            }
        }
        if (prepared.newState().isPresent()) {
            queries.change(asked, prepared);
            session.become(prepared.newState().get());
        }
        return prepared;
    }

    /** Plans a statement and reads the values of its parameters into {@code bound}. */
    private Prepared planned(String sql, ParameterValues values, long maxRows, List<Value> bound) {
        Prepared prepared = queries.prepare(
                sql,
                session.state(),
                (index, type) -> index < values.count() ? Optional.of(values.read(index, type)) : Optional.empty());
        if (maxRows == NO_ROWS && prepared.newState().isEmpty()) {
            throw new GatewayException(
                    ErrorCode.UNSUPPORTED_CALL,
                    "The statement gives rows, and a batch is made of statements that give none. Execute it by itself.");
        }
        prepared.requireParameters(values.count());
        for (LakeType type : prepared.parameters()) {
            bound.add(values.read(bound.size(), type));
        }
        return prepared;
    }

    /** Gives these rows, as if a statement had been executed that has them. */
    public void list(List<Column> columnsOfRows, ListedTable rows) {
        Query started = queries.list(session.owner(), columnsOfRows, rows);
        synchronized (this) {
            query = started;
            columns = columnsOfRows;
            told = false;
        }
    }

    /** Of a statement that its connection has no longer. */
    static GatewayException closed() {
        return new GatewayException(
                ErrorCode.NO_SUCH_STATEMENT, "This connection has no such statement: it was closed. Create a new one.");
    }

    /** Closes it, as its client would. */
    public void forget() {
        session.closeStatement(id);
    }

    /** Ends the execution, and whatever is about to be one. */
    void close() {
        synchronized (this) {
            closed = true;
        }
        cancel();
    }

    /** How far the last execution is; empty where there was none that gives rows. Answers at once. */
    public Optional<QueryStatus> status() {
        Query last;
        synchronized (this) {
            last = query;
        }
        return Optional.ofNullable(last).map(Query::status);
    }

    /** Whether the last execution has rows, were it none. */
    public synchronized boolean hasRows() {
        return query != null;
    }

    /** How the client wants values. */
    public Session.Dialect dialect() {
        return session.dialect();
    }

    /** The layouts of columns that its client reads. */
    public Layouts layouts() {
        return session.layouts();
    }

    /** Names and types of the rows of the last execution. */
    public synchronized List<Column> columns() {
        return columns;
    }

    /**
     * The frame that begins at this row; waits at most {@code patience} and then gives a frame without rows that is not done. The last frame can be
     * asked for again, because its answer may have been lost.
     */
    public RowFrame fetch(long offset, Duration patience) {
        synchronized (fetching) {
            return fetchNext(offset, patience);
        }
    }

    private RowFrame fetchNext(long offset, Duration patience) {
        Query running;
        synchronized (this) {
            if (lastFrame != null && lastFrame.offset() == offset && lastFrame.rowCount() > 0) {
                return lastFrame;
            }
            if (offset != nextOffset) {
                throw new GatewayException(
                        ErrorCode.INVALID_REQUEST,
                        "Rows are read forward only: row %d was asked for, row %d is next. Execute the statement again."
                                .formatted(offset, nextOffset));
            }
            if (done) {
                return new RowFrame(offset, Optional.empty(), true);
            }
            running = query;
        }
        if (running == null) {
            throw new GatewayException(
                    ErrorCode.INVALID_REQUEST, "The statement has no rows to read: it was not executed or was closed.");
        }
        Optional<RowFrame> frame;
        try {
            frame = running.poll(patience);
        } catch (GatewayException e) {
            synchronized (this) {
                told |= running == query;
            }
            throw e;
        }
        synchronized (this) {
            if (frame.isPresent() && running == query) {
                lastFrame = frame.get();
                nextOffset = lastFrame.offset() + lastFrame.rowCount();
                done = lastFrame.done();
            }
        }
        return frame.orElseGet(() -> new RowFrame(offset, Optional.empty(), false));
    }

    /** Whether it is being planned, runs, or has rows or a failure that its client has not fetched. */
    synchronized boolean isOpen() {
        return starting > 0 || (query != null && !done && !told);
    }

    /** Whether it is being planned and started. */
    synchronized boolean isStarting() {
        return starting > 0;
    }

    /** Ends the execution, if there is one. The statement can be executed again. */
    public void cancel() {
        Query running;
        synchronized (this) {
            running = query;
            told = true; // who ends it waits for nothing more
        }
        if (running != null) {
            running.cancel();
        }
    }
}
