package io.lakegate.adapters.delta.parquet;

import io.lakegate.catalog.model.LakeType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DateLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.jspecify.annotations.Nullable;

/**
 * The way from what a primitive Parquet column stores to the Java values of a scalar type, as {@link
 * io.lakegate.catalog.model.Value} names them.
 *
 * <p>A file may store a narrower type than the table has now: values are widened, and never changed. A value that does not fit is an
 * {@link IllegalArgumentException} or {@link ArithmeticException}. No default time zone is looked at.
 *
 * @see "Delta protocol: Type Widening, Supported Type Changes; Parquet: LogicalTypes.md"
 */
abstract class ScalarDecoder {
    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final long SECONDS_PER_DAY = 86_400;
    private static final long EPOCH_AS_JULIAN_DAY = 2_440_588;
    private static final int INT96_BYTES = 12;
    private static final char REPLACEMENT = '\uFFFD';

    Object ofBoolean(boolean value) {
        throw notStored();
    }

    /** For INT32 and INT64. */
    Object ofLong(long value) {
        throw notStored();
    }

    /** For FLOAT and DOUBLE. */
    Object ofDouble(double value) {
        throw notStored();
    }

    /** For BINARY, FIXED_LEN_BYTE_ARRAY and INT96. */
    Object ofBinary(Binary value) {
        throw notStored();
    }

    private static IllegalStateException notStored() {
        return new IllegalStateException("the file has a value of another type than its schema says");
    }

    /** The decoder for a column; empty when the type cannot be made of what the file stores. */
    static Optional<ScalarDecoder> of(LakeType type, PrimitiveType file) {
        return type.match(
                simple -> Optional.ofNullable(simple(simple, file)),
                decimal -> Optional.ofNullable(decimal(decimal, file)),
                list -> Optional.empty(),
                map -> Optional.empty(),
                struct -> Optional.empty());
    }

    private static @Nullable ScalarDecoder simple(LakeType.Simple type, PrimitiveType file) {
        PrimitiveTypeName stored = file.getPrimitiveTypeName();
        return switch (type) {
            case BOOLEAN -> stored == PrimitiveTypeName.BOOLEAN ? new Booleans() : null;
            case TINYINT ->
                isInteger(file) ? longs(value -> (byte) within(value, Byte.MIN_VALUE, Byte.MAX_VALUE)) : null;
            case SMALLINT ->
                isInteger(file) ? longs(value -> (short) within(value, Short.MIN_VALUE, Short.MAX_VALUE)) : null;
            case INTEGER -> isInteger(file) ? longs(Math::toIntExact) : null;
            case BIGINT -> isInteger(file) ? longs(value -> value) : null;
            case REAL -> stored == PrimitiveTypeName.FLOAT ? new Floats() : null;
            case DOUBLE -> doubles(file);
            case VARCHAR ->
                stored == PrimitiveTypeName.BINARY && !isDecimal(file) ? binaries(ScalarDecoder::text) : null;
            case VARBINARY -> isBytes(stored) && !isDecimal(file) ? binaries(Binary::getBytes) : null;
            case DATE -> isDate(file) ? longs(LocalDate::ofEpochDay) : null;
            case TIMESTAMP ->
                isDate(file)
                        ? longs(day -> LocalDate.ofEpochDay(day).atStartOfDay())
                        : timestamps(file, ScalarDecoder::dateTime);
            case TIMESTAMP_TZ -> timestamps(file, ScalarDecoder::instant);
            case TIME, TIMESTAMP_NS, TIMESTAMP_TZ_NS, UUID, INTERVAL, NULL -> null;
        };
    }

    private static boolean isInteger(PrimitiveType file) {
        LogicalTypeAnnotation annotation = file.getLogicalTypeAnnotation();
        return isWhole(file)
                && (annotation == null
                        || (annotation instanceof IntLogicalTypeAnnotation integer && integer.isSigned()));
    }

    private static boolean isWhole(PrimitiveType file) {
        return file.getPrimitiveTypeName() == PrimitiveTypeName.INT32
                || file.getPrimitiveTypeName() == PrimitiveTypeName.INT64;
    }

    private static boolean isBytes(PrimitiveTypeName stored) {
        return stored == PrimitiveTypeName.BINARY || stored == PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY;
    }

    private static boolean isDecimal(PrimitiveType file) {
        return file.getLogicalTypeAnnotation() instanceof DecimalLogicalTypeAnnotation;
    }

    private static boolean isDate(PrimitiveType file) {
        return file.getLogicalTypeAnnotation() instanceof DateLogicalTypeAnnotation;
    }

    private static long within(long value, long least, long most) {
        if (value < least || value > most) {
            throw new ArithmeticException(value + " does not fit the column's type");
        }
        return value;
    }

    private static @Nullable ScalarDecoder doubles(PrimitiveType file) {
        return switch (file.getPrimitiveTypeName()) {
            case FLOAT, DOUBLE -> new Doubles();
            case INT32 -> isInteger(file) ? longs(value -> (double) value) : null;
            default -> null;
        };
    }

    private static String text(Binary value) {
        String text = value.toStringUsingUTF8();
        // That decoding puts this character where the bytes make no sense; it may also be what the bytes say.
        if (text.indexOf(REPLACEMENT) >= 0) {
            try {
                StandardCharsets.UTF_8.newDecoder().decode(value.toByteBuffer());
            } catch (CharacterCodingException e) {
                throw new IllegalArgumentException("a text is not UTF-8", e);
            }
        }
        return text;
    }

    private static @Nullable ScalarDecoder timestamps(PrimitiveType file, LongFunction<Object> ofMicros) {
        if (file.getPrimitiveTypeName() == PrimitiveTypeName.INT96) {
            return binaries(value -> ofMicros.apply(int96(value)));
        }
        if (!(file.getLogicalTypeAnnotation() instanceof TimestampLogicalTypeAnnotation timestamp)) {
            return null;
        }
        // Whether the file says that it is UTC is no matter: the table's type says what the number means.
        TimeUnit unit = timestamp.getUnit();
        return longs(
                switch (unit) {
                    case MICROS -> ofMicros;
                    case MILLIS -> millis -> ofMicros.apply(Math.multiplyExact(millis, 1_000L));
                    case NANOS -> nanos -> ofMicros.apply(Math.floorDiv(nanos, 1_000L));
                });
    }

    /** Microseconds from the nanoseconds of the day and the Julian day; what is finer is cut off, as all readers do. */
    private static long int96(Binary value) {
        if (value.length() != INT96_BYTES) {
            throw new IllegalArgumentException("a timestamp of %d bytes".formatted(value.length()));
        }
        ByteBuffer bytes = value.toByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        long nanosOfDay = bytes.getLong(bytes.position());
        long day = bytes.getInt(bytes.position() + Long.BYTES) - EPOCH_AS_JULIAN_DAY;
        return Math.addExact(
                Math.multiplyExact(day, SECONDS_PER_DAY * MICROS_PER_SECOND), Math.floorDiv(nanosOfDay, 1_000L));
    }

    private static LocalDateTime dateTime(long micros) {
        return LocalDateTime.ofEpochSecond(
                Math.floorDiv(micros, MICROS_PER_SECOND), nanosOfSecond(micros), ZoneOffset.UTC);
    }

    private static Instant instant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, MICROS_PER_SECOND), nanosOfSecond(micros));
    }

    private static int nanosOfSecond(long micros) {
        return (int) Math.floorMod(micros, MICROS_PER_SECOND) * 1_000;
    }

    private static @Nullable ScalarDecoder decimal(LakeType.Decimal type, PrimitiveType file) {
        if (isInteger(file)) {
            return longs(value -> fitting(type, BigDecimal.valueOf(value)));
        }
        if (!(file.getLogicalTypeAnnotation() instanceof DecimalLogicalTypeAnnotation stored)) {
            return null;
        }
        int scale = stored.getScale();
        return isWhole(file)
                ? longs(value -> fitting(type, BigDecimal.valueOf(value, scale)))
                : binaries(value -> fitting(type, new BigDecimal(new BigInteger(value.getBytes()), scale)));
    }

    private static BigDecimal fitting(LakeType.Decimal type, BigDecimal value) {
        BigDecimal scaled = value.setScale(type.scale(), RoundingMode.UNNECESSARY);
        if (scaled.precision() > type.precision()) {
            throw new ArithmeticException(value + " does not fit " + type);
        }
        return scaled;
    }

    private static ScalarDecoder longs(LongFunction<Object> decode) {
        return new ScalarDecoder() {
            @Override
            Object ofLong(long value) {
                return decode.apply(value);
            }
        };
    }

    private static ScalarDecoder binaries(Function<Binary, Object> decode) {
        return new ScalarDecoder() {
            @Override
            Object ofBinary(Binary value) {
                return decode.apply(value);
            }
        };
    }

    /** Takes any value and says nothing about it: for columns that are read only to learn where there are values. */
    static final class Presence extends ScalarDecoder {
        @Override
        Object ofBoolean(boolean value) {
            return true;
        }

        @Override
        Object ofLong(long value) {
            return true;
        }

        @Override
        Object ofDouble(double value) {
            return true;
        }

        @Override
        Object ofBinary(Binary value) {
            return true;
        }
    }

    private static final class Booleans extends ScalarDecoder {
        @Override
        Object ofBoolean(boolean value) {
            return value;
        }
    }

    private static final class Floats extends ScalarDecoder {
        @Override
        Object ofDouble(double value) {
            return (float) value; // exact: it was widened on its way here
        }
    }

    private static final class Doubles extends ScalarDecoder {
        @Override
        Object ofDouble(double value) {
            return value;
        }
    }
}
