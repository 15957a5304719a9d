package io.lakegate.server.query;

import io.lakegate.adapters.calcite.PlannedStatement;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.catalog.model.Value;
import io.lakegate.catalog.spi.QueryEngine;
import io.lakegate.catalog.spi.QueryEngine.EngineStatement;
import io.lakegate.catalog.spi.Reader;
import io.lakegate.catalog.spi.RowBatch;
import io.lakegate.catalog.spi.Rows;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A query that is run twice, its tables read by the engine and by their format's own reader, to see whether the rows are the same. Order counts not:
 * each answer is a count and the sum of the hashes of its rows.
 */
final class Verification {
    static final List<Column> COLUMNS = List.of(
            new Column("reader", Simple.VARCHAR),
            new Column("row_count", Simple.BIGINT),
            new Column("rows_hash", Simple.VARCHAR),
            new Column("same", Simple.BOOLEAN));
    private static final int ROWS_AT_ONCE = 10_000;

    private final QueryEngine engine;

    Verification(QueryEngine engine) {
        this.engine = engine;
    }

    private record Answer(long rowCount, String hash) {}

    /** One row for each reader; {@code same} tells in both whether they agree. */
    List<@Nullable Object[]> compare(PlannedStatement planned, List<Value> values) {
        Answer byEngine = answer(planned, values, Reader.ENGINE);
        Answer byFormat = answer(planned, values, Reader.FORMAT);
        boolean same = byEngine.equals(byFormat);
        List<@Nullable Object[]> rows = new ArrayList<>();
        rows.add(new @Nullable Object[] {"engine", byEngine.rowCount(), byEngine.hash(), same});
        rows.add(new @Nullable Object[] {"format", byFormat.rowCount(), byFormat.hash(), same});
        return rows;
    }

    private Answer answer(PlannedStatement planned, List<Value> values, Reader reader) {
        long count = 0;
        byte[] sum = new byte[32];
        try (EngineStatement statement =
                        engine.prepare(planned.bind(values, reader).query());
                Rows rows = statement.run()) {
            int columns = rows.columns().size();
            for (Optional<RowBatch> next = rows.next(ROWS_AT_ONCE); next.isPresent(); next = rows.next(ROWS_AT_ONCE)) {
                RowBatch batch = next.get();
                for (int row = 0; row < batch.rowCount(); row++) {
                    add(sum, hash(batch, row, columns));
                }
                count += batch.rowCount();
            }
        }
        return new Answer(count, HexFormat.of().formatHex(sum, 0, 8));
    }

    private static byte[] hash(RowBatch batch, int row, int columns) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (int column = 0; column < columns; column++) {
                byte[] text = text(batch.value(column, row)).getBytes(StandardCharsets.UTF_8);
                digest.update((byte) (text.length >>> 24));
                digest.update((byte) (text.length >>> 16));
                digest.update((byte) (text.length >>> 8));
                digest.update((byte) text.length);
                digest.update(text);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** A text that is the same exactly when the values are; a map's entries have no order. */
    private static String text(@Nullable Object value) {
        if (value instanceof byte[] bytes) {
            return HexFormat.of().formatHex(bytes);
        }
        if (value instanceof Double || value instanceof Float) {
            double number = ((Number) value).doubleValue();
            return number == 0 ? "0.0" : value.toString(); // -0.0 equals 0.0
        }
        if (value instanceof Map.Entry<?, ?> entry) {
            return text(entry.getKey()) + "=" + text(entry.getValue());
        }
        if (value instanceof Map<?, ?> struct) {
            return struct.entrySet().stream().map(Verification::text).toList().toString();
        }
        if (value instanceof List<?> list) {
            String[] parts = list.stream().map(Verification::text).toArray(String[]::new);
            if (!list.isEmpty() && list.get(0) instanceof Map.Entry) {
                Arrays.sort(parts);
            }
            return Arrays.toString(parts);
        }
        return String.valueOf(value);
    }

    /** Adds one 256-bit number to another: a sum does not depend on the order of the rows, and counts equal rows. */
    private static void add(byte[] sum, byte[] hash) {
        int carry = 0;
        for (int i = sum.length - 1; i >= 0; i--) {
            int digit = (sum[i] & 0xff) + (hash[i] & 0xff) + carry;
            sum[i] = (byte) digit;
            carry = digit >>> 8;
        }
    }
}
