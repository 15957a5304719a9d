package io.lakegate.jdbc;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Calendar;
import java.util.Iterator;
import java.util.List;
import org.apache.calcite.avatica.ColumnMetaData;
import org.apache.calcite.avatica.Meta;
import org.apache.calcite.avatica.util.ArrayImpl;
import org.apache.calcite.avatica.util.Cursor;

/**
 * Reads the rows of one result forward, out of the frames in which the gateway sends them. For one thread, except {@link #close}.
 *
 * <p>Frames come in rows, as Avatica has them, or in columns. Of the latter the next is on its way while one is read.
 */
final class FrameCursor implements Cursor, ValueAccessor.Row {
    private final LakegateMeta meta;
    private final Meta.StatementHandle handle;
    private final int fetchSize;
    private final long maxRows;
    private final Run run;

    private Meta.Frame frame;
    private Iterator<Object> rows;
    private List<?> row;
    /** The present frame if it lies in columns, else null. */
    private ColumnFrame columns;
    /** The present row in {@link #columns}; -1 before the first, and when there is none. */
    private int index = -1;

    private volatile RowRequests.Ahead ahead;
    private long rowsRead;
    private boolean ended;
    private boolean lastWasNull;
    private volatile boolean closed;

    /**
     * @param fetchSize rows to ask for at a time; 0 leaves it to the gateway
     * @param maxRows after so many rows the result ends; 0 means no limit
     */
    FrameCursor(
            LakegateMeta meta, Meta.StatementHandle handle, Meta.Frame first, int fetchSize, long maxRows, Run run) {
        this.meta = meta;
        this.handle = handle;
        this.fetchSize = fetchSize;
        this.maxRows = maxRows == 0 ? Long.MAX_VALUE : maxRows;
        this.run = run;
        accept(first);
    }

    private void accept(Meta.Frame arrived) {
        frame = arrived;
        rows = arrived.rows.iterator();
        columns = arrived instanceof ColumnFrame ? (ColumnFrame) arrived : null;
        index = -1;
        ahead = null;
        if (arrived.done) {
            run.allArrived();
        } else if (columns != null && columns.rowCount() > 0 && rowsRead + columns.rowCount() < maxRows) {
            ahead = meta.rows().fetchAhead(handle, rowsRead + columns.rowCount(), fetchSize);
        }
    }

    private Meta.Frame fetch() throws SQLException {
        Meta.Frame next = ahead != null ? ahead.frame() : meta.fetch(handle, rowsRead, fetchSize);
        if (next instanceof ColumnFrame && next.offset != rowsRead) {
            throw SqlErrors.of(
                    SqlErrors.DEFECT,
                    "The gateway has sent rows from " + next.offset + " on where row " + rowsRead
                            + " is next, which is a defect of it.");
        }
        return next;
    }

    private boolean frameHasNext() {
        return columns != null ? index + 1 < columns.rowCount() : rows.hasNext();
    }

    /** Waits until there is a row to give or the result is known to have no more. */
    boolean hasNext() throws SQLException {
        if (closed) {
            throw SqlErrors.of(SqlErrors.BAD_CURSOR_STATE, "The result is closed.");
        }
        if (ended) {
            return false;
        }
        if (rowsRead == maxRows) {
            ended = true;
            run.abandon();
            return false;
        }
        try {
            run.check();
            while (!frameHasNext()) {
                if (frame.done) {
                    ended = true;
                    run.end();
                    return false;
                }
                accept(fetch());
                run.check();
            }
            return true;
        } catch (SQLException e) {
            ended = true;
            throw run.explain(e);
        }
    }

    @Override
    public boolean next() throws SQLException {
        row = null;
        if (!hasNext()) {
            columns = null;
            return false;
        }
        if (columns != null) {
            index++;
        } else {
            row = (List<?>) rows.next();
        }
        rowsRead++;
        return true;
    }

    @Override
    public boolean isWhole(int column) {
        return isArray(column) && columns.isWhole(column) && known(column);
    }

    @Override
    public long whole(int column) {
        return columns.whole(column, index);
    }

    @Override
    public boolean isFloating(int column) {
        return isArray(column) && columns.isFloating(column) && known(column);
    }

    @Override
    public double floating(int column) {
        return columns.floating(column, index);
    }

    private boolean isArray(int column) {
        return columns != null && index >= 0 && column < columns.columnCount();
    }

    private boolean known(int column) {
        lastWasNull = columns.isNull(column, index);
        return !lastWasNull;
    }

    @Override
    public Object value(int column) throws SQLException {
        if (isArray(column)) {
            Object value = columns.value(column, index);
            lastWasNull = value == null;
            return value;
        }
        if (row == null) {
            throw SqlErrors.of(
                    SqlErrors.BAD_CURSOR_STATE,
                    ended ? "The result has no more rows." : "There is no row yet: call next() first.");
        }
        if (column >= row.size()) {
            throw SqlErrors.of(
                    SqlErrors.DEFECT, "The gateway has sent a row with too few values, which is a defect of it.");
        }
        Object value = row.get(column);
        lastWasNull = value == null;
        return value;
    }

    @Override
    public boolean wasNull() {
        return lastWasNull;
    }

    @Override
    public List<Accessor> createAccessors(
            List<ColumnMetaData> types, Calendar localCalendar, ArrayImpl.Factory factory) {
        List<Accessor> accessors = new ArrayList<>(types.size());
        for (int column = 0; column < types.size(); column++) {
            accessors.add(new ValueAccessor(this, column, types.get(column).type, localCalendar, meta.connection()));
        }
        return accessors;
    }

    @Override
    public void close() {
        closed = true;
        RowRequests.Ahead unread = ahead;
        if (unread != null) {
            unread.discard();
        }
    }
}
