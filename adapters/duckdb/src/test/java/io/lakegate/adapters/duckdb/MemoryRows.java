package io.lakegate.adapters.duckdb;

import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.spi.RowBatch;
import io.lakegate.catalog.spi.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;

/** Rows that are made when they are asked for, from their number. */
final class MemoryRows implements Rows {
    private final List<Column> columns;
    private final long rowCount;
    private final int batchRows;
    private final LongFunction<List<Object>> row;
    private long next;

    final AtomicLong read = new AtomicLong();
    final CountDownLatch closed = new CountDownLatch(1);

    /**
     * @param batchRows the most rows of a batch, however many are asked for
     * @param row the values of a row
     */
    MemoryRows(List<Column> columns, long rowCount, int batchRows, LongFunction<List<Object>> row) {
        this.columns = columns;
        this.rowCount = rowCount;
        this.batchRows = batchRows;
        this.row = row;
    }

    MemoryRows(List<Column> columns, List<List<Object>> rows) {
        this(columns, rows.size(), Integer.MAX_VALUE, number -> rows.get((int) number));
    }

    @Override
    public List<Column> columns() {
        return columns;
    }

    @Override
    public Optional<RowBatch> next(int maxRows) {
        int count = (int) Math.min(Math.min(maxRows, batchRows), rowCount - next);
        if (count == 0) {
            return Optional.empty();
        }
        List<List<Object>> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(row.apply(next + i));
        }
        next += count;
        read.addAndGet(count);
        return Optional.of(new Batch(rows));
    }

    @Override
    public void close() {
        closed.countDown();
    }

    private record Batch(List<List<Object>> rows) implements RowBatch {
        @Override
        public int rowCount() {
            return rows.size();
        }

        @Override
        public Object value(int column, int row) {
            return rows.get(row).get(column);
        }
    }
}
