package io.lakegate.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakegate.adapters.testing.DeltaTableWriter;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.LakeType.Simple;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values of each type on their way from a Delta table to a JDBC client: our driver, and Avatica's in both serializations. */
class WireValuesTest {
    private static final LakeType MONEY = new LakeType.Decimal(38, 6);
    private static final List<Column> COLUMNS = List.of(
            new Column("id", Simple.INTEGER),
            new Column("yes", Simple.BOOLEAN),
            new Column("tiny", Simple.TINYINT),
            new Column("small", Simple.SMALLINT),
            new Column("big", Simple.BIGINT),
            new Column("realn", Simple.REAL),
            new Column("doublen", Simple.DOUBLE),
            new Column("money", MONEY),
            new Column("word", Simple.VARCHAR),
            new Column("bytes", Simple.VARBINARY),
            new Column("born", Simple.DATE),
            new Column("local_time", Simple.TIMESTAMP),
            new Column("instant", Simple.TIMESTAMP_TZ));
    private static final BigDecimal LARGE = new BigDecimal("12345678901234567890123456789012.123456");
    private static final LocalDateTime LOCAL = LocalDateTime.of(2024, 3, 10, 2, 30, 0, 123_456_000);
    private static final Instant MOMENT = Instant.parse("2024-10-27T01:30:00.654321Z");

    @TempDir
    private static Path lake;

    private static TestGateway gateway;

    @BeforeAll
    static void start() {
        DeltaTableWriter.create(lake.resolve("t"), COLUMNS)
                .append(List.of(
                        new Object[] {
                            1,
                            true,
                            (byte) -128,
                            (short) 32767,
                            Long.MIN_VALUE,
                            1.5f,
                            -0.1,
                            LARGE,
                            "käse 🧀 'quoted'",
                            new byte[] {0, 1, -1},
                            LocalDate.of(1500, 6, 1),
                            LOCAL,
                            MOMENT
                        },
                        new Object[] {2, null, null, null, null, null, null, null, null, null, null, null, null},
                        new Object[] {
                            3,
                            false,
                            (byte) 127,
                            (short) -32768,
                            Long.MAX_VALUE,
                            Float.NaN,
                            Double.POSITIVE_INFINITY,
                            BigDecimal.ZERO.setScale(6),
                            "",
                            new byte[0],
                            LocalDate.of(9999, 12, 31),
                            LocalDateTime.of(1700, 1, 1, 0, 0),
                            Instant.parse("1969-12-31T23:59:59.999999Z")
                        }));
        gateway = TestGateway.over(lake);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void ourDriverLosesNothing() throws SQLException {
        try (Connection connection = gateway.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT * FROM t ORDER BY id")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getBoolean("yes")).isTrue();
            assertThat(rows.getByte("tiny")).isEqualTo((byte) -128);
            assertThat(rows.getShort("small")).isEqualTo((short) 32767);
            assertThat(rows.getLong("big")).isEqualTo(Long.MIN_VALUE);
            assertThat(rows.getFloat("realn")).isEqualTo(1.5f);
            assertThat(rows.getDouble("doublen")).isEqualTo(-0.1);
            assertThat(rows.getBigDecimal("money")).isEqualTo(LARGE);
            assertThat(rows.getString("word")).isEqualTo("käse 🧀 'quoted'");
            assertThat(rows.getBytes("bytes")).containsExactly(0, 1, -1);
            assertThat(rows.getObject("born", LocalDate.class)).isEqualTo(LocalDate.of(1500, 6, 1));
            assertThat(rows.getDate("born")).hasToString("1500-06-01");
            assertThat(rows.getObject("local_time", LocalDateTime.class)).isEqualTo(LOCAL);
            assertThat(rows.getObject("instant", OffsetDateTime.class)).isEqualTo(MOMENT.atOffset(ZoneOffset.UTC));
            assertThat(rows.getTimestamp("instant").toInstant()).isEqualTo(MOMENT);
            assertThat(rows.next()).isTrue();
            for (int column = 2; column <= COLUMNS.size(); column++) {
                assertThat(rows.getObject(column)).isNull();
                assertThat(rows.wasNull()).isTrue();
            }
            assertThat(rows.getDouble("doublen")).isZero();
            assertThat(rows.wasNull()).isTrue();
            assertThat(rows.next()).isTrue();
            assertThat(rows.getFloat("realn")).isNaN();
            assertThat(rows.getDouble("doublen")).isEqualTo(Double.POSITIVE_INFINITY);
            assertThat(rows.getString("word")).isEmpty();
            assertThat(rows.getBytes("bytes")).isEmpty();
            assertThat(rows.getObject("born", LocalDate.class)).isEqualTo(LocalDate.of(9999, 12, 31));
            assertThat(rows.getObject("local_time", LocalDateTime.class)).isEqualTo(LocalDateTime.of(1700, 1, 1, 0, 0));
            assertThat(rows.next()).isFalse();
        }
    }

    @Test
    void aListOfMapsIsAList() throws SQLException {
        try (Connection connection = gateway.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT ARRAY[MAP['a', 1], MAP['b', 2]]")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getString(1)).isEqualTo("[{\"a\":1},{\"b\":2}]");
            assertThat((Object[]) rows.getArray(1).getArray()).containsExactly(Map.of("a", 1), Map.of("b", 2));
            assertThat(rows.getObject(1)).isEqualTo(rows.getArray(1));
        }
    }

    @Test
    void typesAreDescribedAsTheyAre() throws SQLException {
        try (Connection connection = gateway.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT * FROM t WHERE FALSE")) {
            ResultSetMetaData columns = rows.getMetaData();
            List<Integer> types = new ArrayList<>();
            for (int i = 1; i <= columns.getColumnCount(); i++) {
                types.add(columns.getColumnType(i));
            }
            assertThat(types)
                    .containsExactly(
                            Types.INTEGER,
                            Types.BOOLEAN,
                            Types.TINYINT,
                            Types.SMALLINT,
                            Types.BIGINT,
                            Types.REAL,
                            Types.DOUBLE,
                            Types.DECIMAL,
                            Types.VARCHAR,
                            Types.VARBINARY,
                            Types.DATE,
                            Types.TIMESTAMP,
                            Types.TIMESTAMP_WITH_TIMEZONE);
            assertThat(columns.getPrecision(8)).isEqualTo(38);
            assertThat(columns.getScale(8)).isEqualTo(6);
            assertThat(rows.next()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"protobuf", "json"})
    void avaticasDriverReadsWhatItsProtocolCanCarry(String serialization) throws SQLException {
        try (Connection connection = DriverManager.getConnection(gateway.avaticaUrl(serialization));
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT * FROM t WHERE id < 3 ORDER BY id")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getInt("id")).isEqualTo(1);
            assertThat(rows.getBoolean("yes")).isTrue();
            assertThat(rows.getByte("tiny")).isEqualTo((byte) -128);
            assertThat(rows.getShort("small")).isEqualTo((short) 32767);
            assertThat(rows.getLong("big")).isEqualTo(Long.MIN_VALUE);
            assertThat(rows.getFloat("realn")).isEqualTo(1.5f);
            assertThat(rows.getDouble("doublen")).isEqualTo(-0.1);
            assertThat(rows.getBigDecimal("money")).isEqualTo(LARGE);
            assertThat(rows.getString("word")).isEqualTo("käse 🧀 'quoted'");
            assertThat(rows.getBytes("bytes")).containsExactly(0, 1, -1);
            assertThat(rows.getString("born")).isEqualTo("1500-06-01");
            assertThat(rows.getString("local_time")).startsWith("2024-03-10 02:30:00.123");
            assertThat(rows.getString("instant")).isEqualTo("2024-10-27 01:30:00.654321+00:00");
            assertThat(rows.next()).isTrue();
            for (int column = 2; column <= COLUMNS.size(); column++) {
                assertThat(rows.getObject(column)).isNull();
            }
            assertThat(rows.next()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"protobuf", "json"})
    void avaticasDriverReadsLongResultsWhateverItsFetchSize(String serialization) throws SQLException {
        String sql = "SELECT count(*) FROM t a, t b, t c, t d, t e, t f, t g, t h";
        String many = "SELECT a.id FROM t a, t b, t c, t d, t e, t f, t g, t h";
        try (Connection connection = DriverManager.getConnection(gateway.avaticaUrl(serialization));
                Statement statement = connection.createStatement()) {
            assertThat(TestGateway.query(connection, sql)).isEqualTo(List.of(List.of(6_561L)));
            for (int fetchSize : new int[] {0, 1, 100, 100_000}) {
                statement.setFetchSize(fetchSize);
                int count = 0;
                try (ResultSet rows = statement.executeQuery(many)) {
                    while (rows.next()) {
                        count++;
                    }
                }
                assertThat(count).isEqualTo(6_561);
            }
        }
    }

    @Test
    void sumsAndQuotientsHaveTheTypesOfTheEngine() throws SQLException {
        assertThat(
                        gateway.query(
                                "SELECT sum(small), sum(big), avg(tiny), 7 / 2, -7 / 2, 1.0 / 3, CAST('abcdef' AS VARCHAR(3)) FROM t"))
                .isEqualTo(List.of(List.of(-1L, new BigDecimal("-1"), -0.5, 3, -3, 1.0 / 3, "abc")));
    }

    @Test
    void literalsInListsAndRangesKeepAllTheirDigitsAndLetters() throws SQLException {
        assertThat(gateway.query("""
                        SELECT count(*) FROM t
                        WHERE local_time IN (TIMESTAMP '2024-03-10 02:30:00.123456', TIMESTAMP '2024-02-27 00:00:00')""")).isEqualTo(List.of(List.of(1L)));
        assertThat(gateway.query("""
                        SELECT count(*) FROM t WHERE local_time BETWEEN TIMESTAMP '2024-03-10 02:30:00.123456'
                        AND TIMESTAMP '2024-03-10 02:30:00.123457'""")).isEqualTo(List.of(List.of(1L)));
        assertThat(gateway.query("SELECT count(*) FROM t WHERE word IN ('käse 🧀 ''quoted''', '日本', 'x')"))
                .isEqualTo(List.of(List.of(1L)));
        assertThat(gateway.query("SELECT count(*) FROM t WHERE word BETWEEN 'käse' AND 'kåse'"))
                .isEqualTo(List.of(List.of(1L)));
        assertThat(gateway.query(
                        "SELECT count(*) FROM t WHERE money IN (12345678901234567890123456789012.123456, 0.000001)"))
                .isEqualTo(List.of(List.of(1L)));
    }

    @Test
    void textsCastToTimesKeepAllTheirDigits() throws SQLException {
        assertThat(gateway.query("""
                        SELECT count(*) FROM t
                        WHERE instant = CAST('2024-10-27 01:30:00.654321 UTC' AS TIMESTAMP WITH TIME ZONE)
                        AND local_time BETWEEN CAST('2024-03-10 02:30:00.123456' AS TIMESTAMP)
                        AND CAST('2024-03-10 02:30:00.123456' AS TIMESTAMP)""")).isEqualTo(List.of(List.of(1L)));
        assertThat(gateway.query("""
                        SELECT count(*) FROM t WHERE instant IN (
                        CAST('2024-10-27 01:30:00.654321 UTC' AS TIMESTAMP WITH TIME ZONE),
                        CAST('2024-10-27 01:30:00.654322 UTC' AS TIMESTAMP WITH TIME ZONE))""")).isEqualTo(List.of(List.of(1L)));
        assertThat(gateway.query("""
                        SELECT CAST(CAST('2024-10-27 01:30:00.654321 UTC' AS TIMESTAMP WITH TIME ZONE) AS VARCHAR),
                        CAST(TIMESTAMP '2024-10-27 01:30:00.654321' AS VARCHAR)"""))
                .isEqualTo(List.of(List.of("2024-10-27 01:30:00.654321+00", "2024-10-27 01:30:00.654321")));
    }
}
