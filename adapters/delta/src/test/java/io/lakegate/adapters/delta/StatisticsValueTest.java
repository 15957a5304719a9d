package io.lakegate.adapters.delta;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.lakegate.catalog.filter.ColumnRange;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.catalog.model.Value;
import io.lakegate.catalog.packed.ColumnBounds;
import io.lakegate.catalog.scan.ColumnSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatisticsValueTest {
    private static final String LAST = Character.toString(Character.MAX_CODE_POINT);
    private static final LakeType MONEY = new LakeType.Decimal(9, 2);
    private static final String A31 = "a".repeat(31);

    /** Type, JSON, lower and upper bound. */
    static Stream<Arguments> values() {
        return Stream.of(
                Arguments.of(Simple.BOOLEAN, "false", false, false),
                Arguments.of(Simple.TINYINT, "-128", (byte) -128, (byte) -128),
                Arguments.of(Simple.SMALLINT, "7", (short) 7, (short) 7),
                Arguments.of(Simple.INTEGER, "-7", -7, -7),
                Arguments.of(Simple.BIGINT, "9223372036854775807", Long.MAX_VALUE, Long.MAX_VALUE),
                Arguments.of(Simple.REAL, "0.1", 0.1f, 0.1f),
                Arguments.of(Simple.REAL, "0.10000000149011612", 0.1f, 0.1f),
                Arguments.of(Simple.DOUBLE, "1e300", 1e300, 1e300),
                Arguments.of(Simple.DOUBLE, "-0.0", -0.0, -0.0),
                Arguments.of(Simple.DOUBLE, "\"-Infinity\"", Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY),
                Arguments.of(MONEY, "1.5", new BigDecimal("1.50"), new BigDecimal("1.50")),
                Arguments.of(MONEY, "-1", new BigDecimal("-1.00"), new BigDecimal("-1.00")),
                Arguments.of(MONEY, "1.005", new BigDecimal("1.00"), new BigDecimal("1.01")),
                Arguments.of(MONEY, "-1.005", new BigDecimal("-1.01"), new BigDecimal("-1.00")),
                Arguments.of(Simple.DATE, "\"2024-02-29\"", LocalDate.of(2024, 2, 29), LocalDate.of(2024, 2, 29)),
                Arguments.of(
                        Simple.TIMESTAMP,
                        "\"2024-02-29T12:00:00.123\"",
                        LocalDateTime.parse("2024-02-29T12:00:00.123"),
                        LocalDateTime.parse("2024-02-29T12:00:00.124")),
                Arguments.of(
                        Simple.TIMESTAMP_TZ,
                        "\"2024-02-29T12:00:00.123Z\"",
                        Instant.parse("2024-02-29T12:00:00.123Z"),
                        Instant.parse("2024-02-29T12:00:00.124Z")),
                Arguments.of(
                        Simple.TIMESTAMP_TZ,
                        "\"2024-02-29T12:00:00.123-03:00\"",
                        Instant.parse("2024-02-29T15:00:00.123Z"),
                        Instant.parse("2024-02-29T15:00:00.124Z")),
                Arguments.of(Simple.VARCHAR, "\"\"", "", ""),
                Arguments.of(Simple.VARCHAR, "\"abc?\"", "abc?", "abc?"),
                Arguments.of(Simple.VARCHAR, "\"" + A31 + "\"", A31, A31),
                Arguments.of(Simple.VARCHAR, "\"" + A31 + "a\"", A31 + "a", A31 + "a" + LAST),
                Arguments.of(Simple.VARCHAR, "\"abc" + LAST + "\"", "abc" + LAST, "abc" + LAST),
                Arguments.of(Simple.VARCHAR, "\"abc\uFFFD\"", "abc\uFFFD", "abc" + LAST),
                Arguments.of(Simple.VARCHAR, "\"abc?" + LAST + "\"", "abc?" + LAST, "abc" + LAST),
                Arguments.of(Simple.VARCHAR, "\"\uFFFD\"", "\uFFFD", LAST));
    }

    @ParameterizedTest
    @MethodSource("values")
    void aValueBoundsWhatItWasCutFrom(LakeType type, String json, Object lower, Object upper) {
        DeltaColumn column = column(type);

        assertThat(parse(json).lower(column)).contains(Value.of(type, lower));
        assertThat(parse(json).upper(column)).contains(Value.of(type, upper));
    }

    @Test
    void aTextThatWasCutInsideACharacterBoundsIt() {
        String duck = "\uD83E\uDD86";
        String half = A31 + duck.charAt(0);

        String upper = (String) new StatisticsValue(JsonToken.VALUE_STRING, half)
                .upper(column(Simple.VARCHAR))
                .flatMap(Value::content)
                .orElseThrow();

        assertThat(upper).isEqualTo(A31 + LAST);
    }

    static Stream<Map.Entry<LakeType, String>> nonsense() {
        return Stream.of(
                Map.entry(Simple.BOOLEAN, "1"),
                Map.entry(Simple.BOOLEAN, "\"true\""),
                Map.entry(Simple.TINYINT, "128"),
                Map.entry(Simple.INTEGER, "1.0"),
                Map.entry(Simple.INTEGER, "\"1\""),
                Map.entry(Simple.BIGINT, "1e3"),
                Map.entry(Simple.BIGINT, "9223372036854775808"),
                Map.entry(Simple.REAL, "1e39"),
                Map.entry(Simple.DOUBLE, "1e309"),
                Map.entry(Simple.DOUBLE, "\"NaN\""),
                Map.entry(Simple.DOUBLE, "\"\""),
                Map.entry(Simple.DOUBLE, "\"one\""),
                Map.entry(Simple.DOUBLE, "true"),
                Map.entry(Simple.VARCHAR, "1"),
                Map.entry(MONEY, "\"1.5\""),
                Map.entry(MONEY, "1e1000000000"),
                Map.entry(MONEY, "1e-1000000000"),
                Map.entry(Simple.DATE, "19000"),
                Map.entry(Simple.DATE, "\"2023-02-29\""),
                Map.entry(Simple.DATE, "\"1582-10-14\""),
                Map.entry(Simple.DATE, "\"\""),
                Map.entry(Simple.TIMESTAMP, "\"2024-02-29T12:00:00.123Z\""),
                Map.entry(Simple.TIMESTAMP, "\"1200-02-28T12:00:00\""),
                Map.entry(Simple.TIMESTAMP_TZ, "\"2024-02-29T12:00:00.123\""),
                Map.entry(Simple.TIMESTAMP_TZ, "\"2024-02-29\""),
                Map.entry(Simple.TIMESTAMP_TZ, "\"1582-10-15T00:00:00.000Z\""),
                Map.entry(Simple.TIMESTAMP_TZ, "1709208000000"),
                Map.entry(Simple.VARBINARY, "\"abc\""),
                Map.entry(Simple.NULL, "\"abc\""),
                Map.entry(new LakeType.ListOf(Simple.BIGINT), "1"));
    }

    @ParameterizedTest
    @MethodSource("nonsense")
    void whatIsNotUnderstoodIsNoBound(Map.Entry<LakeType, String> each) {
        DeltaColumn column = column(each.getKey());

        assertThat(parse(each.getValue()).lower(column)).isEmpty();
        assertThat(parse(each.getValue()).upper(column)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.1", "-0.1", "0.3", "1.1", "-1e-40", "3.4e38"})
    void aNumberFromBeforeItsColumnHad64BitsIsBounded(String json) {
        DeltaColumn widened = new DeltaColumn(
                column(Simple.DOUBLE).column(), column(Simple.DOUBLE).stored(), /* widenedFromFloat= */ true, false);
        double stored = Float.parseFloat(json);

        assertThat(number(parse(json).lower(widened)))
                .isLessThanOrEqualTo(stored)
                .isLessThanOrEqualTo(Double.parseDouble(json));
        assertThat(number(parse(json).upper(widened)))
                .isGreaterThanOrEqualTo(stored)
                .isGreaterThanOrEqualTo(Double.parseDouble(json));
    }

    @Test
    void aLongDecimalMayHaveBeenThroughADouble() {
        LakeType type = new LakeType.Decimal(38, 2);
        BigDecimal exact = new BigDecimal("12345678901234567890.12");
        String json = new BigDecimal(exact.doubleValue()).toPlainString();

        assertThat((BigDecimal)
                        parse(json).lower(column(type)).flatMap(Value::content).orElseThrow())
                .isLessThanOrEqualTo(exact)
                .isGreaterThan(exact.subtract(new BigDecimal(100_000)));
        assertThat((BigDecimal)
                        parse(json).upper(column(type)).flatMap(Value::content).orElseThrow())
                .isGreaterThanOrEqualTo(exact)
                .isLessThan(exact.add(new BigDecimal(100_000)));
    }

    @Test
    void textsWithAnOrderOfTheirOwnAreNotBounded() {
        DeltaColumn collated = new DeltaColumn(
                column(Simple.VARCHAR).column(), column(Simple.VARCHAR).stored(), false, /* collated= */ true);

        assertThat(parse("\"abc\"").lower(collated)).isEmpty();
        assertThat(parse("\"abc\"").upper(collated)).isEmpty();
    }

    @Test
    void boundsAreKeptAsTheyAre() {
        for (Arguments each : values().toList()) {
            LakeType type = (LakeType) each.get()[0];
            Optional<Value> lower = Optional.of(Value.of(type, each.get()[2]));
            Optional<Value> upper = Optional.of(Value.of(type, each.get()[3]));
            ColumnRange range = new ColumnRange(lower, upper, false, true);
            ColumnBounds.Builder builder = new ColumnBounds.Builder(type, 2);
            builder.add(ColumnRange.UNKNOWN);
            builder.add(range);
            ColumnBounds bounds = builder.build();

            assertThat(bounds.range(1)).isEqualTo(range);
            assertThat(bounds.range(0)).isEqualTo(ColumnRange.UNKNOWN);
        }
    }

    private static double number(Optional<Value> bound) {
        return (Double) bound.flatMap(Value::content).orElseThrow();
    }

    private static StatisticsValue parse(String json) {
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            return new StatisticsValue(parser.nextToken(), parser.getText());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static DeltaColumn column(LakeType type) {
        return new DeltaColumn(
                new Column("c", type), new ColumnSource.Stored("c", OptionalInt.empty(), type), false, false);
    }
}
