package io.lakegate.adapters.storage.stage;

import io.lakegate.catalog.filter.ColumnRange;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.catalog.model.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Statistics;
import org.apache.parquet.format.TimeUnit;
import org.apache.parquet.format.TimestampType;
import org.apache.parquet.format.Type;

/**
 * The bounds that a Parquet file's writer noted for a chunk, as values of a table's type.
 *
 * @see "parquet-format: parquet.thrift, Statistics and ColumnOrder"
 */
final class ChunkStatistics {
    /** The engine compares no more of a text than this. */
    private static final int TEXT_BYTES = 8;

    /** Not below any text that begins as the one before it does. */
    private static final String HIGHEST = Character.toString(Character.MAX_CODE_POINT);

    private ChunkStatistics() {}

    /** Bounds of the type; unknown where the file's type is not plainly the same one, narrower or not. */
    static ColumnRange range(SchemaElement element, Statistics statistics, LakeType type) {
        if (!statistics.isSetMin_value() || !statistics.isSetMax_value()) {
            return ColumnRange.UNKNOWN;
        }
        Optional<Value> lower = value(element, statistics.getMin_value(), type, /* upper= */ false);
        Optional<Value> upper = value(element, statistics.getMax_value(), type, /* upper= */ true);
        return new ColumnRange(lower, upper, /* mayHoldNull= */ true, /* mayHoldValue= */ true);
    }

    private static Optional<Value> value(SchemaElement element, byte[] bytes, LakeType type, boolean upper) {
        try {
            return type.match(
                    simple -> simple(element, bytes, simple, upper),
                    decimal -> decimal(element, bytes, decimal),
                    list -> Optional.empty(),
                    map -> Optional.empty(),
                    struct -> Optional.empty());
        } catch (RuntimeException e) { // too few bytes, or a time that Java does not have
            return Optional.empty();
        }
    }

    private static Optional<Value> simple(SchemaElement element, byte[] bytes, Simple type, boolean upper) {
        return switch (type) {
            case SMALLINT, INTEGER, BIGINT ->
                isSignedInteger(element) ? integer(type, whole(element, bytes)) : Optional.empty();
            // NaN is above all numbers and left out of the bounds.
            case REAL, DOUBLE -> upper ? Optional.empty() : floating(element, bytes, type);
            case VARCHAR -> isText(element) ? text(bytes, upper) : Optional.empty();
            case DATE ->
                isDate(element)
                        ? Optional.of(Value.of(type, LocalDate.ofEpochDay(whole(element, bytes))))
                        : Optional.empty();
            case TIMESTAMP ->
                instant(element, bytes, /* inUtc= */ false)
                        .map(instant -> Value.of(type, LocalDateTime.ofInstant(instant, ZoneOffset.UTC)));
            case TIMESTAMP_TZ -> instant(element, bytes, /* inUtc= */ true).map(instant -> Value.of(type, instant));
            case BOOLEAN, TINYINT, VARBINARY, TIME, TIMESTAMP_NS, TIMESTAMP_TZ_NS, UUID, INTERVAL, NULL ->
                Optional.empty();
        };
    }

    private static Optional<Value> integer(Simple type, long value) {
        return Optional.of(
                switch (type) {
                    case SMALLINT -> Value.of(type, (short) value);
                    case INTEGER -> Value.of(type, (int) value);
                    default -> Value.of(type, value);
                });
    }

    private static long whole(SchemaElement element, byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        return element.getType() == Type.INT32 ? buffer.getInt() : buffer.getLong();
    }

    private static boolean isWhole(SchemaElement element) {
        return element.getType() == Type.INT32 || element.getType() == Type.INT64;
    }

    private static boolean isSignedInteger(SchemaElement element) {
        if (!isWhole(element)) {
            return false;
        }
        if (element.isSetLogicalType()) {
            return element.getLogicalType().isSetINTEGER()
                    && element.getLogicalType().getINTEGER().isIsSigned();
        }
        return !element.isSetConverted_type()
                || switch (element.getConverted_type()) {
                    case INT_8, INT_16, INT_32, INT_64 -> true;
                    default -> false;
                };
    }

    private static Optional<Value> floating(SchemaElement element, byte[] bytes, Simple type) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (element.getType() == Type.FLOAT) {
            float value = buffer.getFloat();
            boolean real = type == Simple.REAL;
            return Float.isNaN(value)
                    ? Optional.empty()
                    : Optional.of(real ? Value.of(type, value) : Value.of(type, (double) value));
        }
        if (element.getType() != Type.DOUBLE || type == Simple.REAL) {
            return Optional.empty();
        }
        double value = buffer.getDouble();
        return Double.isNaN(value) ? Optional.empty() : Optional.of(Value.of(type, value));
    }

    private static boolean isText(SchemaElement element) {
        return element.getType() == Type.BYTE_ARRAY
                && (element.isSetLogicalType()
                        ? element.getLogicalType().isSetSTRING()
                        : element.getConverted_type() == ConvertedType.UTF8);
    }

    private static Optional<Value> text(byte[] bytes, boolean upper) {
        boolean cut = bytes.length > TEXT_BYTES;
        int length = Math.min(bytes.length, TEXT_BYTES);
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, 0, length))
                    .toString();
            return Optional.of(Value.of(Simple.VARCHAR, cut && upper ? text + HIGHEST : text));
        } catch (CharacterCodingException e) { // cut within a character
            return Optional.empty();
        }
    }

    private static boolean isDate(SchemaElement element) {
        return element.getType() == Type.INT32
                && (element.isSetLogicalType()
                        ? element.getLogicalType().isSetDATE()
                        : element.getConverted_type() == ConvertedType.DATE);
    }

    private static Optional<Instant> instant(SchemaElement element, byte[] bytes, boolean inUtc) {
        LogicalType logical = element.getLogicalType();
        if (element.getType() != Type.INT64 || logical == null || !logical.isSetTIMESTAMP()) {
            return Optional.empty();
        }
        TimestampType timestamp = logical.getTIMESTAMP();
        if (timestamp.isIsAdjustedToUTC() != inUtc) {
            return Optional.empty();
        }
        return unit(timestamp.getUnit()).map(unit -> Instant.EPOCH.plus(whole(element, bytes), unit));
    }

    private static Optional<ChronoUnit> unit(TimeUnit unit) {
        if (unit.isSetMICROS()) {
            return Optional.of(ChronoUnit.MICROS);
        }
        return unit.isSetMILLIS() ? Optional.of(ChronoUnit.MILLIS) : Optional.empty();
    }

    private static Optional<Value> decimal(SchemaElement element, byte[] bytes, LakeType.Decimal type) {
        boolean decimal = element.isSetLogicalType()
                ? element.getLogicalType().isSetDECIMAL()
                : element.getConverted_type() == ConvertedType.DECIMAL;
        if (!decimal || element.getScale() != type.scale() || element.getPrecision() > type.precision()) {
            return Optional.empty();
        }
        BigInteger unscaled = switch (element.getType()) {
            case INT32, INT64 -> BigInteger.valueOf(whole(element, bytes));
            case FIXED_LEN_BYTE_ARRAY, BYTE_ARRAY -> new BigInteger(bytes);
            default -> throw new IllegalArgumentException("no decimal: " + element.getType());
        };
        return Optional.of(Value.of(type, new BigDecimal(unscaled, type.scale())));
    }
}
