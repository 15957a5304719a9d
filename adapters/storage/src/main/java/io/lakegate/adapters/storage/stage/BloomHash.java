package io.lakegate.adapters.storage.stage;

import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.catalog.model.Value;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.TimeUnit;
import org.apache.parquet.format.Type;

/**
 * The bytes of a value as a column of a Parquet file has them, which its bloom filters are asked for. Only where exactly one row of bytes is equal
 * to the value, and the file's type is the table's: never of zeros and NaN, of decimals in arrays of bytes, or of a column that was widened. Nor of
 * types of which the engine was not seen to ask a filter.
 *
 * @see "parquet-format: BloomFilter.md, and Encodings.md: Plain"
 */
final class BloomHash {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private BloomHash() {}

    /** The plain encoding, without a length before it; empty where it is not certain. */
    static Optional<byte[]> plain(SchemaElement element, Value value) {
        try {
            Object content = value.content().orElseThrow();
            return value.type()
                    .match(
                            simple -> simple(element, simple, content),
                            decimal -> decimal(element, decimal, (BigDecimal) content),
                            list -> Optional.empty(),
                            map -> Optional.empty(),
                            struct -> Optional.empty());
        } catch (ArithmeticException e) { // a value that the file's type does not have
            return Optional.empty();
        }
    }

    private static Optional<byte[]> simple(SchemaElement element, Simple type, Object content) {
        return switch (type) {
            case TINYINT -> isInteger(element, Type.INT32, 8) ? int32(((Byte) content).intValue()) : Optional.empty();
            case SMALLINT ->
                isInteger(element, Type.INT32, 16) ? int32(((Short) content).intValue()) : Optional.empty();
            case INTEGER -> isInteger(element, Type.INT32, 32) ? int32((Integer) content) : Optional.empty();
            case BIGINT -> isInteger(element, Type.INT64, 64) ? int64((Long) content) : Optional.empty();
            case DOUBLE -> real(element, (Double) content);
            case VARCHAR -> isText(element) ? text((String) content) : Optional.empty();
            case DATE ->
                isDate(element) ? int32(Math.toIntExact(((LocalDate) content).toEpochDay())) : Optional.empty();
            case TIMESTAMP -> instant(element, ((LocalDateTime) content).toInstant(ZoneOffset.UTC), /* inUtc= */ false);
            case TIMESTAMP_TZ -> instant(element, (Instant) content, /* inUtc= */ true);
            case BOOLEAN, REAL, VARBINARY, TIME, TIMESTAMP_NS, TIMESTAMP_TZ_NS, UUID, INTERVAL, NULL ->
                Optional.empty();
        };
    }

    private static Optional<byte[]> int32(int value) {
        return Optional.of(ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array());
    }

    private static Optional<byte[]> int64(long value) {
        return Optional.of(ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array());
    }

    /** Whether the file says nothing of what its values mean. */
    private static boolean isBare(SchemaElement element) {
        return !element.isSetLogicalType() && !element.isSetConverted_type();
    }

    private static boolean isInteger(SchemaElement element, Type physical, int bits) {
        if (element.getType() != physical) {
            return false;
        }
        if (element.isSetLogicalType()) {
            LogicalType logical = element.getLogicalType();
            return logical.isSetINTEGER()
                    && logical.getINTEGER().isIsSigned()
                    && logical.getINTEGER().getBitWidth() == bits;
        }
        if (!element.isSetConverted_type()) {
            return bits >= Integer.SIZE;
        }
        return element.getConverted_type()
                == switch (bits) {
                    case 8 -> ConvertedType.INT_8;
                    case 16 -> ConvertedType.INT_16;
                    case 32 -> ConvertedType.INT_32;
                    default -> ConvertedType.INT_64;
                };
    }

    // Two zeros are equal, and so are all NaN, whose bytes differ.

    private static Optional<byte[]> real(SchemaElement element, double value) {
        return element.getType() == Type.DOUBLE && isBare(element) && value != 0 && !Double.isNaN(value)
                ? int64(Double.doubleToRawLongBits(value))
                : Optional.empty();
    }

    private static boolean isText(SchemaElement element) {
        return element.getType() == Type.BYTE_ARRAY
                && (element.isSetLogicalType()
                        ? element.getLogicalType().isSetSTRING()
                        : element.getConverted_type() == ConvertedType.UTF8);
    }

    private static Optional<byte[]> text(String text) {
        try {
            ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return Optional.of(bytes);
        } catch (CharacterCodingException e) { // half a character
            return Optional.empty();
        }
    }

    private static boolean isDate(SchemaElement element) {
        return element.getType() == Type.INT32
                && (element.isSetLogicalType()
                        ? element.getLogicalType().isSetDATE()
                        : element.getConverted_type() == ConvertedType.DATE);
    }

    private static Optional<byte[]> instant(SchemaElement element, Instant instant, boolean inUtc) {
        LogicalType logical = element.getLogicalType();
        if (element.getType() != Type.INT64
                || logical == null
                || !logical.isSetTIMESTAMP()
                || logical.getTIMESTAMP().isIsAdjustedToUTC() != inUtc) {
            return Optional.empty();
        }
        TimeUnit unit = logical.getTIMESTAMP().getUnit();
        if (unit.isSetMICROS()) {
            return int64(since1970(instant, 1_000_000));
        }
        return unit.isSetMILLIS() ? int64(since1970(instant, 1000)) : Optional.empty();
    }

    private static long since1970(Instant instant, long perSecond) {
        return Math.addExact(
                Math.multiplyExact(instant.getEpochSecond(), perSecond),
                exactly(instant.getNano(), NANOS_PER_SECOND / perSecond));
    }

    /** The engine cuts what is finer than the file's unit off: such a value is in no row, and is nothing to ask a filter for. */
    private static long exactly(long nanos, long unit) {
        if (nanos % unit != 0) {
            throw new ArithmeticException("finer than the unit");
        }
        return nanos / unit;
    }

    private static Optional<byte[]> decimal(SchemaElement element, LakeType.Decimal type, BigDecimal value) {
        boolean decimal = element.isSetLogicalType()
                ? element.getLogicalType().isSetDECIMAL()
                : element.getConverted_type() == ConvertedType.DECIMAL;
        if (!decimal || element.getScale() != type.scale() || element.getPrecision() != type.precision()) {
            return Optional.empty();
        }
        long unscaled = value.setScale(type.scale()).unscaledValue().longValueExact();
        return switch (element.getType()) {
            case INT32 -> int32(Math.toIntExact(unscaled));
            case INT64 -> int64(unscaled);
            default -> Optional.empty();
        };
    }
}
