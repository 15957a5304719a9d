package io.lakegate.adapters.testing;

import static java.util.Objects.requireNonNull;

import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.LakeType.Simple;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A low and a high value of each scalar type that all table formats share, near the limits of the type. */
final class SampleValues {
    private record Pair(Object low, Object high) {}

    private static final Map<LakeType, Pair> SAMPLES = samples();

    private SampleValues() {}

    static List<LakeType> types() {
        return List.copyOf(SAMPLES.keySet());
    }

    static Object low(LakeType type) {
        return requireNonNull(SAMPLES.get(type)).low();
    }

    static Object high(LakeType type) {
        return requireNonNull(SAMPLES.get(type)).high();
    }

    /** A text that differs where values differ, which arrays do not in their own one. */
    static String text(Object value) {
        return value instanceof byte[] bytes ? Arrays.toString(bytes) : value.toString();
    }

    private static Map<LakeType, Pair> samples() {
        Map<LakeType, Pair> samples = new LinkedHashMap<>();
        samples.put(Simple.BOOLEAN, new Pair(false, true));
        samples.put(Simple.INTEGER, new Pair(Integer.MIN_VALUE, Integer.MAX_VALUE));
        samples.put(Simple.BIGINT, new Pair(Long.MIN_VALUE, Long.MAX_VALUE));
        samples.put(Simple.REAL, new Pair(-1.5f, Float.POSITIVE_INFINITY));
        samples.put(Simple.DOUBLE, new Pair(-1e300, Double.NaN));
        samples.put(Simple.VARCHAR, new Pair("a", "\uD83E\uDD86"));
        samples.put(Simple.VARBINARY, new Pair(new byte[] {0, 1, 2}, new byte[] {0, 127}));
        samples.put(Simple.DATE, new Pair(LocalDate.of(1500, 2, 28), LocalDate.of(9999, 12, 31)));
        samples.put(
                Simple.TIMESTAMP,
                // The second one did not exist in the zone that tests run in: clocks went from 2:00 to 3:00.
                new Pair(LocalDateTime.of(1969, 12, 31, 23, 59, 59, 999_999_000), LocalDateTime.of(2022, 4, 3, 2, 30)));
        samples.put(
                Simple.TIMESTAMP_TZ,
                new Pair(Instant.parse("1900-01-01T00:00:00.000001Z"), Instant.parse("2022-04-03T08:30:00Z")));
        samples.put(new LakeType.Decimal(15, 2), new Pair(new BigDecimal("-0.01"), new BigDecimal("9999999999999.99")));
        samples.put(
                new LakeType.Decimal(38, 10),
                new Pair(new BigDecimal("0E-10"), new BigDecimal("1234567890123456789012345678.0123456789")));
        return samples;
    }
}
