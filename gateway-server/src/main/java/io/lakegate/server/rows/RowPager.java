package io.lakegate.server.rows;

import static java.util.Objects.requireNonNull;

import io.lakegate.catalog.spi.RowBatch;
import io.lakegate.catalog.spi.Rows;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the rows of a running statement into frames of about a given number of bytes. For one thread at a time.
 *
 * <p>Values are not measured one by one: each frame tells how large a row is on average, and the next frame is sized by that.
 */
public final class RowPager implements AutoCloseable {
    private static final int FIRST_FRAME_ROWS = 1_000;
    private static final int MAX_FRAME_ROWS = 100_000;

    private final Rows rows;
    private final long frameBytes;
    private final long maxRows;
    private long offset;
    private int nextRows = FIRST_FRAME_ROWS;

    /**
     * @param frameBytes what a frame should weigh
     * @param maxRows after which the result ends although there may be more
     */
    public RowPager(Rows rows, long frameBytes, long maxRows) {
        this.rows = requireNonNull(rows, "rows");
        this.frameBytes = frameBytes;
        this.maxRows = maxRows;
    }

    /** The next frame; blocks while the engine works. Not to be called after the frame that is done. */
    public RowFrame next() {
        int wanted = (int) Math.min(nextRows, maxRows - offset);
        Optional<RowBatch> batch = wanted == 0 ? Optional.empty() : rows.next(wanted);
        int count = batch.map(RowBatch::rowCount).orElse(0);
        RowFrame frame = new RowFrame(
                offset, batch, (count < wanted && !(count > 0 && rows.mayGoOn())) || offset + count >= maxRows);
        offset += count;
        batch.ifPresent(this::sizeNextFrame);
        return frame;
    }

    private void sizeNextFrame(RowBatch batch) {
        long weight = 0;
        int step = Math.max(1, batch.rowCount() / 100);
        int weighed = 0;
        for (int row = 0; row < batch.rowCount(); row += step) {
            for (int column = 0; column < rows.columns().size(); column++) {
                weight += batch.isRepeated(column) ? 1 : weight(batch.value(column, row));
            }
            weighed++;
        }
        long bytesPerRow = Math.max(1, weight / weighed);
        nextRows = (int) Math.max(1, Math.min(MAX_FRAME_ROWS, frameBytes / bytesPerRow));
    }

    /** Roughly the bytes that a value takes on the wire. */
    private static long weight(@Nullable Object value) {
        if (value instanceof String text) {
            return 8L + text.length();
        }
        if (value instanceof byte[] bytes) {
            return 8L + bytes.length;
        }
        if (value instanceof List<?> list) {
            return 8 + list.stream().mapToLong(RowPager::weight).sum();
        }
        if (value instanceof Map<?, ?> fields) {
            return 8 + fields.values().stream().mapToLong(v -> 16 + weight(v)).sum();
        }
        if (value instanceof Map.Entry<?, ?> entry) {
            return weight(entry.getKey()) + weight(entry.getValue());
        }
        return 10;
    }

    @Override
    public void close() {
        rows.close();
    }
}
