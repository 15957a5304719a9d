package io.lakegate.server.rows;

import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.spi.ColumnVector;
import io.lakegate.catalog.spi.RowBatch;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a {@link RowFrame} as our driver reads it: column after column, each as one array. {@code docs/wire-protocol.md} describes them.
 *
 * <p>What has no array of its own, or a value that does not fit into it, travels as text.
 */
public final class ColumnFrame {
    static final int VERSION = 1;
    static final int DONE = 1;

    /** Which of them a row has goes in a byte. */
    private static final int MOST_REPEATED = 256;

    /** How the values of a column are laid out. The numbers are public: drivers of other versions read them. */
    enum Encoding {
        NULLS(0),
        BOOLEANS(1),
        INT8(2),
        INT16(3),
        INT32(4),
        INT64(5),
        FLOAT32(6),
        FLOAT64(7),
        DECIMAL64(8),
        TEXTS(9),
        BYTES(10),
        DATES(11),
        LOCAL_MICROS(12),
        INSTANT_MICROS(13),
        LISTS(14),
        STRUCTS(15),
        MAPS(16),
        REPEATED(17);

        final int number;

        Encoding(int number) {
            this.number = number;
        }
    }

    private final ByteSink out;
    private final int rows;

    private final Layouts layouts;

    private ColumnFrame(ByteSink out, int rows, Layouts layouts) {
        this.out = out;
        this.rows = rows;
        this.layouts = layouts;
    }

    /** The bytes of a frame whose rows have these columns, in the layouts that the client reads. */
    public static ByteSink write(RowFrame frame, List<Column> columns, Layouts layouts) {
        ByteSink out = new ByteSink();
        out.putByte(VERSION);
        out.putByte(frame.done() ? DONE : 0);
        out.putLong(frame.offset());
        out.putInt(frame.rowCount());
        out.putInt(columns.size());
        frame.rows().ifPresent(batch -> new ColumnFrame(out, batch.rowCount(), layouts).columns(batch, columns));
        return out;
    }

    private void columns(RowBatch batch, List<Column> columns) {
        for (int i = 0; i < columns.size(); i++) {
            LakeType type = columns.get(i).type();
            batch.column(i)
                    .<Runnable>match(
                            integers -> () -> integers(integers),
                            doubles -> () -> doubles(doubles),
                            objects -> () -> objects(type, objects.values()),
                            repeated -> () -> repeated(type, repeated))
                    .run();
        }
    }

    private void integers(ColumnVector.Integers vector) {
        switch (vector.width()) {
            case BYTE -> {
                begin(Encoding.INT8, vector.nulls());
                for (int row = 0; row < rows; row++) {
                    out.putByte((int) vector.values()[row]);
                }
            }
            case SHORT -> {
                begin(Encoding.INT16, vector.nulls());
                for (int row = 0; row < rows; row++) {
                    out.putShort((int) vector.values()[row]);
                }
            }
            case INT -> {
                begin(Encoding.INT32, vector.nulls());
                out.putInts(vector.values(), rows);
            }
            case LONG -> {
                begin(Encoding.INT64, vector.nulls());
                out.putLongs(vector.values(), rows);
            }
        }
    }

    private void doubles(ColumnVector.Doubles vector) {
        begin(Encoding.FLOAT64, vector.nulls());
        out.putDoubles(vector.values(), rows);
    }

    private void objects(LakeType type, @Nullable Object[] values) {
        BitSet nulls = new BitSet(rows);
        for (int row = 0; row < rows; row++) {
            if (values[row] == null) {
                nulls.set(row);
            }
        }
        if (nulls.cardinality() == rows) {
            begin(Encoding.NULLS, new BitSet());
        } else if (type instanceof LakeType.Decimal decimal && fitInLong(values)) {
            begin(Encoding.DECIMAL64, nulls);
            out.putInt(decimal.scale());
            longs(values, value -> ((BigDecimal) value).unscaledValue().longValueExact());
        } else if (type instanceof LakeType.Simple simple) {
            simple(simple, values, nulls);
        } else if (!layouts.nested() || !type.isNested()) {
            texts(values, nulls, value -> text(type, value));
        } else {
            type.<Runnable>match(
                            simple -> () -> {},
                            decimal -> () -> {},
                            list -> () -> lists(list, values, nulls),
                            map -> () -> maps(map, values, nulls),
                            struct -> () -> structs(struct, values, nulls))
                    .run();
        }
    }

    /** How many values there are, these as one column, and then for each row which of them it has; nothing more where there is one. */
    private void repeated(LakeType type, ColumnVector.Repeated vector) {
        @Nullable Object[] words = vector.words().values();
        if (!layouts.repeated() || words.length > MOST_REPEATED || (words.length == 1 && words[0] == null)) {
            @Nullable Object[] values = new @Nullable Object[rows];
            for (int row = 0; row < rows; row++) {
                values[row] = words[vector.places()[row]];
            }
            objects(type, values);
            return;
        }
        begin(Encoding.REPEATED, new BitSet());
        out.putInt(words.length);
        inner(type, Arrays.asList(words));
        if (words.length > 1) {
            for (int row = 0; row < rows; row++) {
                out.putByte(vector.places()[row]);
            }
        }
    }

    /** The ends of all lists, counted in elements from the first one's beginning, and then the elements as one column. */
    private void lists(LakeType.ListOf type, @Nullable Object[] values, BitSet nulls) {
        begin(Encoding.LISTS, nulls);
        List<@Nullable Object> elements = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            if (values[row] instanceof List<?> list) {
                elements.addAll(list);
            }
            out.putInt(elements.size());
        }
        inner(type.element(), elements);
    }

    /** As lists, with two columns: the keys and what they stand for. */
    private void maps(LakeType.MapOf type, @Nullable Object[] values, BitSet nulls) {
        begin(Encoding.MAPS, nulls);
        List<@Nullable Object> keys = new ArrayList<>();
        List<@Nullable Object> mapped = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            if (values[row] instanceof List<?> entries) {
                for (Object entry : entries) {
                    keys.add(((Map.Entry<?, ?>) entry).getKey());
                    mapped.add(((Map.Entry<?, ?>) entry).getValue());
                }
            }
            out.putInt(keys.size());
        }
        inner(type.key(), keys);
        inner(type.value(), mapped);
    }

    /** How many fields there are, and then each as a column. */
    private void structs(LakeType.StructOf type, @Nullable Object[] values, BitSet nulls) {
        begin(Encoding.STRUCTS, nulls);
        out.putInt(type.fields().size());
        for (Column field : type.fields()) {
            List<@Nullable Object> column = new ArrayList<>(rows);
            for (int row = 0; row < rows; row++) {
                column.add(values[row] instanceof Map<?, ?> struct ? struct.get(field.name()) : null);
            }
            inner(field.type(), column);
        }
    }

    private void inner(LakeType type, List<@Nullable Object> values) {
        new ColumnFrame(out, values.size(), layouts).objects(type, values.toArray());
    }

    private void simple(LakeType.Simple type, @Nullable Object[] values, BitSet nulls) {
        switch (type) {
            case BOOLEAN -> {
                begin(Encoding.BOOLEANS, nulls);
                bytes(values, value -> (Boolean) value ? 1 : 0);
            }
            case TINYINT -> {
                begin(Encoding.INT8, nulls);
                bytes(values, value -> ((Number) value).intValue());
            }
            case SMALLINT -> {
                begin(Encoding.INT16, nulls);
                for (int row = 0; row < rows; row++) {
                    Object value = values[row];
                    out.putShort(value == null ? 0 : ((Number) value).intValue());
                }
            }
            case INTEGER -> {
                begin(Encoding.INT32, nulls);
                ints(values, value -> ((Number) value).intValue());
            }
            case BIGINT -> {
                begin(Encoding.INT64, nulls);
                longs(values, value -> ((Number) value).longValue());
            }
            case REAL -> {
                begin(Encoding.FLOAT32, nulls);
                ints(values, value -> Float.floatToRawIntBits((Float) value));
            }
            case DOUBLE -> {
                begin(Encoding.FLOAT64, nulls);
                longs(values, value -> Double.doubleToRawLongBits((Double) value));
            }
            case DATE -> {
                begin(Encoding.DATES, nulls);
                ints(values, value -> Math.toIntExact(((LocalDate) value).toEpochDay()));
            }
            case TIMESTAMP -> {
                begin(Encoding.LOCAL_MICROS, nulls);
                longs(values, value -> micros(((LocalDateTime) value).toInstant(ZoneOffset.UTC)));
            }
            case TIMESTAMP_TZ -> {
                begin(Encoding.INSTANT_MICROS, nulls);
                longs(values, value -> micros((Instant) value));
            }
            case VARBINARY -> {
                begin(Encoding.BYTES, nulls);
                pieces(values, value -> (byte[]) value);
            }
            case VARCHAR -> texts(values, nulls, value -> (String) value);
            default -> texts(values, nulls, value -> text(type, value));
        }
    }

    /** DuckDB's times are microseconds in 64 bits, so all of them fit. */
    private static long micros(Instant instant) {
        long seconds = instant.getEpochSecond();
        long micros = instant.getNano() / 1_000;
        // Seconds are rounded down: for the earliest times they are fewer microseconds than a long can hold.
        return seconds < 0 && micros > 0
                ? Math.addExact(Math.multiplyExact(seconds + 1, 1_000_000L), micros - 1_000_000)
                : Math.addExact(Math.multiplyExact(seconds, 1_000_000L), micros);
    }

    private static boolean fitInLong(@Nullable Object[] values) {
        for (Object value : values) {
            if (value != null && ((BigDecimal) value).unscaledValue().bitLength() > 63) {
                return false;
            }
        }
        return true;
    }

    private void begin(Encoding encoding, BitSet nulls) {
        out.putByte(encoding.number);
        if (nulls.isEmpty()) {
            out.putByte(0);
        } else {
            out.putByte(1);
            out.putBits(nulls, rows);
        }
    }

    private interface ToInt {
        int of(Object value);
    }

    private interface ToLong {
        long of(Object value);
    }

    private void bytes(@Nullable Object[] values, ToInt number) {
        for (int row = 0; row < rows; row++) {
            Object value = values[row];
            out.putByte(value == null ? 0 : number.of(value));
        }
    }

    private void ints(@Nullable Object[] values, ToInt number) {
        for (int row = 0; row < rows; row++) {
            Object value = values[row];
            out.putInt(value == null ? 0 : number.of(value));
        }
    }

    private void longs(@Nullable Object[] values, ToLong number) {
        for (int row = 0; row < rows; row++) {
            Object value = values[row];
            out.putLong(value == null ? 0 : number.of(value));
        }
    }

    private void texts(@Nullable Object[] values, BitSet nulls, Function<Object, String> text) {
        begin(Encoding.TEXTS, nulls);
        pieces(values, value -> text.apply(value).getBytes(StandardCharsets.UTF_8));
    }

    /** The ends of all pieces, counted from the first one's beginning, and then the pieces. */
    private void pieces(@Nullable Object[] values, Function<Object, byte[]> piece) {
        int ends = out.reserve(4 * rows);
        int begin = out.size();
        for (int row = 0; row < rows; row++) {
            Object value = values[row];
            if (value != null) {
                out.putBytes(piece.apply(value));
            }
            out.setInt(ends + 4 * row, out.size() - begin);
        }
    }

    /** The text of a value that has no other form here; dates and times in ISO form. */
    private static String text(LakeType type, Object value) {
        if (type.isNested()) {
            return JsonText.of(type, value);
        }
        return value instanceof BigDecimal number ? number.toPlainString() : value.toString();
    }
}
