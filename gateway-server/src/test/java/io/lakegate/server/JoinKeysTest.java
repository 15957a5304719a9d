package io.lakegate.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakegate.adapters.testing.DeltaTableWriter;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.LakeType.Simple;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which joins keep files of a large table from being read by the keys of a small one, and which must not; the rows are those that come without it. */
class JoinKeysTest {
    private static final int DAYS = 40;
    private static final Pattern READ =
            Pattern.compile("lake\\.default\\.(\\w+) version \\d+: files: \\d+ listed, .* (\\d+) read by the engine");

    @TempDir
    static Path lake;

    private static TestGateway gateway;
    private static Connection on;
    private static Connection off;

    @BeforeAll
    static void start() throws SQLException {
        List<Column> columns = List.of(
                new Column("id", Simple.INTEGER),
                new Column("k", Simple.INTEGER),
                new Column("item", Simple.INTEGER),
                new Column("day", Simple.DATE),
                new Column("code", Simple.VARCHAR),
                new Column("price", new LakeType.Decimal(9, 2)),
                new Column("x", Simple.DOUBLE),
                new Column("at", Simple.TIMESTAMP),
                new Column("inst", Simple.TIMESTAMP_TZ));
        DeltaTableWriter fact = DeltaTableWriter.create(lake.resolve("fact"), columns);
        DeltaTableWriter parts = DeltaTableWriter.create(lake.resolve("parts"), columns, "k");
        for (int day = 0; day < DAYS; day++) {
            List<Object[]> rows = new ArrayList<>();
            for (int row = 0; row < 30; row++) {
                int k = day;
                rows.add(new Object[] {
                    day * 100 + row,
                    k,
                    row,
                    day(k),
                    "c%02d".formatted(k),
                    BigDecimal.valueOf(100L * k + 50, 2),
                    (double) k,
                    at(k),
                    at(k).toInstant(ZoneOffset.UTC)
                });
            }
            fact.append(rows);
            parts.append(rows);
        }
        List<Object[]> unknown =
                List.<Object[]>of(new Object[] {9_999, null, null, null, null, null, null, null, null});
        fact.append(unknown);
        parts.append(unknown);
        DeltaTableWriter dates = DeltaTableWriter.create(
                lake.resolve("dates"),
                List.of(
                        new Column("k", Simple.INTEGER),
                        new Column("big", Simple.BIGINT),
                        new Column("m", Simple.INTEGER),
                        new Column("day", Simple.DATE),
                        new Column("code", Simple.VARCHAR),
                        new Column("price", new LakeType.Decimal(9, 2)),
                        new Column("x", Simple.DOUBLE),
                        new Column("z", Simple.INTEGER),
                        new Column("at", Simple.TIMESTAMP),
                        new Column("inst", Simple.TIMESTAMP_TZ)));
        List<Object[]> days = new ArrayList<>();
        for (int k = 0; k < DAYS; k++) {
            days.add(new Object[] {
                k,
                (long) k,
                k / 10,
                day(k),
                "c%02d".formatted(k),
                BigDecimal.valueOf(100L * k + 50, 2),
                (double) k,
                k % 3,
                at(k),
                at(k).toInstant(ZoneOffset.UTC)
            });
        }
        days.add(new Object[] {null, 5_000_000_000L, 1, null, null, null, null, 1, null, null});
        dates.append(days);
        dates.append(List.<Object[]>of(
                new Object[] {39, 39L, 77, day(39), "c39", BigDecimal.valueOf(3950, 2), 39.0, 1, null, null}));
        DeltaTableWriter.create(
                        lake.resolve("months"),
                        List.of(new Column("m", Simple.INTEGER), new Column("name", Simple.VARCHAR)))
                .append(IntStream.range(0, 4)
                        .mapToObj(m -> new Object[] {m, "month " + m})
                        .toList());
        gateway = TestGateway.over(lake);
        on = gateway.connect();
        off = gateway.connect();
        try (Statement statement = off.createStatement()) {
            statement.execute("SET lakegate.dynamic_filtering = off");
        }
    }

    private static LocalDate day(int k) {
        return LocalDate.of(2024, 1, 1).plusDays(k);
    }

    private static LocalDateTime at(int k) {
        return day(k).atTime(3, 4, 5, 678_901_000);
    }

    @AfterAll
    static void stop() throws SQLException {
        on.close();
        off.close();
        gateway.close();
    }

    /** How many files of each scan of a table are read. */
    private static List<Long> read(Connection connection, String table, String sql) throws SQLException {
        List<Long> read = new ArrayList<>();
        for (List<Object> line : TestGateway.query(connection, "EXPLAIN ANALYZE " + sql)) {
            Matcher matcher = READ.matcher(line.get(0).toString());
            if (matcher.matches() && matcher.group(1).equals(table)) {
                read.add(Long.parseLong(matcher.group(2)));
            }
        }
        return read;
    }

    private static void hasTheSameRows(String sql) throws SQLException {
        assertThat(TestGateway.query(on, sql))
                .as(sql)
                .isNotEmpty()
                .containsExactlyInAnyOrderElementsOf(TestGateway.query(off, sql));
    }

    /** The first column is what stands after FROM, the second the number of files that are read of the first table. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    fact f JOIN dates d ON f.k = d.k WHERE d.m = 2                                     | 10
                    parts f JOIN dates d ON f.k = d.k WHERE d.m = 2                                    | 10
                    dates d JOIN fact f ON d.k = f.k WHERE d.m = 2                                     | 10
                    fact f, dates d WHERE f.k = d.k AND d.m = 2 AND d.z = 0                            | 3
                    fact f JOIN dates d ON f.k = d.k AND d.m = 2                                       | 10
                    fact f JOIN dates d ON f.k = d.big WHERE d.m = 2                                   | 10
                    fact f JOIN dates d ON f.k = d.big WHERE d.m = 1                                   | 10
                    fact f JOIN dates d ON CAST(f.k AS BIGINT) = d.big WHERE d.m = 2                   | 10
                    fact f JOIN dates d ON f.day = d.day WHERE d.m = 2                                 | 10
                    fact f JOIN dates d ON f.day = CAST(d.day AS DATE) WHERE d.m = 1                   | 10
                    fact f JOIN dates d ON f.code = d.code WHERE d.m = 2                               | 10
                    fact f JOIN dates d ON f.price = d.price WHERE d.m = 2                             | 10
                    fact f JOIN dates d ON f."at" = d."at" WHERE d.m = 2                               | 10
                    fact f JOIN dates d ON f.inst = d.inst WHERE d.m = 2                               | 10
                    fact f JOIN dates d ON f.k = d.k WHERE d.m = 77                                    | 1
                    fact f JOIN dates d ON f.k = d.k AND f.day = d.day WHERE d.m = 3 AND d.z = 0       | 4
                    fact f WHERE f.k IN (SELECT k FROM dates WHERE m = 2)                              | 10
                    fact f WHERE f.k IN (SELECT k FROM dates WHERE m = 2 GROUP BY k)                   | 10
                    fact f RIGHT JOIN (SELECT * FROM dates WHERE m = 2) d ON f.k = d.k                 | 10
                    (SELECT * FROM dates WHERE m = 2) d LEFT JOIN fact f ON f.k = d.k                  | 10
                    (SELECT id AS n, k FROM fact WHERE id >= 0) f JOIN dates d ON f.k = d.k WHERE d.m = 2 | 10
                    (SELECT k FROM fact UNION ALL SELECT 1) f JOIN dates d ON f.k = d.k WHERE d.m = 2 | 10
                    fact f JOIN dates d ON f.k = d.k JOIN months m ON d.m = m.m WHERE m.name = 'month 2' | 10
                    fact f JOIN dates d ON f.k = d.k JOIN dates e ON f.day = e.day WHERE d.m = 2 AND e.z = 1 | 3
                    fact f JOIN (VALUES (7), (8)) AS v(k) ON f.k = v.k                                 | 2
                    fact f JOIN (SELECT k, count(*) AS n FROM dates WHERE m = 2 GROUP BY k) d ON f.k = d.k | 10
                    fact f JOIN dates d ON f.k = d.k LEFT JOIN months m ON d.m = m.m WHERE d.m = 2     | 10
                    (SELECT * FROM fact f LEFT JOIN months m ON f.item = m.m) f JOIN dates d ON f.k = d.k WHERE d.m = 2 | 10
                    """)
    void keysOfTheSmallTableLeaveFilesOfTheLargeOneOut(String from, long files) throws SQLException {
        String table = from.contains("parts") ? "parts" : "fact";
        String sql = "SELECT count(*), count(f.k), sum(f.k) FROM " + from;

        assertThat(read(on, table, sql)).containsExactly(files);
        assertThat(read(off, table, sql)).containsExactly(DAYS + 1L);
        hasTheSameRows(sql);
        hasTheSameRows("SELECT * FROM " + from);
    }

    /** What would get lost or wrong, or cannot be known exactly. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    fact f LEFT JOIN dates d ON f.k = d.k AND d.m = 2
                    fact f LEFT JOIN (SELECT * FROM dates WHERE m = 2) d ON f.k = d.k
                    (SELECT * FROM dates WHERE m = 2) d RIGHT JOIN fact f ON f.k = d.k
                    fact f FULL JOIN (SELECT * FROM dates WHERE m = 2) d ON f.k = d.k
                    fact f WHERE f.k NOT IN (SELECT k FROM dates WHERE m = 2)
                    fact f WHERE f.k NOT IN (SELECT k FROM dates WHERE m = 1 AND k > 0)
                    fact f WHERE NOT EXISTS (SELECT 1 FROM dates d WHERE d.k = f.k AND d.m = 2)
                    fact f WHERE f.k IN (SELECT k FROM dates WHERE m = 2) OR f.item = 1
                    fact f JOIN dates d ON f.k IS NOT DISTINCT FROM d.k WHERE d.m = 1
                    fact f JOIN dates d ON f.k = d.k OR f.item = d.k WHERE d.m = 1
                    fact f JOIN dates d ON f.k < d.k WHERE d.m = 1
                    fact f JOIN dates d ON f.k + 1 = d.k WHERE d.m = 1
                    fact f JOIN dates d ON f.x = d.x WHERE d.m = 1
                    fact f JOIN dates d ON CAST(f.k AS VARCHAR) = substring(d.code, 2) WHERE d.m = 1
                    fact f JOIN dates d ON f.k = d.x WHERE d.m = 1
                    fact f JOIN dates d ON f.inst = d."at" WHERE d.m = 1
                    fact f JOIN dates d ON CAST(f."at" AS DATE) = d.day WHERE d.m = 1
                    fact f JOIN dates d ON f.day = d."at" - INTERVAL '11045.678901' SECOND(5, 6) WHERE d.m = 1
                    fact f JOIN dates d ON f.k = d.k
                    (SELECT k, count(*) OVER () AS n FROM fact) f JOIN dates d ON f.k = d.k WHERE d.m = 2 AND f.n > 1200
                    (SELECT k, sum(item) AS n FROM fact GROUP BY ROLLUP(k)) f JOIN dates d ON f.k = d.k WHERE d.m = 2
                    (SELECT k FROM fact ORDER BY id LIMIT 500) f JOIN dates d ON f.k = d.k WHERE d.m = 1
                    (SELECT k FROM fact EXCEPT SELECT k FROM months, dates) f RIGHT JOIN dates d ON f.k = d.k WHERE d.m = 2
                    fact f JOIN (SELECT k FROM dates ORDER BY x DESC LIMIT 3) d ON f.k = d.k
                    fact f JOIN (SELECT k FROM dates WHERE m = 2 OFFSET 3) d ON f.k = d.k
                    fact f WHERE f.k IN (SELECT k FROM dates WHERE m = 2 ORDER BY x LIMIT 2)
                    fact f JOIN (SELECT k, row_number() OVER (ORDER BY x) AS n FROM dates) d ON f.k = d.k WHERE d.n < 4
                    fact f JOIN (SELECT k FROM dates GROUP BY k HAVING sum(x) > 3) d ON f.k = d.k
                    fact f JOIN (SELECT k FROM dates WHERE m = (SELECT max(m) FROM (SELECT m FROM dates ORDER BY k LIMIT 40) l)) d ON f.k = d.k
                    fact f, dates d WHERE d.m = 2 AND f.k = CAST(d.k + 0 * MOD(EXTRACT(SECOND FROM CURRENT_TIMESTAMP), 40) AS INTEGER)
                    fact f JOIN (SELECT avg(k) AS k FROM dates WHERE m = 1) d ON f.k = d.k
                    (SELECT COALESCE(d.k, 3) AS k FROM months m LEFT JOIN fact d ON d.item = m.m) f JOIN dates d ON f.k = d.k WHERE d.m = 0
                    """)
    void allFilesAreReadWhereRowsWithoutAPartnerMatter(String from) throws SQLException {
        String sql = "SELECT count(*), count(f.k), sum(f.k) FROM " + from;

        assertThat(read(on, "fact", sql)).containsExactly(DAYS + 1L);
        hasTheSameRows(sql);
    }

    /** An aggregation that stands in a statement twice is computed once, for both: what one of the places asks of it is not what the other does. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 1, sum(n) FROM t WHERE k IN (SELECT k FROM dates WHERE m = 2) UNION ALL SELECT 2, sum(n) FROM t",
                "SELECT 1, sum(n) FROM t UNION ALL SELECT 2, sum(n) FROM t WHERE k IN (SELECT k FROM dates WHERE m = 2)",
                "SELECT a.k, a.n, b.s FROM t a, (SELECT sum(n) AS s FROM t) b WHERE a.k IN (SELECT k FROM dates WHERE m = 2)",
                "SELECT count(*) FROM (SELECT * FROM t WHERE k IN (SELECT k FROM dates WHERE m = 2)) a JOIN t b ON a.n = b.n",
                "SELECT count(*) FROM (SELECT k FROM t WHERE k IN (SELECT k FROM dates WHERE m = 2) UNION SELECT k FROM t) u",
                "SELECT count(*), count(x.k) FROM (SELECT k, n FROM t WHERE k IN (SELECT k FROM dates WHERE m = 2)) x RIGHT JOIN t y ON x.k = y.k"
            })
    void whatIsComputedOnceForSeveralPlacesIsWhole(String sql) throws SQLException {
        hasTheSameRows("WITH t AS (SELECT k, count(*) AS n FROM fact GROUP BY k) " + sql);
    }

    @Test
    void withoutAnyKeyNoFileIsRead() throws SQLException {
        String sql = "SELECT count(*), sum(f.k) FROM fact f JOIN dates d ON f.k = d.k WHERE d.m = 1000";

        assertThat(read(on, "fact", sql)).containsExactly(0L);
        hasTheSameRows(sql);
        String nullOnly =
                "SELECT count(*), sum(f.k) FROM fact f JOIN dates d ON f.k = d.k WHERE d.m = 1 AND d.k IS NULL";
        assertThat(read(on, "fact", nullOnly)).containsExactly(0L);
        hasTheSameRows(nullOnly);
        String tooLarge = "SELECT count(*) FROM fact f JOIN dates d ON f.k = d.big WHERE d.big > 40000000";
        assertThat(read(on, "fact", tooLarge)).containsExactly(0L);
        hasTheSameRows(tooLarge);
    }

    @Test
    void eachSideOfASelfJoinIsNarrowedOnItsOwn() throws SQLException {
        String sql = "SELECT count(*) FROM fact f JOIN fact g ON f.id = g.id + 100 JOIN dates d ON f.k = d.k"
                + " JOIN dates e ON g.k = e.k WHERE d.m = 2 AND e.z = 0";

        assertThat(read(on, "fact", sql)).containsExactly(10L, 14L);
        hasTheSameRows(sql);
    }

    @Test
    void eachExecutionHasTheKeysOfItsOwnValues() throws SQLException {
        String sql =
                "SELECT min(f.k), max(f.k), count(*) FROM fact f JOIN dates d ON f.k = d.k WHERE d.m = ? AND d.z = ?";
        try (PreparedStatement statement = on.prepareStatement(sql)) {
            statement.setInt(1, 1);
            statement.setInt(2, 0);
            assertThat(TestGateway.rows(statement.executeQuery())).isEqualTo(List.of(List.of(12, 18, 90L)));
            statement.setInt(1, 3);
            statement.setInt(2, 1);
            assertThat(TestGateway.rows(statement.executeQuery())).isEqualTo(List.of(List.of(31, 37, 90L)));
        }
    }

    @Test
    void bothSidesAreOfTheirVersions() throws SQLException {
        String sql =
                "SELECT count(*), max(f.k) FROM fact VERSION AS OF 30 f JOIN dates VERSION AS OF %d d ON f.k = d.k WHERE d.m > 1";

        assertThat(TestGateway.query(on, sql.formatted(1))).isEqualTo(List.of(List.of(300L, 29)));
        hasTheSameRows("SELECT count(*) FROM fact f JOIN dates VERSION AS OF 1 d ON f.k = d.k WHERE d.m = 77");
        assertThat(read(
                        on,
                        "fact",
                        "SELECT count(*) FROM fact f JOIN dates VERSION AS OF 1 d ON f.k = d.k WHERE d.m = 77"))
                .containsExactly(0L);
    }

    @Test
    void anErrorInTheConditionOfTheSmallTableIsTheStatements() throws SQLException {
        String sql = "SELECT count(*) FROM fact f JOIN dates d ON f.k = d.k WHERE CAST(d.code AS INTEGER) = 1";

        assertThatThrownBy(() -> TestGateway.query(off, sql)).isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> TestGateway.query(on, sql)).isInstanceOf(SQLException.class);
        String divided = "SELECT count(*) FROM fact f JOIN dates d ON f.k = d.k WHERE 10 / d.z > 5";
        assertThatThrownBy(() -> TestGateway.query(off, divided)).hasMessageContaining("divided by zero");
        assertThatThrownBy(() -> TestGateway.query(on, divided)).hasMessageContaining("divided by zero");
        hasTheSameRows("SELECT count(*) FROM fact f JOIN dates d ON f.k = d.k WHERE 10 / NULLIF(d.z, 0) > 5");
    }

    @Test
    void explainTellsWhatIsLeftOutWhenItRuns() throws SQLException {
        String sql = "EXPLAIN SELECT count(*) FROM fact f JOIN dates d ON f.k = d.k WHERE d.m = 2";
        String line =
                "lake.default.fact: files are left out by k when it runs, which must be one of the keys of lake.default.dates (k)";

        assertThat(TestGateway.query(on, sql)).contains(List.of(line));
        assertThat(TestGateway.query(off, sql)).doesNotContain(List.of(line));
        assertThat(TestGateway.query(
                        on, "EXPLAIN SELECT count(*) FROM fact f LEFT JOIN dates d ON f.k = d.k AND d.m = 2"))
                .doesNotContain(List.of(line));
    }

    @Test
    void whatWasOfNoUseIsLeftAloneForAWhile() throws SQLException {
        String sql = "SELECT count(*) FROM fact f JOIN dates d ON f.item = d.k WHERE d.m = 1";
        for (int run = 0; run < 30; run++) {
            assertThat(TestGateway.query(on, sql)).isEqualTo(List.of(List.of(DAYS * 10L)));
        }
    }

    @Test
    void instantsAreTheSameInAnyZone() throws SQLException {
        try (Connection connection = gateway.connect();
                Statement statement = connection.createStatement()) {
            String sql = "SELECT count(*), sum(f.k) FROM fact f JOIN dates d ON f.inst = d.inst WHERE d.m = 2";
            List<List<Object>> rows = TestGateway.query(off, sql);
            statement.execute("SET lakegate.time_zone = 'America/Los_Angeles'");
            assertThat(TestGateway.query(connection, sql)).isEqualTo(rows);
            assertThat(read(connection, "fact", sql)).containsExactly(10L);
            String local = "SELECT count(*), sum(f.k) FROM fact f JOIN dates d ON f.\"at\" = d.\"at\" WHERE d.m = 2";
            assertThat(TestGateway.query(connection, local)).isEqualTo(rows);
            assertThat(read(connection, "fact", local)).containsExactly(10L);
        }
    }

    @Test
    void theSettingIsOnOrOff() throws SQLException {
        try (Connection connection = gateway.connect();
                Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute("SET lakegate.dynamic_filtering = maybe"))
                    .hasMessageContaining("It is one of on, off.");
            String sql = "SELECT count(*) FROM fact f JOIN dates d ON f.k = d.k WHERE d.m = 2";
            statement.execute("SET lakegate.dynamic_filtering = OFF");
            assertThat(read(connection, "fact", sql)).containsExactly(DAYS + 1L);
            statement.execute("RESET lakegate.dynamic_filtering");
            assertThat(read(connection, "fact", sql)).containsExactly(10L);
            statement.execute("SET lakegate.reader = engine");
            assertThat(read(connection, "fact", sql)).containsExactly(10L);
        }
    }
}
