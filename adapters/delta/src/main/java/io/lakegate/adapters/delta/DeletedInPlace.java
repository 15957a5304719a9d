package io.lakegate.adapters.delta;

import static java.util.Objects.requireNonNull;

import io.lakegate.catalog.model.DeletedRows;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/**
 * The rows that the deletion vector of one file deletes.
 *
 * @param cardinality as the log says
 * @param rows reads the vector, or remembers it
 */
record DeletedInPlace(long cardinality, Supplier<RowPositions> rows) implements DeletedRows {
    DeletedInPlace {
        requireNonNull(rows, "rows");
    }

    @Override
    public LongStream positions() {
        return rows.get().stream();
    }
}
