package io.lakegate.catalog.metadata;

import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.spi.RowBatch;
import io.lakegate.catalog.spi.Rows;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a {@link MetadataTable}, made as they are read. For one thread at a time.
 *
 * <p>The first batches are small, whatever is asked for: a statement that wants one row of a long history should not wait for a thousand.
 */
final class MetadataRows<T> implements Rows {
    private static final int FIRST_BATCH = 8;
    private static final int MOST_ROWS = 1 << 16;

    private final List<MetadataColumn<T>> columns;
    private final Stream<T> source;
    private final Iterator<T> rows;
    private int batch = FIRST_BATCH;

    MetadataRows(List<MetadataColumn<T>> columns, Stream<T> source) {
        this.columns = columns;
        this.source = source;
        this.rows = source.iterator();
    }

    @Override
    public List<Column> columns() {
        return columns.stream().map(MetadataColumn::column).toList();
    }

    @Override
    public Optional<RowBatch> next(int maxRows) {
        int most = Math.min(maxRows, batch);
        batch = Math.min(2 * batch, MOST_ROWS);
        List<@Nullable Object[]> values = new ArrayList<>();
        while (values.size() < most && rows.hasNext()) {
            values.add(row(rows.next()));
        }
        return values.isEmpty() ? Optional.empty() : Optional.of(RowBatch.of(values));
    }

    private @Nullable Object[] row(T row) {
        @Nullable Object[] values = new @Nullable Object[columns.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = columns.get(i).cell().of(row);
        }
        return values;
    }

    @Override
    public void close() {
        source.close();
    }
}
