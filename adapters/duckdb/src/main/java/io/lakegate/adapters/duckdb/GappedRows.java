package io.lakegate.adapters.duckdb;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.spi.FileStage.Part;
import io.lakegate.catalog.spi.RowBatch;
import io.lakegate.catalog.spi.Rows;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Rows of a statement over files of which only parts were fetched. When the engine comes to a part that is not there before it has given a row,
 * more of the files is fetched and the statement is run again. For one thread.
 */
final class GappedRows implements Rows {
    private final Iterator<Part> wider;
    private final Function<Part, Rows> again;
    private Rows rows;
    private boolean begun;

    /**
     * Runs the statement.
     *
     * @param wider what is fetched when there is a gap, one after the other
     * @param again fetches this and runs the statement
     */
    GappedRows(List<Part> wider, Function<Part, Rows> again, Supplier<Rows> first) {
        this.wider = wider.iterator();
        this.again = again;
        this.rows = run(first);
    }

    private Rows run(Supplier<Rows> attempt) {
        try {
            return attempt.get();
        } catch (GatewayException e) {
            return runAgain(e);
        }
    }

    private Rows runAgain(GatewayException failure) {
        if (failure.code() != ErrorCode.STORAGE_UNREADABLE || !wider.hasNext()) {
            throw failure; // no gap, or none that more bytes would close
        }
        Part part = wider.next();
        return run(() -> again.apply(part));
    }

    @Override
    public List<Column> columns() {
        return rows.columns();
    }

    @Override
    public Optional<RowBatch> next(int maxRows) {
        while (!begun) {
            try {
                Optional<RowBatch> batch = rows.next(maxRows);
                begun = true;
                return batch;
            } catch (GatewayException e) {
                rows = runAgain(e);
            }
        }
        return rows.next(maxRows);
    }

    @Override
    public void close() {
        rows.close();
    }
}
