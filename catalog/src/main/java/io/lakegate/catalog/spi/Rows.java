package io.lakegate.catalog.spi;

import io.lakegate.catalog.model.Column;
import java.util.List;
import java.util.Optional;

/** The rows of a running statement, read forward in batches. Whoever got it closes it. For one thread at a time. */
public interface Rows extends AutoCloseable {
    /** Names and types of the result, in order. */
    List<Column> columns();

    /**
     * The next {@code maxRows} rows; empty only when there are no more, and fewer also where {@link #mayGoOn} says so.
     *
     * <p>Blocks while the engine works. A batch stays valid after the next call.
     */
    Optional<RowBatch> next(int maxRows);

    /** Whether more rows may follow a batch that has fewer than were asked for. */
    default boolean mayGoOn() {
        return false;
    }

    /** Frees what the engine holds; ends the statement if it still runs. May be called twice. */
    @Override
    void close();
}
