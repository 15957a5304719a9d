package io.lakegate.server.query;

import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.spi.QueryEngine.EngineStatement;
import io.lakegate.catalog.spi.RowBatch;
import io.lakegate.catalog.spi.Rows;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A statement whose rows the gateway knows itself, such as a list of tables. Needs no engine. */
final class ListedRows implements EngineStatement {
    private final List<Column> columns;
    private final Supplier<ListedTable> rows;

    private ListedRows(List<Column> columns, Supplier<ListedTable> rows) {
        this.columns = columns;
        this.rows = rows;
    }

    /** {@code rows} is called once, when the statement runs. */
    static ListedRows of(List<Column> columns, Supplier<ListedTable> rows) {
        return new ListedRows(columns, rows);
    }

    /** {@code rows} is called once, when the statement runs. */
    static ListedRows ofArrays(List<Column> columns, Supplier<List<@Nullable Object[]>> rows) {
        return new ListedRows(columns, () -> ListedTable.of(rows.get()));
    }

    @Override
    public String text() {
        return "";
    }

    @Override
    public Rows run() {
        return new All(columns, rows.get());
    }

    @Override
    public void cancel() {}

    @Override
    public void close() {}

    private static final class All implements Rows {
        private final List<Column> columns;
        private final ListedTable rows;
        private int next;

        All(List<Column> columns, ListedTable rows) {
            this.columns = columns;
            this.rows = rows;
        }

        @Override
        public List<Column> columns() {
            return columns;
        }

        @Override
        public Optional<RowBatch> next(int maxRows) {
            if (next >= rows.size()) {
                return Optional.empty();
            }
            int end = (int) Math.min(rows.size(), (long) next + maxRows);
            RowBatch part = rows.batch(next, end);
            next = end;
            return Optional.of(part);
        }

        @Override
        public void close() {}
    }
}
