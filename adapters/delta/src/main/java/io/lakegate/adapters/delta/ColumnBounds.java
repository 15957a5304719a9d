package io.lakegate.adapters.delta;

import io.lakegate.catalog.filter.ColumnRange;
import io.lakegate.catalog.filter.FileCheck;
import io.lakegate.catalog.filter.Filter;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.Value;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What statistics say about one column in each file of a listing. Numbers, dates and times take 17 bytes a file. Written by one thread,
 * then read by any.
 */
final class ColumnBounds {
    private static final int LOWER = 1;
    private static final int UPPER = 2;
    private static final int NO_NULL = 4;
    private static final int NO_VALUE = 8;
    private static final long MICROS_PER_SECOND = 1_000_000;

    private final LakeType type;
    private final byte[] flags;
    private final long[] lowers;
    private final long[] uppers;
    private final @Nullable Object[] lowerObjects;
    private final @Nullable Object[] upperObjects;

    /** For so many files, of which nothing is known yet. */
    ColumnBounds(LakeType type, int files) {
        boolean numbers = asLongs(type);
        this.type = type;
        this.flags = new byte[files];
        this.lowers = new long[numbers ? files : 0];
        this.uppers = new long[numbers ? files : 0];
        this.lowerObjects = new @Nullable Object[numbers ? 0 : files];
        this.upperObjects = new @Nullable Object[numbers ? 0 : files];
    }

    /** A lower bound above the upper one is a mistake of the writer: neither is taken. */
    void set(int file, ColumnRange range) {
        int known = (range.mayHoldNull() ? 0 : NO_NULL) | (range.mayHoldValue() ? 0 : NO_VALUE);
        if (inOrder(range)) {
            known |= set(file, range.lower(), LOWER) | set(file, range.upper(), UPPER);
        }
        flags[file] = (byte) known;
    }

    private static boolean inOrder(ColumnRange range) {
        if (range.lower().isEmpty() || range.upper().isEmpty()) {
            return true;
        }
        ColumnRange lower = ColumnRange.constant(range.lower().get());
        Filter below = new Filter.Compare(
                "", Filter.Operator.LESS_OR_EQUAL, range.upper().get());
        return !new FileCheck(column -> lower).check(below).never();
    }

    private int set(int file, Optional<Value> bound, int flag) {
        if (bound.isEmpty()) {
            return 0;
        }
        Object content = bound.get().content().orElseThrow();
        if (!asLongs(type)) {
            (flag == LOWER ? lowerObjects : upperObjects)[file] = content;
            return flag;
        }
        try {
            (flag == LOWER ? lowers : uppers)[file] = toLong(content);
            return flag;
        } catch (ArithmeticException e) {
            return 0; // a time so far away that microseconds do not count it
        }
    }

    /** What is known about a file, by its place in the listing. */
    ColumnRange range(int file) {
        int known = flags[file];
        return known == 0
                ? ColumnRange.UNKNOWN
                : new ColumnRange(
                        bound(file, LOWER), bound(file, UPPER), (known & NO_NULL) == 0, (known & NO_VALUE) == 0);
    }

    private Optional<Value> bound(int file, int flag) {
        if ((flags[file] & flag) == 0) {
            return Optional.empty();
        }
        return asLongs(type)
                ? Optional.of(Value.of(type, fromLong((flag == LOWER ? lowers : uppers)[file])))
                : Optional.ofNullable((flag == LOWER ? lowerObjects : upperObjects)[file])
                        .map(content -> Value.of(type, content));
    }

    private static boolean asLongs(LakeType type) {
        return type instanceof LakeType.Simple simple
                && switch (simple) {
                    case BOOLEAN, TINYINT, SMALLINT, INTEGER, BIGINT, REAL, DOUBLE, DATE, TIMESTAMP, TIMESTAMP_TZ ->
                        true;
                    case VARCHAR, VARBINARY, TIME, TIMESTAMP_NS, TIMESTAMP_TZ_NS, UUID, INTERVAL, NULL -> false;
                };
    }

    private static long toLong(Object content) {
        if (content instanceof Boolean bool) {
            return bool ? 1 : 0;
        } else if (content instanceof Double || content instanceof Float) {
            return Double.doubleToRawLongBits(((Number) content).doubleValue());
        } else if (content instanceof Number number) {
            return number.longValue();
        } else if (content instanceof LocalDate date) {
            return date.toEpochDay();
        }
        Instant instant = content instanceof LocalDateTime time ? time.toInstant(ZoneOffset.UTC) : (Instant) content;
        return Math.addExact(
                Math.multiplyExact(instant.getEpochSecond(), MICROS_PER_SECOND), instant.getNano() / 1_000);
    }

    private Object fromLong(long stored) {
        return switch ((LakeType.Simple) type) {
            case BOOLEAN -> stored != 0;
            case TINYINT -> (byte) stored;
            case SMALLINT -> (short) stored;
            case INTEGER -> (int) stored;
            case BIGINT -> stored;
            case REAL -> (float) Double.longBitsToDouble(stored);
            case DOUBLE -> Double.longBitsToDouble(stored);
            case DATE -> LocalDate.ofEpochDay(stored);
            case TIMESTAMP -> LocalDateTime.ofInstant(instant(stored), ZoneOffset.UTC);
            case TIMESTAMP_TZ -> instant(stored);
            case VARCHAR, VARBINARY, TIME, TIMESTAMP_NS, TIMESTAMP_TZ_NS, UUID, INTERVAL, NULL ->
                throw new IllegalStateException(type.toString());
        };
    }

    private static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}
