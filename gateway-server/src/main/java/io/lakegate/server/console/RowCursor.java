package io.lakegate.server.console;

import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** The rows of one result, each value in one of the few classes that {@link PlainValue} names. Used by one thread, except for the cancelling. */
final class RowCursor {
    private final ResultSet rows;
    private final BooleanSupplier canceled;
    private final List<ResultColumn> columns;

    private RowCursor(ResultSet rows, BooleanSupplier canceled, List<ResultColumn> columns) {
        this.rows = rows;
        this.canceled = canceled;
        this.columns = List.copyOf(columns);
    }

    /** The caller closes {@code rows}. */
    static RowCursor over(ResultSet rows, BooleanSupplier canceled) throws SQLException {
        ResultSetMetaData metadata = rows.getMetaData();
        List<ResultColumn> columns = new ArrayList<>();
        for (int i = 1; i <= metadata.getColumnCount(); i++) {
            columns.add(new ResultColumn(metadata.getColumnLabel(i), metadata.getColumnType(i)));
        }
        return new RowCursor(rows, canceled, columns);
    }

    List<ResultColumn> columns() {
        return columns;
    }

    /** Goes to the next row. Fails when the statement was cancelled, even if the driver holds more rows already. */
    boolean next() throws SQLException {
        if (canceled.getAsBoolean()) {
            throw new SQLException("The statement was cancelled.", "57014", 3001);
        }
        return rows.next();
    }

    /**
     * The value of the current row, empty for NULL.
     *
     * @param index place in {@link #columns()}, from 0
     */
    Optional<Object> value(int index) throws SQLException {
        Object value = columns.get(index).isTime() ? rows.getString(index + 1) : rows.getObject(index + 1);
        return value == null || rows.wasNull() ? Optional.empty() : Optional.of(PlainValue.of(value));
    }
}
