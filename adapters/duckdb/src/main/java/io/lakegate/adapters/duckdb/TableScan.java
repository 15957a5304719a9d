package io.lakegate.adapters.duckdb;

import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.spi.RowBatch;
import java.util.List;
import java.util.Optional;
import org.duckdb.DuckDBDataChunkWriter;
import org.duckdb.DuckDBTableFunctionState;
import org.jspecify.annotations.Nullable;

/**
 * One reading of a {@link JvmTable} by DuckDB, from the first row to the last. DuckDB closes it when the statement ends, however it ends.
 *
 * <p>{@code fill} is for one thread at a time, {@code close} for any.
 */
final class TableScan implements DuckDBTableFunctionState {
    private final JvmTable table;
    private final List<Target> targets;
    private final RowsReader reader;
    private @Nullable RowBatch batch;
    private int nextRow;

    /** A vector of DuckDB's: how it is filled, and with which column of the source. */
    record Target(Transport transport, int column) {}

    TableScan(JvmTable table, List<Target> targets, RowsReader reader) {
        this.table = table;
        this.targets = targets;
        this.reader = reader;
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
        } catch (GatewayException e) {
            throw failed(e, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            throw failed(e, "the rows of a table could not be read");
        }
    }

    private ScanEnded failed(RuntimeException cause, String sentence) {
        if (cause instanceof ScanEnded ended) {
            return ended;
        }
        table.failed(cause);
        return new ScanEnded(sentence);
    }

    @Override
    public void close() {
        reader.close();
        table.ended(this);
    }
}
