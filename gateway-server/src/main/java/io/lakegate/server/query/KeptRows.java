package io.lakegate.server.query;

import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.spi.ColumnVector;
import io.lakegate.catalog.spi.QueryEngine.EngineStatement;
import io.lakegate.catalog.spi.RowBatch;
import io.lakegate.catalog.spi.Rows;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All rows of an answer, in columns and in the batches in which they were made. Immutable, for any thread.
 *
 * @param bytes about how much memory they take
 */
record KeptRows(List<RowBatch> batches, long bytes) {
    private static final long OBJECT = 48;

    KeptRows {
        batches = List.copyOf(batches);
    }

    /** A statement that gives them. */
    EngineStatement statement(List<Column> columns) {
        return new EngineStatement() {
            @Override
            public String text() {
                return "";
            }

            @Override
            public Rows run() {
                return new Read(columns, batches);
            }

            @Override
            public void cancel() {}

            @Override
            public void close() {}
        };
    }

    /** Some rows of a batch, in columns that hold nothing else. */
    static RowBatch part(RowBatch batch, int columns, int from, int to) {
        List<ColumnVector> parts = new ArrayList<>();
        for (int column = 0; column < columns; column++) {
            parts.add(part(batch.column(column), from, to));
        }
        return RowBatch.of(to - from, parts);
    }

    private static ColumnVector part(ColumnVector vector, int from, int to) {
        return vector.match(
                integers -> new ColumnVector.Integers(
                        integers.width(),
                        Arrays.copyOfRange(integers.values(), from, to),
                        part(integers.nulls(), from, to)),
                doubles -> new ColumnVector.Doubles(
                        Arrays.copyOfRange(doubles.values(), from, to), part(doubles.nulls(), from, to)),
                objects -> new ColumnVector.Objects(Arrays.copyOfRange(objects.values(), from, to)),
                repeated ->
                        new ColumnVector.Repeated(repeated.words(), Arrays.copyOfRange(repeated.places(), from, to)));
    }

    private static BitSet part(BitSet nulls, int from, int to) {
        return nulls.get(from, to);
    }

    /** About how much memory a batch of {@link #part} takes, in bytes. */
    static long weight(RowBatch batch, int columns) {
        long bytes = 100;
        for (int column = 0; column < columns; column++) {
            bytes += 100 + weight(batch.column(column));
        }
        return bytes;
    }

    private static long weight(ColumnVector vector) {
        return vector.match(
                integers -> 8L * integers.values().length + integers.nulls().size() / 8,
                doubles -> 8L * doubles.values().length + doubles.nulls().size() / 8,
                objects -> weight(objects.values()),
                repeated ->
                        4L * repeated.places().length + weight(repeated.words().values()));
    }

    private static long weight(@Nullable Object[] values) {
        long bytes = 0;
        for (@Nullable Object value : values) {
            bytes += 8 + weight(value);
        }
        return bytes;
    }

    private static long weight(@Nullable Object value) {
        if (value == null || value instanceof Boolean) {
            return 0;
        }
        if (value instanceof String text) {
            return OBJECT + 2L * text.length();
        }
        if (value instanceof byte[] data) {
            return 24L + data.length;
        }
        if (value instanceof BigDecimal number) {
            return 2 * OBJECT + number.precision() / 2;
        }
        if (value instanceof List<?> list) {
            return OBJECT
                    + list.stream().mapToLong(item -> 8 + KeptRows.weight(item)).sum();
        }
        if (value instanceof Map<?, ?> fields) {
            return OBJECT
                    + fields.entrySet().stream()
                            .mapToLong(KeptRows::entryWeight)
                            .sum();
        }
        return value instanceof Map.Entry<?, ?> entry ? entryWeight(entry) : OBJECT;
    }

    private static long entryWeight(Map.Entry<?, ?> entry) {
        return 2 * OBJECT + weight(entry.getKey()) + weight(entry.getValue());
    }

    /** They are read in the batches in which they were made, unless fewer rows are asked for. */
    private static final class Read implements Rows {
        private final List<Column> columns;
        private final List<RowBatch> batches;
        private int batch;
        private int row;

        Read(List<Column> columns, List<RowBatch> batches) {
            this.columns = columns;
            this.batches = batches;
        }

        @Override
        public List<Column> columns() {
            return columns;
        }

        @Override
        public Optional<RowBatch> next(int maxRows) {
            if (!mayGoOn()) {
                return Optional.empty();
            }
            RowBatch current = batches.get(batch);
            int from = row;
            int to = Math.min(current.rowCount(), from + maxRows);
            if (to < current.rowCount()) {
                row = to;
            } else {
                batch++;
                row = 0;
            }
            return Optional.of(
                    from == 0 && to == current.rowCount() ? current : part(current, columns.size(), from, to));
        }

        @Override
        public boolean mayGoOn() {
            return batch < batches.size();
        }

        @Override
        public void close() {}
    }
}
