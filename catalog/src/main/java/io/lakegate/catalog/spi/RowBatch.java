package io.lakegate.catalog.spi;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Some rows of a result. Immutable, for any thread. */
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

    /** All values of a column. Costs nothing where an engine delivers columns, else a look at each row. */
    default ColumnVector column(int column) {
        @Nullable Object[] values = new @Nullable Object[rowCount()];
        for (int row = 0; row < values.length; row++) {
            values[row] = value(column, row);
        }
        return new ColumnVector.Objects(values);
    }

    /** Whether a column is known to hold few values that stand in many rows. */
    default boolean isRepeated(int column) {
        return false;
    }

    /** A batch of columns, each with a value for each row. */
    static RowBatch of(int rowCount, List<ColumnVector> columns) {
        List<ColumnVector> vectors = List.copyOf(columns);
        return new RowBatch() {
            @Override
            public int rowCount() {
                return rowCount;
            }

            @Override
            public @Nullable Object value(int column, int row) {
                return vectors.get(column).value(row);
            }

            @Override
            public ColumnVector column(int column) {
                return vectors.get(column);
            }

            @Override
            public boolean isRepeated(int column) {
                return vectors.get(column) instanceof ColumnVector.Repeated;
            }
        };
    }

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
