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
    private final Supplier<List<@Nullable Object[]>> rows;

    /** {@code rows} is called once, when the statement runs. */
    ListedRows(List<Column> columns, Supplier<List<@Nullable Object[]>> rows) {
        this.columns = columns;
        this.rows = rows;
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
        private final List<@Nullable Object[]> rows;
        private int next;

        All(List<Column> columns, List<@Nullable Object[]> rows) {
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
            List<@Nullable Object[]> part = rows.subList(next, end);
            next = end;
            return Optional.of(RowBatch.of(part));
        }

        @Override
        public void close() {}
    }
}
