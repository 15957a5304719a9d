package io.lakegate.adapters.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.catalog.model.Value;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class PartitionValuesTest {
    private static final LakeType MONEY = new LakeType.Decimal(5, 2);

    @ParameterizedTest
    @EnumSource(
            value = Simple.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"TIME", "UUID", "INTERVAL", "NULL"})
    void nothingAndEmptyTextAreNull(Simple type) {
        assertThat(parse(type, null)).isEqualTo(Value.nullOf(type));
        assertThat(parse(type, "")).isEqualTo(Value.nullOf(type));
    }

    static Stream<Arguments> values() {
        return Stream.of(
                Arguments.of(Simple.BOOLEAN, "true", true),
                Arguments.of(Simple.BOOLEAN, "FALSE", false),
                Arguments.of(Simple.TINYINT, "-128", (byte) -128),
                Arguments.of(Simple.SMALLINT, "32767", (short) 32767),
                Arguments.of(Simple.INTEGER, "-2147483648", Integer.MIN_VALUE),
                Arguments.of(Simple.BIGINT, "9223372036854775807", Long.MAX_VALUE),
                Arguments.of(Simple.REAL, "1.5E-3", 0.0015f),
                Arguments.of(Simple.REAL, "-inf", Float.NEGATIVE_INFINITY),
                Arguments.of(Simple.DOUBLE, "NaN", Double.NaN),
                Arguments.of(Simple.DOUBLE, "Infinity", Double.POSITIVE_INFINITY),
                Arguments.of(Simple.VARCHAR, " null ", " null "),
                Arguments.of(MONEY, "1.5", new BigDecimal("1.50")),
                Arguments.of(MONEY, "1.500", new BigDecimal("1.50")),
                Arguments.of(MONEY, "-1E+2", new BigDecimal("-100.00")),
                Arguments.of(MONEY, "0", new BigDecimal("0.00")),
                Arguments.of(Simple.DATE, "1970-01-01", LocalDate.EPOCH),
                Arguments.of(Simple.DATE, "0001-01-01", LocalDate.of(1, 1, 1)),
                Arguments.of(Simple.DATE, "+10000-01-01", LocalDate.of(10000, 1, 1)),
                Arguments.of(Simple.DATE, "10000-01-01", LocalDate.of(10000, 1, 1)),
                Arguments.of(Simple.DATE, "-0044-03-15", LocalDate.of(-44, 3, 15)),
                Arguments.of(Simple.TIMESTAMP, "2024-04-07 02:30:00", LocalDateTime.of(2024, 4, 7, 2, 30)),
                Arguments.of(
                        Simple.TIMESTAMP, "2024-04-07 02:30:00.000001", LocalDateTime.of(2024, 4, 7, 2, 30, 0, 1_000)),
                Arguments.of(Simple.TIMESTAMP, "2024-04-07", LocalDateTime.of(2024, 4, 7, 0, 0)),
                Arguments.of(Simple.TIMESTAMP_TZ, "2024-04-07 02:30:00", Instant.parse("2024-04-07T02:30:00Z")),
                Arguments.of(Simple.TIMESTAMP_TZ, "2024-04-07 02:30:00.5", Instant.parse("2024-04-07T02:30:00.500Z")),
                Arguments.of(
                        Simple.TIMESTAMP_TZ,
                        "1970-01-01T00:00:00.123456Z",
                        Instant.parse("1970-01-01T00:00:00.123456Z")),
                Arguments.of(Simple.TIMESTAMP_TZ, "2024-04-07T02:30:00+05:45", Instant.parse("2024-04-06T20:45:00Z")),
                Arguments.of(
                        Simple.TIMESTAMP_TZ,
                        "10000-01-01 01:59:59.999999",
                        Instant.parse("+10000-01-01T01:59:59.999999Z")));
    }

    @ParameterizedTest
    @MethodSource("values")
    void aTextIsReadAsItsType(LakeType type, String text, Object value) {
        assertThat(parse(type, text)).isEqualTo(Value.of(type, value));
    }

    @Test
    void aTimeWithoutAZoneIsOfTheZoneThatWroteIt() {
        Column column = new Column("p", Simple.TIMESTAMP_TZ);
        ZoneId zone = ZoneId.of("Asia/Kathmandu");

        assertThat(PartitionValues.parse(column, "2024-04-07 05:45:00", zone).content())
                .contains(Instant.parse("2024-04-07T00:00:00Z"));
        assertThat(PartitionValues.parse(column, "2024-04-07T05:45:00Z", zone).content())
                .contains(Instant.parse("2024-04-07T05:45:00Z"));
    }

    @Test
    void binaryIsTheBytesOfTheText() {
        assertThat(parse(Simple.VARBINARY, "\u0001\u0000é").content().orElseThrow())
                .isEqualTo(new byte[] {1, 0, (byte) 0xc3, (byte) 0xa9});
    }

    static Stream<Map.Entry<LakeType, String>> nonsense() {
        return Stream.of(
                Map.entry(Simple.BOOLEAN, "1"),
                Map.entry(Simple.TINYINT, "128"),
                Map.entry(Simple.SMALLINT, "1.0"),
                Map.entry(Simple.INTEGER, "x"),
                Map.entry(Simple.BIGINT, "9223372036854775808"),
                Map.entry(Simple.DOUBLE, "one"),
                Map.entry(MONEY, "1.555"),
                Map.entry(MONEY, "1000"),
                Map.entry(MONEY, "x"),
                Map.entry(Simple.DATE, "2023-02-29"),
                Map.entry(Simple.DATE, "2023-02-28 00:00:00"),
                Map.entry(Simple.DATE, "today"),
                Map.entry(Simple.TIMESTAMP, "2024-04-07 25:00:00"),
                Map.entry(Simple.TIMESTAMP, "2024-04-07T02:30:00Z"),
                Map.entry(Simple.TIMESTAMP, "2024-04-07 02:30:00.123456789"),
                Map.entry(Simple.TIMESTAMP_TZ, "1712457000"),
                Map.entry(new LakeType.ListOf(Simple.BIGINT), "[1]"),
                Map.entry(Simple.UUID, "00000000-0000-0000-0000-000000000000"));
    }

    @ParameterizedTest
    @MethodSource("nonsense")
    void whatIsNoValueOfTheTypeIsRefused(Map.Entry<LakeType, String> each) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> parse(each.getKey(), each.getValue()))
                .withMessageMatching("(?s).+");
    }

    private static Value parse(LakeType type, String text) {
        return PartitionValues.parse(new Column("p", type), text);
    }
}
