package io.lakegate.adapters.duckdb;

import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.spi.RowBatch;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.duckdb.DuckDBColumnType;
import org.duckdb.DuckDBLogicalType;
import org.duckdb.DuckDBTableFunctionBindInfo;
import org.duckdb.DuckDBWritableVector;
import org.jspecify.annotations.Nullable;

/**
 * How the values of one type get into DuckDB: the vector that they are written to, and the SQL that makes the type of it again.
 *
 * <p>DuckDB's driver writes vectors of numbers, text and dates. Other types travel in one of these: a time as microseconds, a UUID as a
 * number of 128 bits, binary as Base64, what is nested as JSON. For any thread.
 */
final class Transport {
    /** Up to so many bytes of text are handed to the driver at once, which copies them for that. */
    private static final int TEXT_BYTES = 1 << 20;

    /** Fills a vector whose values mean nothing: there only to have rows. */
    static final Transport ROW_MARK = new Transport(DuckDBColumnType.BOOLEAN, (batch, column, from, count, vector) -> {
        for (int row = 0; row < count; row++) {
            vector.setBoolean(row, true);
        }
    });

    private final Carrier carrier;
    private final Writer writer;
    private final UnaryOperator<String> parse;
    private final UnaryOperator<String> convert;

    private interface Carrier {
        /** Makes the type of the vector; whoever called it closes it. */
        DuckDBLogicalType create() throws SQLException;
    }

    private interface Writer {
        void write(RowBatch batch, int column, int from, int count, DuckDBWritableVector vector);
    }

    /** Writes one value that is not NULL. */
    private interface Setter {
        void set(DuckDBWritableVector vector, int row, Object value);
    }

    private Transport(Carrier carrier, Writer writer, UnaryOperator<String> parse, UnaryOperator<String> convert) {
        this.carrier = carrier;
        this.writer = writer;
        this.parse = parse;
        this.convert = convert;
    }

    private Transport(DuckDBColumnType vector, Writer writer) {
        this(() -> DuckDBLogicalType.of(vector), writer, UnaryOperator.identity(), UnaryOperator.identity());
    }

    static Transport of(LakeType type) {
        return type.match(
                Transport::ofSimple,
                Transport::ofDecimal,
                Transport::ofNested,
                Transport::ofNested,
                Transport::ofNested);
    }

    private static Transport ofSimple(LakeType.Simple type) {
        return switch (type) {
            case BOOLEAN -> vector(DuckDBColumnType.BOOLEAN, (v, row, value) -> v.setBoolean(row, (Boolean) value));
            case TINYINT -> vector(DuckDBColumnType.TINYINT, (v, row, value) -> v.setByte(row, (Byte) value));
            case SMALLINT -> vector(DuckDBColumnType.SMALLINT, (v, row, value) -> v.setShort(row, (Short) value));
            case INTEGER, NULL -> vector(DuckDBColumnType.INTEGER, (v, row, value) -> v.setInt(row, (Integer) value));
            case BIGINT -> vector(DuckDBColumnType.BIGINT, (v, row, value) -> v.setLong(row, (Long) value));
            case REAL -> vector(DuckDBColumnType.FLOAT, (v, row, value) -> v.setFloat(row, (Float) value));
            case DOUBLE -> vector(DuckDBColumnType.DOUBLE, (v, row, value) -> v.setDouble(row, (Double) value));
            case DATE ->
                vector(
                        DuckDBColumnType.DATE,
                        (v, row, value) -> v.setDate(row, EngineRange.checked((LocalDate) value)));
            case TIME ->
                number(value -> EngineRange.micros((LocalTime) value))
                        .convertedBy(micros -> "CAST(make_timestamp(" + micros + ") AS TIME)");
            case TIMESTAMP ->
                number(value -> EngineRange.micros((LocalDateTime) value))
                        .convertedBy(micros -> "make_timestamp(" + micros + ")");
            case TIMESTAMP_TZ ->
                number(value -> EngineRange.micros((Instant) value))
                        .convertedBy(micros -> "make_timestamptz(" + micros + ")");
            case TIMESTAMP_NS ->
                number(value -> EngineRange.nanos((LocalDateTime) value))
                        .convertedBy(nanos -> "make_timestamp_ns(" + nanos + ")");
            case TIMESTAMP_TZ_NS ->
                number(value -> EngineRange.nanos((Instant) value))
                        .convertedBy(nanos -> "timezone('UTC', make_timestamp_ns(" + nanos + "))");
            case UUID ->
                vector(DuckDBColumnType.UHUGEINT, (v, row, value) -> v.setUHugeInt(row, bits((UUID) value)))
                        .convertedBy(number -> "CAST(" + number + " AS UUID)");
            case VARCHAR -> text(value -> ((String) value).getBytes(StandardCharsets.UTF_8));
            case VARBINARY ->
                text(value -> Base64.getEncoder().encode((byte[]) value))
                        .convertedBy(base64 -> "from_base64(" + base64 + ")");
            case INTERVAL ->
                text(value -> ((String) value).getBytes(StandardCharsets.UTF_8))
                        .convertedBy(text -> "CAST(" + text + " AS INTERVAL)");
        };
    }

    private static Transport ofDecimal(LakeType.Decimal type) {
        return new Transport(
                () -> DuckDBLogicalType.decimal(type.precision(), type.scale()),
                each((vector, row, value) -> vector.setBigDecimal(row, (BigDecimal) value)),
                UnaryOperator.identity(),
                UnaryOperator.identity());
    }

    private static Transport ofNested(LakeType type) {
        NestedJson json = new NestedJson(type);
        Transport text = text(json::write);
        return new Transport(text.carrier, text.writer, NestedSql.parse(type), NestedSql.convert(type));
    }

    private static Transport vector(DuckDBColumnType vector, Setter setter) {
        return new Transport(vector, each(setter));
    }

    private static Writer each(Setter setter) {
        return (batch, column, from, count, vector) -> {
            for (int row = 0; row < count; row++) {
                @Nullable Object value = batch.value(column, from + row);
                if (value == null) {
                    vector.setNull(row);
                } else {
                    setter.set(vector, row, value);
                }
            }
        };
    }

    private static BigInteger bits(UUID uuid) {
        byte[] bytes = ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits())
                .array();
        return new BigInteger(1, bytes);
    }

    private Transport convertedBy(UnaryOperator<String> sql) {
        return new Transport(carrier, writer, parse, sql);
    }

    /** Adds a column of this kind to what a table function returns. */
    void declare(DuckDBTableFunctionBindInfo info, String name) throws SQLException {
        try (DuckDBLogicalType type = carrier.create()) {
            info.addResultColumn(name, type);
        }
    }

    /** Writes {@code count} values of a batch's column, from row {@code from} on, to the beginning of a vector. */
    void write(RowBatch batch, int column, int from, int count, DuckDBWritableVector vector) {
        writer.write(batch, column, from, count, vector);
    }

    /** SQL for what {@link #convert} needs. Apart from it, because that may name its argument more than once. */
    String parse(String vector) {
        return parse.apply(vector);
    }

    /** SQL for a value of the type. */
    String convert(String parsed) {
        return convert.apply(parsed);
    }

    private static Transport number(Function<Object, Long> number) {
        return vector(DuckDBColumnType.BIGINT, (vector, row, value) -> vector.setLong(row, number.apply(value)));
    }

    private static Transport text(Function<Object, byte[]> utf8) {
        return new Transport(DuckDBColumnType.VARCHAR, (batch, column, from, count, vector) -> {
            int row = 0;
            while (row < count) {
                row = writeText(utf8, batch, column, from, row, count, vector);
            }
        });
    }

    /** Writes text from {@code row} on until it is much or all, and returns the row behind it. */
    private static int writeText(
            Function<Object, byte[]> utf8,
            RowBatch batch,
            int column,
            int from,
            int row,
            int count,
            DuckDBWritableVector vector) {
        byte[][] texts = new byte[count - row][];
        int size = 0;
        long bytes = 0;
        while (size < texts.length && bytes < TEXT_BYTES) {
            @Nullable Object value = batch.value(column, from + row + size);
            if (value != null) {
                byte[] text = utf8.apply(value);
                texts[size] = text;
                bytes += text.length;
            }
            size++;
        }
        vector.setStringUtf8Batch(row, size == texts.length ? texts : Arrays.copyOf(texts, size));
        return row + size;
    }
}
