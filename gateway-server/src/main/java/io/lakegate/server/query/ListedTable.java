package io.lakegate.server.query;

import io.lakegate.catalog.spi.RowBatch;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows that the gateway knows itself, such as a list of tables. Immutable, for any thread. */
public interface ListedTable {
    /** How many rows there are. */
    int size();

    /** The rows from one place to before another, from 0; at least one. */
    RowBatch batch(int from, int to);

    /** All rows, with {@code width} values each. */
    default List<@Nullable Object[]> arrays(int width) {
        List<@Nullable Object[]> arrays = new ArrayList<>();
        if (size() > 0) {
            RowBatch all = batch(0, size());
            for (int row = 0; row < size(); row++) {
                @Nullable Object[] values = new @Nullable Object[width];
                for (int column = 0; column < width; column++) {
                    values[column] = all.value(column, row);
                }
                arrays.add(values);
            }
        }
        return arrays;
    }

    /** Rows that are there as arrays. */
    static ListedTable of(List<@Nullable Object[]> rows) {
        return new ListedTable() {
            @Override
            public int size() {
                return rows.size();
            }

            @Override
            public RowBatch batch(int from, int to) {
                return RowBatch.of(rows.subList(from, to));
            }

            @Override
            public List<@Nullable Object[]> arrays(int width) {
                return rows;
            }
        };
    }
}
