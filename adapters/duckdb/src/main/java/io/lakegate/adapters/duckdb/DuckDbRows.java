package io.lakegate.adapters.duckdb;

import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.spi.RowBatch;
import io.lakegate.catalog.spi.Rows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The rows of a running DuckDB statement, converted to the classes that {@link RowBatch} promises. For one thread. */
final class DuckDbRows implements Rows {
    private final List<Column> columns;
    private final ResultSet resultSet;
    private final DuckDbStatement statement;
    private final List<ColumnReader> readers;

    DuckDbRows(List<Column> columns, ResultSet resultSet, DuckDbStatement statement) throws SQLException {
        this.columns = columns;
        this.resultSet = resultSet;
        this.statement = statement;
        this.readers =
                columns.stream().map(column -> ColumnReader.of(column.type())).toList();
        int delivered = resultSet.getMetaData().getColumnCount();
        if (delivered != columns.size()) {
            throw new IllegalStateException(
                    "the statement should give %d columns, DuckDB gives %d".formatted(columns.size(), delivered));
        }
    }

    @Override
    public List<Column> columns() {
        return columns;
    }

    @Override
    public Optional<RowBatch> next(int maxRows) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        try {
            statement.turn().go(() -> fill(rows, maxRows));
        } catch (SQLException e) {
            throw statement.translate(e);
        }
        return rows.isEmpty() ? Optional.empty() : Optional.of(RowBatch.of(rows));
    }

    private boolean fill(List<@Nullable Object[]> rows, int maxRows) throws SQLException {
        while (rows.size() < maxRows) {
            statement.failIfCanceled();
            if (!resultSet.next()) {
                return false;
            }
            @Nullable Object[] row = new @Nullable Object[readers.size()];
            for (int i = 0; i < row.length; i++) {
                row[i] = readers.get(i).read(resultSet, i + 1);
            }
            rows.add(row);
        }
        return true;
    }

    @Override
    public void close() {
        statement.close();
    }
}
