package io.lakegate.catalog.spi;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some rows of a result. Immutable, for any thread.
 *
 * <p>The seam for columnar frames: a column can be asked for as a whole once an engine offers it so.
 */
public interface RowBatch {
    /** At least one. */
    int rowCount();

    /**
     * A value, or null for SQL NULL. Its class follows from the column's type as {@link io.lakegate.catalog.model.Value} says; a list
     * is a {@code List}, a struct a {@code Map} from field name to value in field order, a map a {@code List} of {@code Map.Entry}, an
     * interval its SQL text.
     *
     * @param column from 0
     * @param row from 0
     */
    @Nullable
    Object value(int column, int row);

    /** A batch of rows that are there as arrays, which nobody changes any more; at least one. */
    static RowBatch of(List<@Nullable Object[]> rows) {
        return new RowBatch() {
            @Override
            public int rowCount() {
                return rows.size();
            }

            @Override
            public @Nullable Object value(int column, int row) {
                return rows.get(row)[column];
            }
        };
    }
}
