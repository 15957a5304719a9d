package io.lakegate.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakegate.adapters.testing.DuckLakeWriter;
import io.lakegate.adapters.testing.DuckLakeWriter.Col;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.chrono.ChronoLocalDate;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TimeZone;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Every type, read and as a parameter, through our driver and Avatica's in both serializations, in JVMs of three zones: what arrives is what DuckDB's
 * own shell shows for the value. The zones are those of client and gateway, which share this JVM; {@link TimeZonesTest} starts one for each.
 */
class TypeMatrixTest {
    private static final List<String> ZONES = List.of("UTC", "America/Los_Angeles", "Asia/Kathmandu");

    /**
     * A value of one type.
     *
     * @param lakeType in DuckLake's words
     * @param engineType in DuckDB's words
     * @param literal in DuckDB's SQL
     * @param type in Lakegate's words, for the cast of a parameter; empty where a parameter cannot be one
     * @param value as {@code getObject} with its class gives it, and as {@code setObject} takes it
     */
    private record Case(String lakeType, String engineType, String literal, String type, Object value) {
        String column() {
            return "v" + CASES.indexOf(this);
        }

        String name() {
            return lakeType + " " + literal;
        }

        /** The text that our driver gives; binary in hexadecimal digits. */
        String text() {
            if (value instanceof byte[] bytes) {
                return HexFormat.of().formatHex(bytes);
            }
            String text = value instanceof BigDecimal number ? number.toPlainString() : value.toString();
            if (value instanceof LocalDateTime || value instanceof OffsetDateTime) {
                text = text.replace('T', ' ').replace("Z", "+00:00");
                text = text.replaceFirst(" (\\d\\d:\\d\\d)(\\+|$)", " $1:00$2");
            }
            if (value instanceof LocalTime time && time.getSecond() == 0) {
                text += ":00";
            }
            return text.startsWith("+") ? text.substring(1) : text;
        }
    }

    private static final List<Case> CASES = List.of(
            new Case("boolean", "BOOLEAN", "true", "BOOLEAN", true),
            new Case("boolean", "BOOLEAN", "false", "BOOLEAN", false),
            new Case("int8", "TINYINT", "-128", "TINYINT", (byte) -128),
            new Case("int16", "SMALLINT", "32767", "SMALLINT", (short) 32767),
            new Case("int32", "INTEGER", "-2147483648", "INTEGER", Integer.MIN_VALUE),
            new Case("int64", "BIGINT", "9223372036854775807", "BIGINT", Long.MAX_VALUE),
            new Case("uint8", "UTINYINT", "255", "SMALLINT", (short) 255),
            new Case("uint16", "USMALLINT", "65535", "INTEGER", 65535),
            new Case("uint32", "UINTEGER", "4294967295", "BIGINT", 4294967295L),
            new Case(
                    "uint64",
                    "UBIGINT",
                    "18446744073709551615",
                    "DECIMAL(20,0)",
                    new BigDecimal("18446744073709551615")),
            new Case(
                    "int128",
                    "HUGEINT",
                    "-36893488147419103232",
                    "DECIMAL(38,0)",
                    new BigDecimal("-36893488147419103232")),
            new Case("float32", "FLOAT", "1.5", "REAL", 1.5f),
            new Case("float32", "FLOAT", "'nan'", "REAL", Float.NaN),
            new Case("float64", "DOUBLE", "-0.1", "DOUBLE", -0.1),
            new Case("float64", "DOUBLE", "'inf'", "DOUBLE", Double.POSITIVE_INFINITY),
            new Case("float64", "DOUBLE", "'-inf'", "DOUBLE", Double.NEGATIVE_INFINITY),
            new Case("float64", "DOUBLE", "'nan'", "DOUBLE", Double.NaN),
            new Case("decimal(4,1)", "DECIMAL(4,1)", "-123.4", "DECIMAL(4,1)", new BigDecimal("-123.4")),
            new Case(
                    "decimal(38,10)",
                    "DECIMAL(38,10)",
                    "'1234567890123456789012345678.0123456789'",
                    "DECIMAL(38,10)",
                    new BigDecimal("1234567890123456789012345678.0123456789")),
            new Case("varchar", "VARCHAR", "'it''s ü 🧀'", "VARCHAR", "it's ü 🧀"),
            new Case("varchar", "VARCHAR", "''", "VARCHAR", ""),
            new Case("blob", "BLOB", "'\\xAA\\x00b'", "VARBINARY", new byte[] {(byte) 0xaa, 0, 'b'}),
            new Case("blob", "BLOB", "''", "VARBINARY", new byte[0]),
            new Case("date", "DATE", "'2024-02-29'", "DATE", LocalDate.of(2024, 2, 29)),
            new Case("date", "DATE", "'1500-06-01'", "DATE", LocalDate.of(1500, 6, 1)),
            new Case("date", "DATE", "'0001-01-01'", "DATE", LocalDate.of(1, 1, 1)),
            new Case("date", "DATE", "'12345-06-07'", "DATE", LocalDate.of(12345, 6, 7)),
            new Case("date", "DATE", "'1986-01-01'", "DATE", LocalDate.of(1986, 1, 1)),
            new Case("time", "TIME", "'12:34:56.789012'", "TIME", LocalTime.of(12, 34, 56, 789_012_000)),
            new Case("time", "TIME", "'00:00:00'", "TIME", LocalTime.MIDNIGHT),
            new Case(
                    "timestamp",
                    "TIMESTAMP",
                    "'2024-03-10 02:30:00.123456'",
                    "TIMESTAMP",
                    LocalDateTime.of(2024, 3, 10, 2, 30, 0, 123_456_000)),
            new Case(
                    "timestamp", "TIMESTAMP", "'1986-01-01 00:05:00'", "TIMESTAMP", LocalDateTime.of(1986, 1, 1, 0, 5)),
            new Case(
                    "timestamp",
                    "TIMESTAMP",
                    "'1500-06-01 12:00:00'",
                    "TIMESTAMP",
                    LocalDateTime.of(1500, 6, 1, 12, 0)),
            new Case(
                    "timestamp",
                    "TIMESTAMP",
                    "'12345-06-07 01:02:03'",
                    "TIMESTAMP",
                    LocalDateTime.of(12345, 6, 7, 1, 2, 3)),
            new Case(
                    "timestamp_ns",
                    "TIMESTAMP_NS",
                    "'2024-02-29 12:00:01.123456789'",
                    "",
                    LocalDateTime.of(2024, 2, 29, 12, 0, 1, 123_456_789)),
            new Case(
                    "timestamptz",
                    "TIMESTAMPTZ",
                    "'2024-11-03 08:30:00.654321+00'",
                    "TIMESTAMP WITH TIME ZONE",
                    Instant.parse("2024-11-03T08:30:00.654321Z").atOffset(ZoneOffset.UTC)),
            new Case(
                    "timestamptz",
                    "TIMESTAMPTZ",
                    "'1500-06-01 00:00:00+00'",
                    "TIMESTAMP WITH TIME ZONE",
                    Instant.parse("1500-06-01T00:00:00Z").atOffset(ZoneOffset.UTC)),
            new Case(
                    "interval",
                    "INTERVAL",
                    "'1 year 2 months 3 days 04:05:06.007'",
                    "",
                    "1 year 2 months 3 days 04:05:06.007"),
            new Case(
                    "uuid",
                    "UUID",
                    "'8ac2a9b6-6c0c-4d4e-a9a3-1d1f1b7a8a11'",
                    "UUID",
                    UUID.fromString("8ac2a9b6-6c0c-4d4e-a9a3-1d1f1b7a8a11")),
            new Case("json", "JSON", "'{\"a\": [1, null]}'", "VARCHAR", "{\"a\": [1, null]}"),
            new Case("variant", "VARIANT", "{'a': 1}", "", "{\"a\":1}"),
            new Case(
                    "geometry",
                    "GEOMETRY",
                    "'POINT (1 2)'",
                    "VARBINARY",
                    HexFormat.of().parseHex("0101000000000000000000f03f0000000000000040")));

    @TempDir
    private static Path folder;

    private final TimeZone before = TimeZone.getDefault();

    /** One table: a row with all values, and one of NULLs. */
    @BeforeAll
    static void write() throws SQLException, IOException {
        try (DuckLakeWriter writer = DuckLakeLake.inDuckDb(folder)) {
            List<Col> columns = new ArrayList<>(List.of(new Col("n", "int32")));
            StringBuilder values = new StringBuilder("SELECT 1 AS n");
            StringBuilder nulls = new StringBuilder("SELECT 2");
            for (Case each : CASES) {
                columns.add(new Col(each.column(), each.lakeType));
                values.append(", CAST(%s AS %s) AS %s".formatted(each.literal, each.engineType, each.column()));
                nulls.append(", NULL");
            }
            writer.createTable("t", columns.toArray(Col[]::new));
            writer.append("t", values + " UNION ALL " + nulls);
        }
    }

    @AfterEach
    void resetZone() {
        TimeZone.setDefault(before);
    }

    /** What each cell of the matrix showed, by its name. */
    private static final class Matrix {
        private final Map<String, Object> expected = new LinkedHashMap<>();
        private final Map<String, Object> actual = new LinkedHashMap<>();

        void expect(String cell, Object value, Cell read) {
            expected.put(cell, comparable(value));
            try {
                actual.put(cell, comparable(read.value()));
            } catch (SQLException | RuntimeException e) {
                actual.put(cell, e.toString());
            }
        }

        /** Compares only the cells that differ, to be readable. */
        void check() {
            Map<String, Object> differing = new LinkedHashMap<>(actual);
            differing.keySet().removeIf(cell -> Objects.equals(actual.get(cell), expected.get(cell)));
            Map<String, Object> wanted = new LinkedHashMap<>(expected);
            wanted.keySet().retainAll(differing.keySet());
            assertThat(differing).isEqualTo(wanted);
            assertThat(actual).hasSizeGreaterThan(CASES.size() - 5);
        }

        private static Object comparable(Object value) {
            return value instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : value;
        }
    }

    private interface Cell {
        Object value() throws SQLException;
    }

    @ParameterizedTest
    @FieldSource("ZONES")
    void ourDriverGivesAndTakesWhatDuckDbHas(String zone) throws SQLException {
        TimeZone.setDefault(TimeZone.getTimeZone(zone));
        Matrix matrix = new Matrix();
        try (TestGateway gateway = DuckLakeLake.gateway(DuckLakeLake.duckDb(folder));
                Connection connection = gateway.connect()) {
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("SELECT * FROM lake.main.t ORDER BY n")) {
                rows.next();
                for (Case each : CASES) {
                    String column = each.column();
                    Object read = rows.getObject(column);
                    matrix.expect(
                            each.name() + " read", each.value, () -> rows.getObject(column, each.value.getClass()));
                    matrix.expect(each.name() + " text", each.text(), () -> rows.getString(column));
                    matrix.expect(
                            each.name() + " class", className(rows, column), () -> instanceOf(read, rows, column));
                }
                rows.next();
                for (Case each : CASES) {
                    matrix.expect(
                            each.name() + " NULL", null, () -> rows.getObject(each.column(), each.value.getClass()));
                    matrix.expect(each.name() + " wasNull", true, rows::wasNull);
                }
            }
            for (Case each : CASES) {
                if (!each.type.isEmpty()) {
                    ourParameter(connection, each, matrix);
                }
            }
        }
        matrix.check();
    }

    private static String className(ResultSet rows, String column) throws SQLException {
        return rows.getMetaData().getColumnClassName(rows.findColumn(column));
    }

    /** The class that the column claims, if the value is of it. */
    private static String instanceOf(Object value, ResultSet rows, String column) throws SQLException {
        try {
            Class<?> claimed = Class.forName(className(rows, column));
            return claimed.isInstance(value)
                    ? claimed.getName()
                    : value.getClass().getName();
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void ourParameter(Connection connection, Case each, Matrix matrix) throws SQLException {
        try (PreparedStatement cast = connection.prepareStatement("SELECT CAST(? AS " + each.type + ")");
                PreparedStatement filter =
                        connection.prepareStatement("SELECT n FROM lake.main.t WHERE " + each.column() + " = ?")) {
            matrix.expect(each.name() + " parameter", each.value, () -> {
                cast.setObject(1, each.value);
                return only(cast, each.value.getClass());
            });
            matrix.expect(each.name() + " parameter with type", each.value, () -> {
                cast.setObject(1, each.value, cast.getParameterMetaData().getParameterType(1));
                return only(cast, each.value.getClass());
            });
            matrix.expect(each.name() + " parameter NULL", null, () -> {
                cast.setNull(1, cast.getParameterMetaData().getParameterType(1));
                return only(cast, each.value.getClass());
            });
            matrix.expect(each.name() + " in a filter", 1, () -> {
                filter.setObject(1, each.value);
                return only(filter, Integer.class);
            });
        }
    }

    private static Object only(PreparedStatement statement, Class<?> type) throws SQLException {
        try (ResultSet rows = statement.executeQuery()) {
            return rows.next() ? rows.getObject(1, type) : "no row";
        }
    }

    private static final List<String> SERIALIZATIONS = List.of("protobuf", "json");

    @ParameterizedTest
    @FieldSource("ZONES")
    void avaticasDriverGivesAndTakesWhatItsProtocolHas(String zone) throws SQLException {
        TimeZone.setDefault(TimeZone.getTimeZone(zone));
        Matrix matrix = new Matrix();
        try (TestGateway gateway = DuckLakeLake.gateway(DuckLakeLake.duckDb(folder))) {
            for (String serialization : SERIALIZATIONS) {
                try (Connection connection = DriverManager.getConnection(gateway.avaticaUrl(serialization))) {
                    avatica(connection, serialization, matrix);
                }
            }
        }
        matrix.check();
    }

    /** JSON has no such numbers: Avatica's reader takes them for texts, and its getters fail. */
    private static boolean isNoJsonNumber(Object value) {
        return (value instanceof Double number && !Double.isFinite(number))
                || (value instanceof Float small && !Float.isFinite(small));
    }

    private static void avatica(Connection connection, String serialization, Matrix matrix) throws SQLException {
        List<Case> cases = CASES.stream()
                .filter(each -> !isLate(each.value))
                .filter(each -> serialization.equals("protobuf") || !isNoJsonNumber(each.value))
                .toList();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT * FROM lake.main.t ORDER BY n")) {
            rows.next();
            for (Case each : cases) {
                matrix.expect(
                        each.name() + " read in " + serialization,
                        avaticas(each.value),
                        () -> avaticas(each.value, rows, rows.findColumn(each.column())));
            }
            rows.next();
            for (Case each : cases) {
                matrix.expect(each.name() + " NULL in " + serialization, null, () -> rows.getObject(each.column()));
                matrix.expect(each.name() + " wasNull in " + serialization, true, rows::wasNull);
            }
        }
        for (Case each : cases) {
            avaticaParameter(connection, each, each.name() + " in " + serialization, matrix);
        }
    }

    private static void avaticaParameter(Connection connection, Case each, String name, Matrix matrix)
            throws SQLException {
        if (!each.type.isEmpty()) {
            try (PreparedStatement cast = connection.prepareStatement("SELECT CAST(? AS " + each.type + ")");
                    PreparedStatement filter =
                            connection.prepareStatement("SELECT n FROM lake.main.t WHERE " + each.column() + " = ?")) {
                matrix.expect(name + " parameter", avaticas(each.value), () -> {
                    avaticaBinds(cast, each.value);
                    ResultSet rows = cast.executeQuery();
                    rows.next();
                    return avaticas(each.value, rows, 1);
                });
                matrix.expect(name + " in a filter", 1, () -> {
                    avaticaBinds(filter, each.value);
                    ResultSet rows = filter.executeQuery();
                    return rows.next() ? rows.getInt(1) : "no row";
                });
            }
        }
    }

    private static void avaticaBinds(PreparedStatement statement, Object value) throws SQLException {
        if (value instanceof Number || value instanceof Boolean || value instanceof byte[]) {
            statement.setObject(1, value);
        } else {
            statement.setString(1, value.toString());
        }
    }

    /** What Avatica's driver can give: times by their text, of a local one no more than milliseconds. */
    private static Object avaticas(Object value) {
        if (value instanceof LocalTime time) {
            return DateTimeFormatter.ofPattern("HH:mm:ss.SSS").format(time) + "000";
        }
        if (value instanceof LocalDateTime local) {
            boolean nanoseconds = local.getNano() % 1_000 != 0;
            return DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS").format(local)
                    + (nanoseconds ? "000000" : "000");
        }
        if (value instanceof OffsetDateTime instant) {
            return DateTimeFormatter.ISO_LOCAL_DATE.format(instant) + " "
                    + DateTimeFormatter.ISO_LOCAL_TIME.format(instant) + "+00:00";
        }
        return value instanceof LocalDate || value instanceof UUID ? value.toString() : value;
    }

    private static Object avaticas(Object value, ResultSet rows, int column) throws SQLException {
        if (value instanceof Number) {
            return rows.getObject(column);
        }
        if (value instanceof byte[]) {
            return rows.getBytes(column);
        }
        return value instanceof Boolean ? (Object) rows.getBoolean(column) : rows.getString(column);
    }

    /** Avatica's texts of dates have years of four digits, and its objects err by a day in some zones then: nothing that the gateway could cure. */
    private static boolean isLate(Object value) {
        return value instanceof ChronoLocalDate date && date.get(ChronoField.YEAR) > 9999
                || value instanceof LocalDateTime local && local.getYear() > 9999;
    }

    /** That the values above are DuckDB's own, and no mistake of ours in writing them down. */
    @Test
    void duckDbFindsTheValuesEqual() throws SQLException {
        Matrix matrix = new Matrix();
        try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckDb.createStatement()) {
            statement.execute("SET TimeZone = 'UTC'");
            for (Case each : CASES) {
                if (List.of("VARIANT", "GEOMETRY").contains(each.engineType)) {
                    continue; // their texts are not those of the classes that stand for them here
                }
                String text = each.text().replace("'", "''");
                matrix.expect(each.name(), true, () -> {
                    try (ResultSet rows = statement.executeQuery("SELECT CAST(%s AS %s) = %s"
                            .formatted(
                                    each.literal,
                                    each.engineType,
                                    each.value instanceof byte[]
                                            ? "from_hex('" + text + "')"
                                            : "CAST('" + text + "' AS " + each.engineType + ")"))) {
                        rows.next();
                        return rows.getBoolean(1);
                    }
                });
            }
        }
        matrix.check();
    }
}
