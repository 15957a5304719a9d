package io.lakegate.adapters.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.LakeType.Decimal;
import io.lakegate.catalog.model.LakeType.ListOf;
import io.lakegate.catalog.model.LakeType.MapOf;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.catalog.model.LakeType.StructOf;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.duckdb.DuckDBConnection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class JvmTableTypesTest {
    private static final LocalDateTime FIRST = LocalDateTime.of(-290308, 12, 22, 0, 0);
    private static final LocalDateTime LAST = LocalDateTime.of(294247, 1, 10, 4, 0, 54, 775_806_000);
    private static final LocalDateTime CAESAR = LocalDateTime.of(-43, 3, 15, 12, 0, 0, 1_000);
    private static final LocalDate FIRST_DAY = LocalDate.of(-5877641, 6, 25);
    private static final LocalDate LAST_DAY = LocalDate.of(5881580, 7, 10);
    private static final BigDecimal WIDEST = new BigDecimal("12345678901234567890123456789012345.678");

    @TempDir
    Path folder;

    private DuckDBConnection database;
    private JvmTables tables;

    @BeforeEach
    void open() throws SQLException {
        database = FencedDatabase.open(folder);
        tables = JvmTables.register(database);
    }

    @AfterEach
    void close() throws SQLException {
        database.close();
    }

    static Stream<Arguments> scalars() {
        return Stream.of(
                values(Simple.BOOLEAN, true, false),
                values(Simple.TINYINT, Byte.MIN_VALUE, Byte.MAX_VALUE),
                values(Simple.SMALLINT, Short.MIN_VALUE, Short.MAX_VALUE),
                values(Simple.INTEGER, Integer.MIN_VALUE, Integer.MAX_VALUE),
                values(Simple.BIGINT, Long.MIN_VALUE, Long.MAX_VALUE),
                values(
                        Simple.REAL,
                        Float.NaN,
                        Float.NEGATIVE_INFINITY,
                        -0.0f,
                        Float.MIN_VALUE,
                        Float.MAX_VALUE,
                        1.17549435E-38f,
                        0.1f),
                values(
                        Simple.DOUBLE,
                        Double.NaN,
                        Double.POSITIVE_INFINITY,
                        Double.NEGATIVE_INFINITY,
                        -0.0,
                        Double.MIN_VALUE,
                        Double.MAX_VALUE,
                        0.1),
                values(new Decimal(4, 2), new BigDecimal("-99.99"), new BigDecimal("0.01")),
                values(new Decimal(9, 0), new BigDecimal("999999999"), new BigDecimal("-999999999")),
                values(new Decimal(18, 18), new BigDecimal("-0.999999999999999999")),
                values(new Decimal(38, 3), WIDEST, WIDEST.negate(), new BigDecimal("0.000")),
                values(new Decimal(38, 0), new BigDecimal("9".repeat(38)), new BigDecimal("-" + "9".repeat(38))),
                values(
                        Simple.VARCHAR,
                        "",
                        "null",
                        "a\0b",
                        "\0",
                        "it's \"quoted\" \\ \n\t",
                        "\uD83D\uDE00 \u00e9 \u4e2d",
                        "x".repeat(3_000_000)),
                values(Simple.VARBINARY, new byte[0], new byte[] {0}, allBytes(), new byte[3_000_000]),
                values(
                        Simple.DATE,
                        FIRST_DAY,
                        LAST_DAY,
                        LocalDate.EPOCH,
                        LocalDate.of(1500, 2, 28),
                        LocalDate.of(1, 1, 1),
                        LocalDate.of(0, 1, 1),
                        LocalDate.of(-43, 3, 15)),
                values(Simple.TIME, LocalTime.MIN, LocalTime.of(12, 30), LocalTime.of(23, 59, 59, 999_999_000)),
                values(
                        Simple.TIMESTAMP,
                        FIRST,
                        LAST,
                        CAESAR,
                        LocalDateTime.of(1969, 12, 31, 23, 59, 59, 999_999_000),
                        LocalDateTime.of(2024, 4, 7, 2, 30, 0, 1_000)),
                values(
                        Simple.TIMESTAMP_TZ,
                        Instant.EPOCH,
                        Instant.parse("1582-10-04T12:00:00.000001Z"),
                        Instant.parse("2024-11-03T09:30:00.123456Z")),
                values(
                        Simple.UUID,
                        new UUID(0, 0),
                        new UUID(-1, -1),
                        new UUID(Long.MIN_VALUE, 0),
                        new UUID(0, Long.MIN_VALUE),
                        UUID.fromString("550e8400-e29b-41d4-a716-446655440000")),
                values(Simple.INTERVAL, "1 year 2 months 3 days 04:05:06.000007", "-5 days", "00:00:00"));
    }

    @ParameterizedTest
    @MethodSource("scalars")
    void scalarsArriveAsTheyAreAndInTheirType(LakeType type, List<Object> values) throws SQLException {
        List<Object> withNulls = new ArrayList<>(values);
        withNulls.add(0, null);
        withNulls.add(null);
        assertThat(typeOf(type)).isEqualTo(engineType(type));
        assertThat(roundTrip(type, withNulls)).isEqualTo(comparable(withNulls));
    }

    @ParameterizedTest
    @MethodSource("scalars")
    void scalarsArriveAsTheyAreInsideOfNestedTypes(LakeType type, List<Object> all) throws SQLException {
        // DuckDB's driver forgets the era of a nested timestamp when it reads one: those are compared as text below.
        List<Object> values = all.stream()
                .filter(value -> !(value instanceof LocalDateTime time && time.getYear() < 1))
                .toList();
        ListOf list = new ListOf(type);
        List<Object> inLists = new ArrayList<>();
        inLists.add(null);
        inLists.add(List.of());
        inLists.add(Collections.singletonList(null));
        values.forEach(value -> inLists.add(Arrays.asList(value, null, value)));
        assertThat(typeOf(list)).isEqualTo(engineType(list));
        assertThat(roundTrip(list, inLists)).isEqualTo(comparable(inLists));

        Column field = new Column("a 'b' \"c\"", type);
        StructOf struct = new StructOf(List.of(field, new Column("other", Simple.BOOLEAN)));
        List<Object> inStructs = new ArrayList<>();
        inStructs.add(null);
        inStructs.add(struct(field.name(), null, "other", null));
        values.forEach(value -> inStructs.add(struct(field.name(), value, "other", true)));
        assertThat(typeOf(struct)).isEqualTo(engineType(struct));
        assertThat(roundTrip(struct, inStructs)).isEqualTo(comparable(inStructs));

        MapOf map = new MapOf(type, type);
        List<Object> inMaps = new ArrayList<>();
        inMaps.add(null);
        inMaps.add(List.of());
        values.forEach(value -> inMaps.add(List.of(entry(value, null))));
        values.forEach(value -> inMaps.add(List.of(entry(value, value))));
        assertThat(typeOf(map)).isEqualTo(engineType(map));
        assertThat(roundTrip(map, inMaps)).isEqualTo(comparable(inMaps));
    }

    @Test
    void nestedTypesNest() throws SQLException {
        LakeType inner = new StructOf(List.of(
                new Column("at", Simple.TIMESTAMP),
                new Column("raw", new ListOf(Simple.VARBINARY)),
                new Column("by name", new MapOf(Simple.VARCHAR, new ListOf(Simple.DOUBLE)))));
        LakeType type = new ListOf(new MapOf(new StructOf(List.of(new Column("k", new ListOf(Simple.DATE)))), inner));
        Object value = List.of(
                List.of(
                        entry(
                                struct("k", List.of(FIRST_DAY)),
                                struct(
                                        "at",
                                        CAESAR,
                                        "raw",
                                        Arrays.asList(new byte[] {1, (byte) 0xff}, null),
                                        "by name",
                                        List.of(entry("x", Arrays.asList(Double.NaN, null)), entry("", List.of())))),
                        entry(struct("k", List.of()), null)),
                List.of());
        assertThat(typeOf(type)).isEqualTo(engineType(type));
        assertThat(textOf(type, value))
                .isEqualTo("[{{'k': ['5877642-06-25 (BC)']}={'at': '0044-03-15 (BC) 12:00:00.000001', "
                        + "'raw': ['\\\\x01\\\\xFF', NULL], 'by name': {x=[nan, NULL], ''=[]}}, {'k': []}=NULL}, {}]");
    }

    @Test
    void timestampsBeforeTheFirstYearArriveInsideOfNestedTypes() throws SQLException {
        assertThat(textOf(new ListOf(Simple.TIMESTAMP), List.of(FIRST, CAESAR)))
                .isEqualTo("['290309-12-22 (BC) 00:00:00', '0044-03-15 (BC) 12:00:00.000001']");
        assertThat(textOf(new ListOf(Simple.TIMESTAMP_TZ), List.of(CAESAR.toInstant(ZoneOffset.UTC))))
                .isEqualTo("['0044-03-15 (BC) 12:00:00.000001+00']");
    }

    @Test
    void aMapKeepsTheOrderOfItsEntries() throws SQLException {
        LakeType type = new MapOf(Simple.INTEGER, Simple.BOOLEAN);
        assertThat(textOf(type, List.of(entry(3, true), entry(1, false), entry(2, true))))
                .isEqualTo("{3=true, 1=false, 2=true}");
    }

    @Test
    void aColumnThatOnlyHoldsNullIsOne() throws SQLException {
        assertThat(roundTrip(Simple.NULL, Arrays.asList(null, null))).containsExactly(null, null);
        assertThat(textOf(new ListOf(Simple.NULL), Arrays.asList(null, null))).isEqualTo("[NULL, NULL]");
    }

    @Test
    void instantsAtTheEndsOfTheRangeArrive() throws SQLException {
        List<Object> ends = List.of(FIRST.toInstant(ZoneOffset.UTC), LAST.toInstant(ZoneOffset.UTC));
        try (JvmTable table = tableOf(Simple.TIMESTAMP_TZ, ends);
                Statement statement = database.createStatement();
                ResultSet result = statement.executeQuery("SELECT epoch_us(x) FROM " + table.sql())) {
            assertThat(result.next()).isTrue();
            assertThat(result.getLong(1)).isEqualTo(-9_223_372_022_400_000_000L);
            assertThat(result.next()).isTrue();
            assertThat(result.getLong(1)).isEqualTo(Long.MAX_VALUE - 1);
        }
    }

    static Stream<Arguments> outOfRange() {
        return Stream.of(
                values(Simple.DATE, FIRST_DAY.minusDays(1)),
                values(Simple.DATE, LAST_DAY.plusDays(1)),
                values(Simple.DATE, LocalDate.MAX),
                values(Simple.TIMESTAMP, FIRST.minusNanos(1_000)),
                values(Simple.TIMESTAMP, LAST.plusNanos(1_000)),
                values(Simple.TIMESTAMP, LocalDateTime.MIN),
                values(Simple.TIMESTAMP_TZ, Instant.MAX));
    }

    @ParameterizedTest
    @MethodSource("outOfRange")
    void whatDuckDbCannotHoldIsRefused(LakeType type, List<Object> values) {
        try (JvmTable table = tableOf(type, values);
                JvmTable nested = tableOf(new ListOf(type), List.of(values))) {
            for (JvmTable each : List.of(table, nested)) {
                assertThatThrownBy(() -> read(each, type)).isInstanceOf(SQLException.class);
                assertThat(each.failure().orElseThrow())
                        .isInstanceOfSatisfying(
                                GatewayException.class,
                                e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_VALUE))
                        .hasMessageContaining("which the engine cannot hold");
            }
        }
    }

    @Test
    void aSourceThatBreaksItsContractIsADefect() {
        StructOf struct = new StructOf(List.of(new Column("a", Simple.BIGINT)));
        List<Arguments> broken = List.of(
                values(Simple.TIMESTAMP, LocalDateTime.of(2024, 1, 1, 0, 0, 0, 1)),
                values(Simple.TIME, LocalTime.of(0, 0, 0, 1)),
                values(new Decimal(4, 2), new BigDecimal("100.00")),
                values(new Decimal(4, 2), new BigDecimal("0.001")),
                values(struct, struct("b", 1L)));
        for (Arguments each : broken) {
            LakeType type = (LakeType) each.get()[0];
            try (JvmTable table = tableOf(type, (List<?>) each.get()[1])) {
                assertThatThrownBy(() -> read(table, type)).isInstanceOf(SQLException.class);
                assertThat(table.failure().orElseThrow()).isNotInstanceOf(GatewayException.class);
            }
        }
    }

    @Test
    void filtersOnConvertedColumnsWork() throws SQLException {
        List<Column> columns = List.of(
                new Column("u", Simple.UUID),
                new Column("b", Simple.VARBINARY),
                new Column("l", new ListOf(Simple.BIGINT)),
                new Column("t", Simple.TIMESTAMP_TZ));
        try (JvmTable table = tables.put(
                        columns,
                        () -> new MemoryRows(
                                columns,
                                10_000,
                                2048,
                                n -> List.of(
                                        new UUID(0, n),
                                        Long.toString(n).getBytes(StandardCharsets.UTF_8),
                                        List.of(n, n + 1),
                                        Instant.ofEpochSecond(n))));
                Statement statement = database.createStatement();
                ResultSet result = statement.executeQuery("SELECT l[2] FROM " + table.sql()
                        + " WHERE u = '00000000-0000-0000-0000-000000000007'::UUID AND b = '7'::BLOB AND l[1] = 7"
                        + " AND t = '1970-01-01 00:00:07+00'::TIMESTAMPTZ")) {
            assertThat(result.next()).isTrue();
            assertThat(result.getLong(1)).isEqualTo(8);
            assertThat(result.next()).isFalse();
        }
    }

    private static Arguments values(LakeType type, Object... values) {
        return Arguments.of(type, Arrays.asList(values));
    }

    private static byte[] allBytes() {
        byte[] bytes = new byte[256];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) i;
        }
        return bytes;
    }

    private static Map<String, Object> struct(Object... namesAndValues) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return fields;
    }

    private static Map.Entry<Object, Object> entry(Object key, Object value) {
        return new AbstractMap.SimpleImmutableEntry<>(key, value);
    }

    private JvmTable tableOf(LakeType type, List<?> values) {
        List<Column> columns = List.of(new Column("x", type));
        List<List<Object>> rows = new ArrayList<>();
        values.forEach(value -> rows.add(Collections.singletonList(value)));
        return tables.put(columns, () -> new MemoryRows(columns, rows));
    }

    private List<Object> roundTrip(LakeType type, List<Object> values) throws SQLException {
        try (JvmTable table = tableOf(type, values)) {
            return read(table, type);
        }
    }

    private List<Object> read(JvmTable table, LakeType type) throws SQLException {
        try (Statement statement = database.createStatement();
                ResultSet result = statement.executeQuery(
                        DeliveredTypes.wrap("SELECT x FROM " + table.sql(), List.of(new Column("x", type))))) {
            List<Object> values = new ArrayList<>();
            ColumnReader reader = ColumnReader.of(type);
            while (result.next()) {
                values.add(reader.read(result, 1));
            }
            return comparable(values);
        }
    }

    private String typeOf(LakeType type) throws SQLException {
        try (JvmTable table = tableOf(type, Collections.singletonList(null))) {
            return text("SELECT typeof(x) FROM " + table.sql());
        }
    }

    private String engineType(LakeType type) throws SQLException {
        return text("SELECT typeof(CAST(NULL AS " + DuckDbTypes.name(type) + "))");
    }

    private String textOf(LakeType type, Object value) throws SQLException {
        try (JvmTable table = tableOf(type, List.of(value))) {
            return text("SELECT CAST(x AS VARCHAR) FROM " + table.sql());
        }
    }

    private String text(String sql) throws SQLException {
        try (Statement statement = database.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getString(1);
        }
    }

    /** The same values where binary is text, for which equality is by content. */
    private static List<Object> comparable(List<?> values) {
        return values.stream().map(JvmTableTypesTest::comparable).collect(Collectors.toCollection(ArrayList::new));
    }

    private static Object comparable(Object value) {
        if (value instanceof byte[] bytes) {
            return "0x" + HexFormat.of().formatHex(bytes);
        }
        if (value instanceof List<?> list) {
            return comparable(list);
        }
        if (value instanceof Map.Entry<?, ?> entry) {
            return entry(comparable(entry.getKey()), comparable(entry.getValue()));
        }
        if (value instanceof Map<?, ?> fields) {
            Map<Object, Object> same = new LinkedHashMap<>();
            fields.forEach((name, field) -> same.put(name, comparable(field)));
            return same;
        }
        return value;
    }
}
