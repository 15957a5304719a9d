package io.lakegate.server.rows;

import io.lakegate.catalog.spi.RowBatch;
import java.util.Optional;

/**
 * One portion of a result on its way to the client.
 *
 * @param offset number of rows before this frame
 * @param rows empty when there are none in it: the result is at its end, or not ready yet
 * @param done whether no frame follows
 */
public record RowFrame(long offset, Optional<RowBatch> rows, boolean done) {
    /** How many rows it holds. */
    public int rowCount() {
        return rows.map(RowBatch::rowCount).orElse(0);
    }
}
