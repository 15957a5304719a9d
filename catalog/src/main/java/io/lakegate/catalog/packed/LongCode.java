package io.lakegate.catalog.packed;

import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** The values of a type as 64-bit numbers that have the same order. */
public final class LongCode {
    private static final int MOST_DIGITS = 18;
    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final long NANOS_PER_MICRO = 1_000;
    private static final long ALL_BUT_SIGN = Long.MAX_VALUE;

    private final LakeType type;

    private LongCode(LakeType type) {
        this.type = type;
    }

    /**
     * The numbers whose values SQL takes for the same as one: mostly one number. No number where the value lies between two: {@code least}
     * is then the next above it, {@code greatest} the next below.
     */
    public record Same(long least, long greatest) {}

    /** Empty for types that have no such numbers. */
    public static Optional<LongCode> of(LakeType type) {
        return hasNumbers(type) ? Optional.of(new LongCode(type)) : Optional.empty();
    }

    private static boolean hasNumbers(LakeType type) {
        if (type instanceof LakeType.Decimal decimal) {
            return decimal.precision() <= MOST_DIGITS;
        }
        return type instanceof LakeType.Simple simple
                && switch (simple) {
                    case BOOLEAN, TINYINT, SMALLINT, INTEGER, BIGINT, REAL, DOUBLE, DATE, TIMESTAMP, TIMESTAMP_TZ ->
                        true;
                    case VARCHAR, VARBINARY, TIME, TIMESTAMP_NS, TIMESTAMP_TZ_NS, UUID, INTERVAL, NULL -> false;
                };
    }

    /**
     * The number of a value whose time has no part of a microsecond.
     *
     * @throws ArithmeticException for one that has no number: a time so far away that microseconds do not count it, too many digits
     */
    public long encode(Object content) {
        if (content instanceof Boolean bool) {
            return bool ? 1 : 0;
        } else if (content instanceof Double || content instanceof Float) {
            return ordered(Double.doubleToRawLongBits(((Number) content).doubleValue()));
        } else if (content instanceof BigDecimal decimal) {
            return decimal.setScale(scale(), RoundingMode.UNNECESSARY)
                    .unscaledValue()
                    .longValueExact();
        } else if (content instanceof Number number) {
            return number.longValue();
        } else if (content instanceof LocalDate date) {
            return date.toEpochDay();
        }
        Instant instant = instant(content);
        return Math.addExact(
                Math.multiplyExact(instant.getEpochSecond(), MICROS_PER_SECOND), instant.getNano() / NANOS_PER_MICRO);
    }

    /** The numbers of a value that is compared with others; empty where there is no way but to compare the values. */
    public Optional<Same> same(Value value) {
        if (!value.type().equals(type) || value.isNull()) {
            return Optional.empty();
        }
        Object content = value.content().get();
        if (content instanceof Double || content instanceof Float) {
            double number = ((Number) content).doubleValue();
            long code = ordered(Double.doubleToLongBits(number));
            return Optional.of(number == 0 ? new Same(encode(-0.0), encode(0.0)) : new Same(code, code));
        }
        try {
            long code = encode(content);
            boolean between = (content instanceof LocalDateTime || content instanceof Instant)
                    && !instant(content).equals(fromMicros(code));
            return Optional.of(new Same(between ? Math.addExact(code, 1) : code, code));
        } catch (ArithmeticException e) {
            return Optional.empty();
        }
    }

    public Object decode(long code) {
        if (type instanceof LakeType.Decimal) {
            return new BigDecimal(BigInteger.valueOf(code), scale());
        }
        return switch ((LakeType.Simple) type) {
            case BOOLEAN -> code != 0;
            case TINYINT -> (byte) code;
            case SMALLINT -> (short) code;
            case INTEGER -> (int) code;
            case BIGINT -> code;
            case REAL -> (float) Double.longBitsToDouble(ordered(code));
            case DOUBLE -> Double.longBitsToDouble(ordered(code));
            case DATE -> LocalDate.ofEpochDay(code);
            case TIMESTAMP -> LocalDateTime.ofInstant(fromMicros(code), ZoneOffset.UTC);
            case TIMESTAMP_TZ -> fromMicros(code);
            case VARCHAR, VARBINARY, TIME, TIMESTAMP_NS, TIMESTAMP_TZ_NS, UUID, INTERVAL, NULL ->
                throw new IllegalStateException(type.toString());
        };
    }

    private int scale() {
        return ((LakeType.Decimal) type).scale();
    }

    /** The bits of a floating point number in the order of the numbers, and back. */
    private static long ordered(long bits) {
        return bits < 0 ? bits ^ ALL_BUT_SIGN : bits;
    }

    private static Instant instant(Object content) {
        return content instanceof LocalDateTime time ? time.toInstant(ZoneOffset.UTC) : (Instant) content;
    }

    private static Instant fromMicros(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
