package io.lakegate.catalog.filter;

import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.Value;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.Arrays;
import java.util.OptionalInt;

/**
 * The order of values as the engine has it, so that pruning and reading never disagree: strings by their UTF-8 bytes, binary by unsigned
 * bytes, NaN above every number and equal to itself, -0.0 equal to 0.0.
 */
public final class ValueOrder {
    private ValueOrder() {}

    /** Below zero, zero or above zero; empty when the two types are not the same, so that nothing may be concluded. */
    public static OptionalInt compare(Value a, Value b) {
        if (!a.type().equals(b.type()) || a.isNull() || b.isNull()) {
            return OptionalInt.empty();
        }
        Object left = a.content().get();
        Object right = b.content().get();
        return a.type()
                .match(
                        simple -> compare(simple, left, right),
                        decimal -> OptionalInt.of(((BigDecimal) left).compareTo((BigDecimal) right)),
                        list -> OptionalInt.empty(),
                        map -> OptionalInt.empty(),
                        struct -> OptionalInt.empty());
    }

    private static OptionalInt compare(LakeType.Simple type, Object a, Object b) {
        return switch (type) {
            case BOOLEAN -> OptionalInt.of(Boolean.compare((Boolean) a, (Boolean) b));
            case TINYINT, SMALLINT, INTEGER, BIGINT ->
                OptionalInt.of(Long.compare(((Number) a).longValue(), ((Number) b).longValue()));
            case REAL, DOUBLE ->
                OptionalInt.of(compareFloating(((Number) a).doubleValue(), ((Number) b).doubleValue()));
            case VARCHAR -> OptionalInt.of(compareCodePoints((String) a, (String) b));
            case VARBINARY -> OptionalInt.of(Arrays.compareUnsigned((byte[]) a, (byte[]) b));
            case DATE -> OptionalInt.of(((LocalDate) a).compareTo((LocalDate) b));
            case TIME -> OptionalInt.of(((LocalTime) a).compareTo((LocalTime) b));
            case TIMESTAMP, TIMESTAMP_NS -> OptionalInt.of(((LocalDateTime) a).compareTo((LocalDateTime) b));
            case TIMESTAMP_TZ, TIMESTAMP_TZ_NS -> OptionalInt.of(((Instant) a).compareTo((Instant) b));
            // DuckDB orders UUIDs as unsigned 128-bit numbers, java.util.UUID as signed ones.
            case UUID, INTERVAL, NULL -> OptionalInt.empty();
        };
    }

    private static int compareFloating(double a, double b) {
        return a == b ? 0 : Double.compare(a, b); // Double.compare tells -0.0 from 0.0; SQL does not
    }

    /** The order of UTF-8 bytes, which differs from Java's char order where surrogates meet U+E000 and above. */
    private static int compareCodePoints(String a, String b) {
        int i = 0;
        while (i < a.length() && i < b.length()) {
            int left = a.codePointAt(i);
            int right = b.codePointAt(i);
            if (left != right) {
                return Integer.compare(left, right);
            }
            i += Character.charCount(left);
        }
        return Integer.compare(a.length(), b.length());
    }
}
