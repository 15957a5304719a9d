package io.lakegate.server.endpoint;

import io.lakegate.catalog.model.LakeType;
import org.jspecify.annotations.Nullable;

/** The sizes of types as JDBC's metadata counts them: digits of numbers, characters of the longest text of dates and times. */
final class ColumnSize {
    private ColumnSize() {}

    /** The size of values of a type; the largest there is where nothing limits them. */
    static int of(LakeType type) {
        return type.match(
                simple -> switch (simple) {
                    case BOOLEAN, TINYINT, SMALLINT, INTEGER, BIGINT, REAL, DOUBLE, DATE -> WireTypes.precision(simple);
                    case TIME -> "12:34:56.123456".length();
                    case TIMESTAMP -> "2024-01-31 12:34:56.123456".length();
                    case TIMESTAMP_NS -> "2024-01-31 12:34:56.123456789".length();
                    case TIMESTAMP_TZ -> "2024-01-31 12:34:56.123456+00:00".length();
                    case TIMESTAMP_TZ_NS -> "2024-01-31 12:34:56.123456789+00:00".length();
                    case UUID -> 36;
                    case VARCHAR, VARBINARY, INTERVAL, NULL -> Integer.MAX_VALUE;
                },
                LakeType.Decimal::precision,
                list -> Integer.MAX_VALUE,
                map -> Integer.MAX_VALUE,
                struct -> Integer.MAX_VALUE);
    }

    /** Digits after the point, of numbers and of seconds; null where there can be none. */
    static @Nullable Integer digits(LakeType type) {
        if (type instanceof LakeType.Decimal decimal) {
            return decimal.scale();
        }
        if (!(type instanceof LakeType.Simple simple)) {
            return null;
        }
        return switch (simple) {
            case TINYINT, SMALLINT, INTEGER, BIGINT -> (Integer) 0;
            case TIME, TIMESTAMP, TIMESTAMP_TZ, TIMESTAMP_NS, TIMESTAMP_TZ_NS -> (Integer) WireTypes.precision(simple);
            default -> null;
        };
    }
}
