package io.lakegate.jdbc;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import org.apache.calcite.avatica.AvaticaStatement;
import org.apache.calcite.avatica.Meta;
import org.apache.calcite.avatica.util.Cursor;

/** The rows of a statement, read forward. For one thread, except {@link #close}. */
final class LakegateResultSet extends LabelledResultSet {
    private final AvaticaStatement owner;
    private final FrameCursor rows;
    private final Run run;
    private final LakegateResultSetMetaData description;
    private int row;
    private boolean afterLast;

    LakegateResultSet(
            AvaticaStatement statement,
            Meta.Signature signature,
            FrameCursor rows,
            Run run,
            LakegateResultSetMetaData description)
            throws SQLException {
        super(statement, signature, description);
        this.description = description;
        this.owner = statement;
        this.rows = rows;
        this.run = run;
        this.cursor = rows;
        this.accessorList = rows.createAccessors(signature.columns, localCalendar, this);
    }

    /** Waits for the first row, or for the news that there is none. */
    @Override
    protected LakegateResultSet execute() throws SQLException {
        rows.hasNext();
        return this;
    }

    @Override
    public boolean next() throws SQLException {
        checkOpen();
        if (rows.next()) {
            row++;
            return true;
        }
        afterLast = row > 0;
        row = 0;
        return false;
    }

    /** Also frees what the gateway still holds for rows that were not read. */
    @Override
    public void close() {
        // A statement that is closed, or will be with this result, tells the gateway itself.
        if (!SqlErrors.undeclared(() -> owner.isClosed() || owner.isCloseOnCompletion())) {
            run.abandon();
        }
        super.close();
    }

    @Override
    protected void checkOpen() throws SQLException {
        if (isClosed()) {
            throw SqlErrors.of(SqlErrors.BAD_CURSOR_STATE, "The result is closed.");
        }
    }

    @Override
    public boolean wasNull() throws SQLException {
        checkOpen();
        return rows.wasNull();
    }

    @Override
    public Object getObject(int columnIndex) throws SQLException {
        Cursor.Accessor accessor = accessor(columnIndex);
        return description.isInstantAsTimestamp(columnIndex) ? accessor.getTimestamp(null) : accessor.getObject();
    }

    @Override
    public Object getObject(int columnIndex, Map<String, Class<?>> map) throws SQLException {
        return accessor(columnIndex).getObject(map);
    }

    @Override
    public <T> T getObject(int columnIndex, Class<T> type) throws SQLException {
        return accessor(columnIndex).getObject(type);
    }

    private Cursor.Accessor accessor(int column) throws SQLException {
        checkOpen();
        if (column < 1 || column > accessorList.size()) {
            throw LakegateResultSetMetaData.noSuchColumn(column, accessorList.size());
        }
        return accessorList.get(column - 1);
    }

    @Override
    public int getRow() throws SQLException {
        checkOpen();
        return row;
    }

    @Override
    public boolean isBeforeFirst() throws SQLException {
        checkOpen();
        return row == 0 && !afterLast && rows.hasNext();
    }

    @Override
    public boolean isFirst() throws SQLException {
        checkOpen();
        return row == 1;
    }

    @Override
    public boolean isLast() throws SQLException {
        checkOpen();
        return row > 0 && !rows.hasNext();
    }

    @Override
    public boolean isAfterLast() throws SQLException {
        checkOpen();
        return afterLast;
    }

    @Override
    public void setFetchDirection(int direction) throws SQLException {
        checkOpen();
        if (direction != ResultSet.FETCH_FORWARD) {
            throw forwardOnly();
        }
    }

    @Override
    public int getFetchDirection() throws SQLException {
        checkOpen();
        return ResultSet.FETCH_FORWARD;
    }

    @Override
    public void beforeFirst() throws SQLException {
        throw forwardOnly();
    }

    @Override
    public void afterLast() throws SQLException {
        throw forwardOnly();
    }

    @Override
    public boolean first() throws SQLException {
        throw forwardOnly();
    }

    @Override
    public boolean last() throws SQLException {
        throw forwardOnly();
    }

    @Override
    public boolean absolute(int row) throws SQLException {
        throw forwardOnly();
    }

    @Override
    public boolean relative(int rows) throws SQLException {
        throw forwardOnly();
    }

    @Override
    public boolean previous() throws SQLException {
        throw forwardOnly();
    }

    private static SQLException forwardOnly() {
        return SqlErrors.notOffered("Results can only be read forward, with next().");
    }
}
