package io.lakegate.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakegate.adapters.testing.DeltaTableWriter;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.LakeType.Simple;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Array;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Statements as people who know DuckDB write them: the same answers as DuckDB's own, or an error that says what to write instead. */
class SpellingsTest {
    @TempDir
    private static Path lake;

    private static TestGateway gateway;
    private static Connection client;
    private static Connection duckDb;

    @BeforeAll
    static void write() throws SQLException {
        List<Column> columns = List.of(
                new Column("id", Simple.INTEGER),
                new Column("k", Simple.INTEGER),
                new Column("g", Simple.VARCHAR),
                new Column("s", Simple.VARCHAR),
                new Column("v", Simple.DOUBLE),
                new Column("w", new LakeType.Decimal(12, 2)),
                new Column("d", Simple.DATE),
                new Column("ts", Simple.TIMESTAMP),
                new Column("b", Simple.BOOLEAN),
                new Column("l", new LakeType.ListOf(Simple.INTEGER)));
        DeltaTableWriter.create(lake.resolve("t"), columns)
                .append(IntStream.range(0, 60).mapToObj(SpellingsTest::row).toList());
        DeltaTableWriter.create(
                        lake.resolve("u"),
                        List.of(columns.get(0), columns.get(1), columns.get(2), columns.get(7), columns.get(4)))
                .append(IntStream.range(20, 50)
                        .mapToObj(SpellingsTest::row)
                        .map(row -> new Object[] {row[0], row[1], row[2], row[7], row[4]})
                        .toList());
        gateway = TestGateway.over(lake);
        client = gateway.connect();
        try (Statement statement = client.createStatement()) {
            statement.execute("USE lake.\"default\"");
        }
        duckDb = DriverManager.getConnection("jdbc:duckdb:");
        try (Statement statement = duckDb.createStatement()) {
            for (String table : List.of("t", "u")) {
                statement.execute("CREATE TABLE %1$s AS SELECT * FROM read_parquet('%2$s/%1$s/*.parquet')"
                        .formatted(table, lake));
            }
        }
    }

    private static final List<String> TEXTS =
            List.of("google", "a", "abc", "https://www.example.com/x/y", "foo bar", "", "Zoo", "0");

    private static Object[] row(int i) {
        int mixed = i * 7919 % 101;
        return new Object[] {
            i,
            i % 3 == 2 ? null : mixed % 20,
            List.of("a", "b", "c", "d").get(mixed % 4),
            i % 11 == 5 ? null : TEXTS.get(mixed % TEXTS.size()),
            mixed / 4.0,
            BigDecimal.valueOf(mixed * 125L, 2),
            LocalDate.of(2010, 1, 1).plusDays(mixed * 13L),
            LocalDateTime.of(2010, 1, 1, 0, 0).plusSeconds(mixed * 987_653L),
            i % 7 == 3 ? null : mixed % 2 == 0,
            List.of(mixed % 5, i % 3, 1)
        };
    }

    @AfterAll
    static void stop() throws SQLException {
        duckDb.close();
        client.close();
        gateway.close();
    }

    static Stream<String> statements() throws IOException {
        try (InputStream in = SpellingsTest.class.getResourceAsStream("/statements/spellings.sql")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines().filter(line -> !line.startsWith("--")).toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("statements")
    void answersAsDuckDbItself(String sql) throws SQLException {
        assertThat(normal(TestGateway.query(client, sql))).isEqualTo(normal(TestGateway.query(duckDb, sql)));
    }

    /** Of each statement, another one that DuckDB reads. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            SELECT id, w, window_start, window_end FROM TABLE(TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '1' DAY)) | SELECT id, w, date_trunc('day', ts), date_trunc('day', ts) + INTERVAL 1 DAY FROM t
            SELECT window_start, count(*) FROM TABLE(TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '1' HOUR)) GROUP BY window_start | SELECT date_trunc('hour', ts) h, count(*) FROM t GROUP BY h
            SELECT id, window_start, window_end FROM TABLE(HOP(TABLE t, DESCRIPTOR(ts), INTERVAL '1' DAY, INTERVAL '2' DAY)) | SELECT id, s, s + INTERVAL 2 DAY FROM (SELECT id, unnest([date_trunc('day', ts), date_trunc('day', ts) - INTERVAL 1 DAY]) s FROM t)
            SELECT id, w, window_start, window_end FROM TABLE(SESSION(TABLE t, DESCRIPTOR(ts), DESCRIPTOR(g), INTERVAL '60' DAY)) | WITH a AS (SELECT *, ts - lag(ts) OVER (PARTITION BY g ORDER BY ts) >= INTERVAL 60 DAY AS later FROM t), b AS (SELECT *, count(*) FILTER (WHERE later) OVER (PARTITION BY g ORDER BY ts) AS n FROM a) SELECT id, w, min(ts) OVER (PARTITION BY g, n), max(ts) OVER (PARTITION BY g, n) + INTERVAL 60 DAY FROM b
            SELECT g, b, window_start, count(*) FROM TABLE(SESSION(TABLE t, DESCRIPTOR(ts), DESCRIPTOR(g, b), INTERVAL '70' DAY)) GROUP BY g, b, window_start | WITH a AS (SELECT *, ts - lag(ts) OVER (PARTITION BY g, b ORDER BY ts) >= INTERVAL 70 DAY AS later FROM t), c AS (SELECT *, count(*) FILTER (WHERE later) OVER (PARTITION BY g, b ORDER BY ts) AS n FROM a) SELECT g, b, min(ts), count(*) FROM c GROUP BY g, b, n
            SELECT ARRAY_INSERT(l, 2, 9), ARRAY_INSERT(l, 6, k), ARRAY_INSERT(l, 1, 4) FROM t | SELECT list_concat(list_concat(l[1:1], [9]), l[2:]), list_concat(l, [NULL, NULL, k]), list_concat([4], l) FROM t
            SELECT ARRAY_INSERT(l, -1, 9), ARRAY_INSERT(ARRAY[1, 3, 4], -3, 2), ARRAY_INSERT(ARRAY[2, 3], -5, 1) FROM t | SELECT list_concat(l, [9]), [1, 2, 3, 4], [1, NULL, NULL, 2, 3] FROM t
            SELECT DATEDIFF(ts, d) FROM t | SELECT ts::DATE - d FROM t
            """)
    void meansTheSameAsAnotherStatement(String sql, String engine) throws SQLException {
        assertThat(normal(TestGateway.query(client, sql))).isEqualTo(normal(TestGateway.query(duckDb, engine)));
    }

    /** What is close by, and not the same or not there: each is refused, and none is taken for something else. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            SELECT 7 // 2                                    | A / B of whole numbers drops the remainder.
            SELECT 1 == 1                                    | Values are compared by a single =.
            SELECT 2 ** 3                                    | POWER(x, y) works.
            SELECT s -> 'a' FROM t                           | JSON_VALUE(x, '$.a') gives a value
            SELECT 1_000                                     | Line 1, column 9: A number ends right before "_000".
            SELECT 0xFF                                      | A number ends right before "xFF".
            SELECT 5 x, 5x                                   | Line 1, column 14: A number ends right before "x".
            SELECT id FROM t SEMI JOIN u ON t.k = u.k        | Line 1, column 18: There is no SEMI JOIN here. Write WHERE EXISTS
            SELECT v FROM t anti JOIN u ON v = x             | There is no ANTI JOIN here. Write WHERE NOT EXISTS
            SELECT 1 FROM t POSITIONAL JOIN u                | There is no POSITIONAL JOIN here. Write ROW_NUMBER()
            SELECT * FROM t ORDER BY ALL                     | Line 1, column 26: ALL stands for columns that are selected by their names.
            SELECT t.* FROM t GROUP BY ALL                   | ALL stands for columns that are selected by their names.
            SELECT g FROM t ORDER BY ALL, g                  | ALL
            SELECT quantile_cont(v) FROM t                   | There is no function quantile_cont(
            SELECT quantile_cont(v, k) FROM t                | PERCENTILE_CONT
            SELECT strftime(ts, '%Y') FROM t                 | TO_CHAR(ts, 'YYYY-MM-DD') work.
            SELECT datediff('day', d, ts) FROM t             | TIMESTAMPDIFF(MONTH, a, b) counts whole units
            SELECT list_transform(l, v) FROM t               | FROM UNNEST(x) AS u(v)
            SELECT time_bucket(INTERVAL 1 HOUR, ts) FROM t   | TUMBLE(ts, INTERVAL '15' MINUTE)
            SELECT INTERVAL '3 fortnights'                   | Line 1, column
            SELECT CAST(s AS TEXTS) FROM t                   | TEXTS
            SELECT contains(s) FROM t                        | contains
            SELECT ARRAY_INSERT(l, 0, 9) FROM t              | ARRAY_INSERT counts positions from 1, or from -1 at the end.
            SELECT ARRAY_INSERT(ARRAY[2, 3], 2147483647, 1)  | ARRAY_INSERT would make a value longer than 16777216, which is the most.
            SELECT ARRAY_REPEAT(1, 2147483647)               | ARRAY_REPEAT would make a value longer than 16777216
            SELECT REPEAT('abc', 8000000)                    | REPEAT would make a value longer than 16777216
            SELECT REPEAT(s, 2147483647) FROM t              | REPEAT would make a value longer than 16777216
            SELECT ROUND(CAST(1.25 AS DECIMAL(5, 2)), k) FROM t | ROUND of a DECIMAL to a number of digits that is no constant is not run by the engine. Write the number
            SELECT SPACE(2147483647)                         | SPACE would make a value longer than 16777216
            SELECT LPAD('a', 2147483647, 'b')                | LPAD would make a value longer than 16777216
            SELECT RPAD(X'00', 1073741824)                   | RPAD would make a value longer than 16777216
            SELECT 1 FROM TABLE(SESSION(TABLE t, DESCRIPTOR(d), DESCRIPTOR(g), INTERVAL '1' DAY)) | Supported form(s): SESSION(TABLE table_name, DESCRIPTOR(timecol), DESCRIPTOR(key) optional
            SELECT count(*) FROM t GROUP BY SESSION(ts, INTERVAL '1' DAY) | FROM TABLE(SESSION(TABLE t, DESCRIPTOR(ts), DESCRIPTOR(key), INTERVAL '10' MINUTE)) with GROUP BY
            SELECT count(*) FROM t GROUP BY HOP(ts, INTERVAL '1' HOUR, INTERVAL '1' DAY) | The function HOP in GROUP BY is not run by the engine. FROM TABLE(HOP(
            SELECT 1 FROM TABLE(TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '1' DAY, INTERVAL '1' HOUR)) | The table function TUMBLE
            """)
    void whatIsNotTheSameIsRefusedWithWhatWorks(String sql, String message) {
        assertThatThrownBy(() -> TestGateway.query(client, sql)).hasMessageContaining(message);
    }

    /** In quotes or after a blank these are names all the same. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            SELECT 1 _000                                                              | 1
            SELECT count(*) FROM t "SEMI" JOIN u ON "SEMI".id = u.id                   | 30
            SELECT count(*) FROM (SELECT DISTINCT list FROM (SELECT g AS list FROM t)) | 4
            """)
    void namesStayNames(String sql, String value) throws SQLException {
        assertThat(TestGateway.query(client, sql).get(0).get(0)).hasToString(value);
    }

    private static List<String> normal(List<List<Object>> rows) throws SQLException {
        List<String> texts = new ArrayList<>();
        for (List<Object> row : rows) {
            List<String> values = new ArrayList<>();
            for (Object value : row) {
                values.add(normal(value));
            }
            texts.add(values.toString());
        }
        return texts.stream().sorted().toList();
    }

    /** Doubles to nine digits: a sum depends on the order of the rows. */
    private static String normal(Object value) throws SQLException {
        if (value instanceof Array list) {
            return normal(List.of(Arrays.asList((Object[]) list.getArray()))).toString();
        }
        if ((value instanceof Double number && Double.isFinite(number)) || value instanceof Float) {
            value = new BigDecimal(value.toString()).round(new MathContext(9));
        }
        return value instanceof Number number
                ? new BigDecimal(number.toString()).stripTrailingZeros().toPlainString()
                : String.valueOf(value);
    }
}
