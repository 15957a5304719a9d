package io.lakegate.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakegate.adapters.testing.DeltaTableWriter;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType.Simple;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which aggregations of a statement are computed once for all places in which they stand, and that the answers are those of each place. */
class SharedPartsTest {
    private static final String SUMS = "(SELECT k, sum(v) AS s FROM t GROUP BY k)";

    @TempDir
    static Path lake;

    private static TestGateway gateway;
    private static Connection connection;

    @BeforeAll
    static void start() throws SQLException {
        DeltaTableWriter writer = DeltaTableWriter.create(
                lake.resolve("t"),
                List.of(
                        new Column("k", Simple.INTEGER),
                        new Column("unused", Simple.INTEGER),
                        new Column("v", Simple.INTEGER)));
        writer.append(List.<Object[]>of(new Object[] {1, 0, 10}, new Object[] {1, 0, 20}, new Object[] {2, 0, 5}));
        writer.append(List.<Object[]>of(new Object[] {2, 0, 1}, new Object[] {3, 0, 30}));
        gateway = TestGateway.over(lake);
        connection = gateway.connect();
    }

    @AfterAll
    static void stop() throws SQLException {
        connection.close();
        gateway.close();
    }

    private static List<List<Object>> query(String sql) throws SQLException {
        return TestGateway.query(connection, sql);
    }

    private static int count(String sql, String word) throws SQLException {
        StringBuilder text = new StringBuilder();
        query("EXPLAIN (SQL) " + sql).forEach(row -> text.append(row).append('\n'));
        int count = 0;
        for (int at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
            count++;
        }
        return count;
    }

    private static void assertShared(String sql) throws SQLException {
        assertThat(count(sql, "AS MATERIALIZED")).as(sql).isEqualTo(1);
        assertThat(count(sql, "read_parquet")).as(sql).isEqualTo(1);
    }

    private static void assertApart(String sql) throws SQLException {
        assertThat(count(sql, "AS MATERIALIZED")).as(sql).isZero();
    }

    @Test
    void aQueryThatIsNamedTwiceIsComputedOnce() throws SQLException {
        String sql = "WITH x AS " + SUMS + " SELECT k, s FROM x WHERE s = (SELECT max(s) FROM x) ORDER BY k";
        assertShared(sql);
        assertThat(query(sql)).isEqualTo(List.of(List.of(1, 30L), List.of(3, 30L)));
    }

    @Test
    void theSameQueryUnderOtherNamesIsComputedOnce() throws SQLException {
        String sql = "SELECT a.x, b.k, a.s, b.other FROM (SELECT k AS x, sum(v) AS s FROM t GROUP BY k) AS a"
                + " JOIN (SELECT k, sum(v) AS other FROM t GROUP BY k) AS b ON a.x = b.k + 1 ORDER BY 1";
        assertShared(sql);
        assertThat(query(sql)).isEqualTo(List.of(List.of(2, 1, 6L, 30L), List.of(3, 2, 30L, 6L)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SELECT k, s FROM x WHERE k IN (SELECT k FROM x WHERE s > 10) ORDER BY k | [[1, 30], [3, 30]]",
                "SELECT k FROM x WHERE (k, s) IN (SELECT k, s FROM x) ORDER BY k | [[1], [2], [3]]",
                "SELECT k, s FROM x AS y WHERE EXISTS (SELECT 1 FROM x WHERE x.s < y.s) ORDER BY k | [[1, 30], [3, 30]]",
                "SELECT k FROM x WHERE s >= ALL (SELECT s FROM x) ORDER BY k | [[1], [3]]",
                "SELECT k + s AS n FROM x UNION ALL SELECT s - k FROM x ORDER BY 1 | [[4], [8], [27], [29], [31], [33]]",
                "SELECT k, s FROM x INTERSECT SELECT k, s FROM x ORDER BY k LIMIT 1 OFFSET 1 | [[2, 6]]",
                "SELECT (SELECT max(s) FROM x) - (SELECT min(s) FROM x) | [[24]]",
                "SELECT count(*) FROM x AS a, x AS b, x AS c | [[27]]",
                "SELECT a.k, l.s FROM x AS a, LATERAL (SELECT s FROM x AS b WHERE b.s < a.s) AS l ORDER BY 1 | [[1, 6], [3, 6]]",
            })
    void whereverItIsNamed(String use, String answer) throws SQLException {
        String sql = "WITH x AS " + SUMS + " " + use;
        assertShared(sql);
        assertThat(query(sql)).hasToString(answer);
    }

    @Test
    void oneInAnother() throws SQLException {
        String sql = "WITH x AS " + SUMS + ", y AS (SELECT s, count(*) AS n FROM x GROUP BY s)"
                + " SELECT a.s, b.n, c.k FROM y AS a JOIN y AS b ON a.s = b.s JOIN x AS c ON c.s = a.s ORDER BY c.k";
        assertThat(count(sql, "read_parquet")).isEqualTo(1);
        assertThat(query(sql)).hasToString("[[30, 2, 1], [6, 1, 2], [30, 2, 3]]");
    }

    @Test
    void whatIsNarrowedByItsPlaceReadsItsOwnFiles() throws SQLException {
        String sql = "WITH x AS " + SUMS + " SELECT s FROM x WHERE k = 1 UNION ALL SELECT s FROM x WHERE k = 3";
        assertApart(sql);
        assertThat(query(sql)).hasToString("[[30], [30]]");
        assertApart("WITH x AS " + SUMS + " SELECT a.s + b.s FROM x AS a, x AS b WHERE a.k = 1 AND b.k = 1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // another version
                "SELECT a.s, b.s FROM (SELECT sum(v) AS s FROM t) AS a, (SELECT sum(v) AS s FROM t VERSION AS OF 1) AS b",
                // another column, another condition, another function
                "SELECT (SELECT sum(v) FROM t) + (SELECT sum(k) FROM t)",
                "SELECT (SELECT sum(v) FROM t WHERE k = 1) + (SELECT sum(v) FROM t WHERE k = 2)",
                "SELECT (SELECT sum(v) FROM t) + (SELECT sum(DISTINCT v) FROM t)",
                // depends on the row around it
                "SELECT k, (SELECT sum(v) FROM t AS i WHERE i.k = o.k), (SELECT sum(v) FROM t AS i WHERE i.k = o.k) FROM t AS o",
                // differs each time
                "SELECT (SELECT sum(rand() * v) FROM t) - (SELECT sum(rand() * v) FROM t)",
                // no table
                "SELECT (SELECT count(*) FROM (VALUES 1)) + (SELECT count(*) FROM (VALUES 1))",
            })
    void whatIsNotTheSameIsNot(String sql) throws SQLException {
        assertApart(sql);
        assertThat(query(sql)).isNotEmpty();
    }

    @Test
    void versionsAreToldApart() throws SQLException {
        assertThat(query("SELECT (SELECT sum(v) FROM t VERSION AS OF 1) - (SELECT sum(v) FROM t)"))
                .hasToString("[[-31]]");
    }

    @Test
    void parametersAreBoundInside() throws SQLException {
        String sql =
                "WITH x AS (SELECT k, sum(v) + ? AS s FROM t WHERE v > ? GROUP BY k) SELECT max(a.s + b.s), CAST(? AS INTEGER) FROM x AS a, x AS b";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            List<String> answers = new ArrayList<>();
            for (int least : new int[] {0, 15}) {
                statement.setInt(1, 100);
                statement.setInt(2, least);
                statement.setInt(3, 7);
                try (var rows = statement.executeQuery()) {
                    assertThat(rows.next()).isTrue();
                    answers.add(rows.getLong(1) + " " + rows.getInt(2));
                }
            }
            assertThat(answers).containsExactly("260 7", "260 7");
        }
    }

    @Test
    void besideARecursiveQuery() throws SQLException {
        String sql = "WITH RECURSIVE x AS " + SUMS
                + ", r AS (SELECT min(k) AS n FROM x UNION ALL SELECT n + 1 FROM r WHERE n < (SELECT max(k) FROM x)) SELECT n FROM r ORDER BY n";
        assertThat(query(sql)).hasToString("[[1], [2], [3]]");
    }
}
