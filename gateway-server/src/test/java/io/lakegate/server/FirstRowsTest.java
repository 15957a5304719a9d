package io.lakegate.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakegate.server.OrderedLake.Row;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which files are read for the first rows in an order, of ten files of three rows each in the order of their ids; and that these are the first rows. */
class FirstRowsTest {
    @TempDir
    private static Path folder;

    private static OrderedLake lake;

    @BeforeAll
    static void write() throws Exception {
        lake = OrderedLake.write(
                folder,
                IntStream.range(0, 10)
                        .mapToObj(file -> IntStream.range(file * 3, file * 3 + 3)
                                .mapToObj(FirstRowsTest::row)
                                .toList())
                        .toList());
    }

    /** {@code n} is NULL in the whole first file, and in one row of each second of the others. */
    static Row row(int id) {
        Integer n = id < 3 || id % 6 == 4 ? null : id;
        return new Row(id, id, n, id / 5, "n%02d".formatted(id), id == 15 ? Double.NaN : id * 1.0);
    }

    @AfterAll
    static void close() throws SQLException {
        lake.close();
    }

    /** The same rows in the same order: without a table whose metadata could be asked. */
    static String unproven(String sql) {
        return sql.replace("FROM t", "FROM (SELECT DISTINCT * FROM t) AS t");
    }

    static String in(String table, String sql) {
        return sql.replaceAll("\\b(FROM|JOIN) t\\b", "$1 " + table + " AS t");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            SELECT id FROM t ORDER BY k LIMIT 2                                                |  1
            SELECT id FROM t ORDER BY k LIMIT 3                                                |  1
            SELECT id FROM t ORDER BY k LIMIT 4                                                |  2
            SELECT id FROM t ORDER BY k FETCH FIRST 4 ROWS ONLY                                |  2
            SELECT id FROM t ORDER BY k LIMIT 2 OFFSET 2                                       |  2
            SELECT id FROM t ORDER BY k LIMIT 1 OFFSET 20                                      |  7
            SELECT id FROM t ORDER BY k DESC LIMIT 2                                           |  1
            SELECT id FROM t ORDER BY k DESC NULLS FIRST LIMIT 4                               |  2
            SELECT id FROM t ORDER BY k DESC NULLS LAST LIMIT 4                                |  2
            SELECT id, k FROM t ORDER BY 2 DESC LIMIT 2                                        |  1
            SELECT * FROM t ORDER BY name LIMIT 2                                              |  1
            SELECT * FROM t ORDER BY name DESC LIMIT 4                                         |  2
            SELECT id + 1, UPPER(name) FROM t ORDER BY k, name DESC LIMIT 2                    |  1
            SELECT id FROM t ORDER BY tie, id DESC LIMIT 3                                     |  2
            SELECT id FROM t ORDER BY tie DESC, id LIMIT 1                                     |  2
            SELECT id FROM t WHERE k >= 6 ORDER BY k LIMIT 2                                   |  1
            SELECT id FROM t WHERE k >= 7 ORDER BY k LIMIT 2                                   |  2
            SELECT id FROM t WHERE k >= 7 AND k < 12 ORDER BY k LIMIT 2                        |  2
            SELECT id FROM t WHERE tie IN (1, 4) ORDER BY k DESC LIMIT 1                       |  2
            SELECT id FROM t WHERE n IS NOT NULL ORDER BY k LIMIT 1                            |  2
            SELECT id FROM t WHERE n > 2 ORDER BY k LIMIT 1                                    |  2
            SELECT id FROM t WHERE k = 7 ORDER BY k LIMIT 1                                    |  1
            SELECT id FROM t WHERE name LIKE '%7' ORDER BY k LIMIT 1                           | 10
            SELECT id FROM t WHERE k % 3 = 1 ORDER BY k LIMIT 1                                | 10
            SELECT id FROM t WHERE k >= 6 AND name LIKE '%9' ORDER BY k LIMIT 1                |  8
            SELECT n FROM t ORDER BY n NULLS LAST LIMIT 2                                      |  1
            SELECT n FROM t ORDER BY n NULLS LAST LIMIT 3                                      |  2
            SELECT n FROM t ORDER BY n NULLS FIRST LIMIT 2                                     |  6
            SELECT n FROM t ORDER BY n NULLS FIRST LIMIT 12                                    |  8
            SELECT n FROM t ORDER BY n DESC NULLS LAST LIMIT 2                                 |  1
            SELECT n FROM t ORDER BY n DESC NULLS FIRST LIMIT 2                                |  6
            SELECT n FROM t WHERE n IS NULL ORDER BY n NULLS FIRST LIMIT 2                     |  6
            SELECT x FROM (SELECT k AS x, id FROM t WHERE k < 20) AS s ORDER BY x DESC LIMIT 2 |  2
            SELECT x FROM (SELECT k AS x, id FROM t) AS s WHERE x < 20 ORDER BY x DESC LIMIT 2 |  2
            SELECT id FROM t ORDER BY k LIMIT 27                                               |  9
            SELECT id FROM t ORDER BY k LIMIT 30                                               | 10
            SELECT id FROM t ORDER BY k LIMIT 1000000000000                                    | 10
            SELECT id FROM t ORDER BY k                                                        | 10
            SELECT id FROM t ORDER BY k OFFSET 2                                               | 10
            SELECT id FROM t ORDER BY k * 2 LIMIT 2                                            | 10
            SELECT id FROM t ORDER BY -k LIMIT 2                                               | 10
            SELECT id FROM t ORDER BY k % 7, k LIMIT 2                                         | 10
            SELECT -k AS k FROM t ORDER BY k LIMIT 2                                           | 10
            SELECT ratio FROM t ORDER BY ratio DESC LIMIT 1                                    | 10
            SELECT ratio FROM t ORDER BY ratio LIMIT 1                                         | 10
            SELECT max(name) FROM t                                                            |  1
            SELECT min(name) FROM t WHERE k >= 7                                               |  2
            SELECT UPPER(max(name)) FROM t WHERE k % 2 = 0                                     | 10
            SELECT min(name) FROM t WHERE n IS NULL                                            |  1
            SELECT max(x) FROM (SELECT name AS x, k FROM t WHERE k < 20) AS s                  |  2
            SELECT min(name), max(name) FROM t                                                 | 10
            SELECT max(ratio) FROM t                                                           | 10
            SELECT max(k + 1) FROM t                                                           | 10
            SELECT max(name) FILTER (WHERE k < 5) FROM t                                       | 10
            SELECT max(name) FROM t GROUP BY tie ORDER BY 1                                    | 10
            SELECT DISTINCT tie FROM t ORDER BY tie LIMIT 2                                    | 10
            SELECT k, max(id) FROM t GROUP BY k ORDER BY k LIMIT 2                             | 10
            SELECT id, count(*) OVER () FROM t ORDER BY k LIMIT 2                              | 10
            SELECT id FROM t WHERE k > (SELECT min(k) FROM t) ORDER BY k LIMIT 2               | 20
            SELECT t.id FROM t JOIN t AS u ON t.k = u.k ORDER BY t.k LIMIT 2                   | 20
            SELECT id FROM (SELECT id, k FROM t ORDER BY k DESC LIMIT 5) AS s ORDER BY k LIMIT 2 | 10
            """)
    void onlyFilesThatCanHaveThemAreRead(String sql, int files) throws SQLException {
        for (String table : OrderedLake.TABLES) {
            String asked = in(table, sql.replace("JOIN t AS u", "JOIN " + table + " AS u"));
            String whole = in(table, unproven(sql).replace("JOIN t AS u", "JOIN " + table + " AS u"));
            assertThat(lake.query(asked)).as(asked).isEqualTo(lake.query(whole));
            assertThat(lake.filesRead(asked)).as(asked).isEqualTo(files);
        }
    }

    @Test
    void noRowsAreNone() throws SQLException {
        for (String table : OrderedLake.TABLES) {
            assertThat(lake.query("SELECT id FROM " + table + " ORDER BY k LIMIT 0"))
                    .isEqualTo("[]");
            assertThat(lake.query("SELECT id FROM " + table + " ORDER BY k LIMIT 0 OFFSET 2"))
                    .isEqualTo("[]");
            assertThat(lake.query("SELECT id FROM " + table + " ORDER BY k LIMIT 2 OFFSET 29"))
                    .isEqualTo("[[29]]");
        }
    }

    @Test
    void parametersSayHowMany() throws SQLException {
        for (String table : OrderedLake.TABLES) {
            String sql = "SELECT id FROM %s WHERE k >= ? ORDER BY k LIMIT ? OFFSET ?".formatted(table);
            try (PreparedStatement statement = lake.connection().prepareStatement(sql)) {
                for (int[] values : new int[][] {{0, 2, 0}, {0, 30, 0}, {8, 3, 4}, {0, 0, 2}, {26, 9, 1}, {0, 1, 28}}) {
                    for (int i = 0; i < values.length; i++) {
                        statement.setInt(i + 1, values[i]);
                    }
                    List<List<Object>> expected = IntStream.range(values[0], 30)
                            .skip(values[2])
                            .limit(values[1])
                            .mapToObj(id -> List.<Object>of(id))
                            .toList();
                    try (ResultSet rows = statement.executeQuery()) {
                        assertThat(TestGateway.rows(rows)).isEqualTo(expected);
                    }
                }
            }
        }
    }

    @Test
    void whatOneMayNotSeeOrdersNothing(@TempDir Path other) throws Exception {
        try (AccessLake access = new AccessLake(other)) {
            for (String user : List.of("adam", "ann")) {
                for (String key : List.of("id", "amount DESC", "phone, id", "email DESC, id")) {
                    String sql = "SELECT id FROM t ORDER BY " + key + " LIMIT 2";
                    assertThat(access.query(user, in("lake.sales.orders", sql)).toString())
                            .as(user + " " + key)
                            .isEqualTo(access.query(user, in("lake.sales.orders", unproven(sql)))
                                    .toString());
                }
            }
            assertThat(access.query("ann", "SELECT id FROM lake.sales.orders ORDER BY phone, id LIMIT 1"))
                    .isNotEqualTo(
                            access.query("adam", "SELECT id FROM lake.sales.orders ORDER BY amount DESC LIMIT 1"));
        }
    }
}
