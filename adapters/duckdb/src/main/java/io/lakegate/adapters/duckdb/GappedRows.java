package io.lakegate.adapters.duckdb;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.spi.RowBatch;
import io.lakegate.catalog.spi.Rows;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Rows of a statement over files of which only parts were fetched. When the engine comes to a part that is not there before it has given a row,
 * the files are fetched whole and the statement is run again. For one thread.
 */
final class GappedRows implements Rows {
    private final Supplier<Rows> whole;
    private Rows rows;
    private boolean begun;

    /** {@code whole} runs the statement over whole files. */
    GappedRows(Rows rows, Supplier<Rows> whole) {
        this.rows = rows;
        this.whole = whole;
    }

    /** Whether an error is what the engine says of a part that is not there. */
    static boolean mayBeGap(GatewayException e) {
        return e.code() == ErrorCode.STORAGE_UNREADABLE;
    }

    @Override
    public List<Column> columns() {
        return rows.columns();
    }

    @Override
    public Optional<RowBatch> next(int maxRows) {
        try {
            Optional<RowBatch> batch = rows.next(maxRows);
            begun = true;
            return batch;
        } catch (GatewayException e) {
            if (begun || !mayBeGap(e)) {
                throw e;
            }
            begun = true;
            rows = whole.get();
            return rows.next(maxRows);
        }
    }

    @Override
    public void close() {
        rows.close();
    }
}
