package io.lakegate.adapters.duckdb;

import io.lakegate.catalog.spi.RowBatch;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.duckdb.DuckDBDataChunkWriter;
import org.duckdb.DuckDBTableFunctionState;
import org.jspecify.annotations.Nullable;

/**
 * One reading of a {@link JvmTable} by DuckDB, from the first row to the last. DuckDB closes it when the statement ends, however it ends.
 *
 * <p>{@code fill} is for one thread at a time, {@code close} for any.
 */
final class TableScan implements DuckDBTableFunctionState {
    private final List<Target> targets;
    private final RowsReader reader;
    private final FirstFailure failure;
    private final Consumer<TableScan> onClose;
    private @Nullable RowBatch batch;
    private int nextRow;

    /** A vector of DuckDB's: how it is filled, and with which column of the source. */
    record Target(Transport transport, int column) {}

    TableScan(List<Target> targets, RowsReader reader, FirstFailure failure, Consumer<TableScan> onClose) {
        this.targets = targets;
        this.reader = reader;
        this.failure = failure;
        this.onClose = onClose;
    }

    /** Puts the next rows into DuckDB's vectors and returns how many; 0 when there are no more. */
    long fill(DuckDBDataChunkWriter chunk) {
        try {
            RowBatch current = batch;
            if (current == null || nextRow == current.rowCount()) {
                Optional<RowBatch> next = reader.take();
                if (next.isEmpty()) {
                    return 0;
                }
                current = next.get();
                batch = current;
                nextRow = 0;
            }
            int count = Math.toIntExact(Math.min(current.rowCount() - nextRow, chunk.capacity()));
            for (int i = 0; i < targets.size(); i++) {
                Target target = targets.get(i);
                target.transport.write(current, target.column, nextRow, count, chunk.vector(i));
            }
            nextRow += count;
            return count;
        } catch (RuntimeException e) {
            throw failure.keep(e);
        }
    }

    @Override
    public void close() {
        reader.close();
        onClose.accept(this);
    }
}
