package io.lakegate.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakegate.adapters.testing.DeltaTableWriter;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.LakeType.Simple;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which conditions keep files from being read, on a table of one row in each file; and that no row gets lost. */
class FileSkippingTest {
    private static final String TABLE = "lake.\"default\".t";
    private static final String LAST = Character.toString(Character.MAX_CODE_POINT);

    /** The ids of the rows are their places. */
    private static final List<String> NAMES = List.of(
            "apple",
            "apricot",
            "banana",
            "a%b",
            "a_b",
            "",
            "zz" + LAST,
            "zz" + LAST + "x",
            "\uD7FFx",
            "\uE000x",
            "Apple",
            "z");

    @TempDir
    static Path lake;

    private static TestGateway gateway;
    private static Connection connection;

    @BeforeAll
    static void start() throws SQLException {
        LakeType struct = new LakeType.StructOf(List.of(
                new Column("a", Simple.INTEGER),
                new Column("Inner", new LakeType.StructOf(List.of(new Column("x", Simple.VARCHAR))))));
        DeltaTableWriter writer = DeltaTableWriter.create(
                lake.resolve("t"),
                List.of(
                        new Column("id", Simple.INTEGER),
                        new Column("name", Simple.VARCHAR),
                        new Column("small", Simple.SMALLINT),
                        new Column("s", struct)));
        for (int id = 0; id < NAMES.size(); id++) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("a", id * 10);
            fields.put("Inner", Map.of("x", "x" + id));
            writer.append(List.<Object[]>of(new Object[] {id, NAMES.get(id), (short) id, fields}));
        }
        writer.append(List.<Object[]>of(new Object[] {NAMES.size(), null, null, null}));
        gateway = TestGateway.over(lake);
        connection = gateway.connect();
    }

    @AfterAll
    static void stop() throws SQLException {
        connection.close();
        gateway.close();
    }

    /** The first column is the condition, the second the number of files read, the third the ids found. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    name LIKE 'ap%'                             |  2 | 0 1
                    name LIKE 'ap%t'                            |  2 | 1
                    name LIKE 'ap__e'                           |  2 | 0
                    name LIKE 'apple'                           |  1 | 0
                    name LIKE '%'                               | 12 | 0 1 2 3 4 5 6 7 8 9 10 11
                    name LIKE '_pple'                           | 13 | 0 10
                    name LIKE 'a!%b' ESCAPE '!'                 |  1 | 3
                    name LIKE 'a!_%' ESCAPE '!'                 |  1 | 4
                    name LIKE 'a\\%'                            |  0 |
                    name NOT LIKE 'ap%'                         | 10 | 2 3 4 5 6 7 8 9 10 11
                    name NOT LIKE 'ap%t'                        | 13 | 0 2 3 4 5 6 7 8 9 10 11
                    NOT (name LIKE 'ap%' OR name LIKE 'b%')     |  9 | 3 4 5 6 7 8 9 10 11
                    name ILIKE 'ap%'                            | 13 | 0 1 10
                    id BETWEEN 2 AND 3                          |  2 | 2 3
                    id NOT BETWEEN 1 AND 11                     |  2 | 0 12
                    id IN (2, 5, 99)                            |  2 | 2 5
                    id NOT IN (2, 5)                            | 11 | 0 1 3 4 6 7 8 9 10 11 12
                    small IN (2, 5)                             |  2 | 2 5
                    small IS NOT DISTINCT FROM 3                |  1 | 3
                    small IS DISTINCT FROM 3                    | 13 | 0 1 2 4 5 6 7 8 9 10 11 12
                    small IS NOT DISTINCT FROM NULL             |  1 | 12
                    CAST(small AS BIGINT) > 10                  |  1 | 11
                    CAST(small AS INTEGER) = CAST('9' AS INTEGER) |  1 | 9
                    t.s.a >= 100                                |  2 | 10 11
                    s.a >= 100                                  |  2 | 10 11
                    S.A >= 100 AND s.inner.x LIKE 'x1_'         |  2 | 10 11
                    s.a IN (10, 20) OR s.inner.x = 'x3'         |  3 | 1 2 3
                    s.a IS NOT DISTINCT FROM 70                 |  1 | 7
                    s.a IS NULL                                 | 13 | 12
                    s.a IS NOT NULL AND id > 10                 |  1 | 11
                    CAST(s.a AS BIGINT) < 10                    |  1 | 0
                    CAST(name AS VARCHAR(2)) = 'ap'             | 13 | 0 1
                    CAST(name AS VARCHAR(2)) LIKE 'ap'          | 13 | 0 1
                    CAST(name AS VARCHAR) = 'apple'             |  1 | 0
                    NOT (s.a < 110)                             |  1 | 11
                    """)
    void filesAreSkippedAndRowsAreNot(String condition, int files, String ids) throws SQLException {
        assertThat(ids(condition)).isEqualTo(ids == null ? "" : ids);
        assertThat(read(condition)).hasSize(files);
    }

    @Test
    void prefixesEndWhereTheNextCharacterBegins() throws SQLException {
        assertThat(ids("name LIKE 'zz%'")).isEqualTo("6 7");
        assertThat(read("name LIKE 'zz%'")).hasSize(2);
        assertThat(ids("name LIKE 'zz" + LAST + "%'")).isEqualTo("6 7");
        assertThat(read("name LIKE 'zz" + LAST + "%'")).hasSize(2);
        assertThat(ids("name LIKE '\uD7FF%'")).isEqualTo("8");
        assertThat(read("name LIKE '\uD7FF%'")).hasSize(1);
        assertThat(ids("name NOT LIKE '\uD7FF%' AND id = 9")).isEqualTo("9");
        assertThat(ids("name LIKE '" + LAST + "%'")).isEmpty();
        assertThat(read("name LIKE '" + LAST + "%'")).isEmpty();
    }

    @Test
    void parametersSkipFiles() throws SQLException {
        assertThat(read("name LIKE ?", "ap%")).hasSize(2);
        assertThat(read("name LIKE ? ESCAPE '!'", "a!%%")).hasSize(1);
        assertThat(read("s.a > ?", 100)).hasSize(1);
        assertThat(read("id IN (?, ?)", 1, 2)).hasSize(2);
        assertThat(read("id BETWEEN ? AND ?", 1, 2)).hasSize(2);
        assertThat(read("CAST(small AS BIGINT) = ?", 3L)).hasSize(1);
    }

    @Test
    void fieldsOfStructsNeedNoTableName() throws SQLException {
        assertThat(rows("SELECT s.a, S.Inner.x FROM " + TABLE + " WHERE s.a = 20 ORDER BY s.a")
                        .toString())
                .isEqualTo("[[20, x2]]");
        assertThat(rows("SELECT s.a, count(*) FROM " + TABLE + " GROUP BY s.a HAVING max(s.a) > 100 ORDER BY max(s.a)")
                        .toString())
                .isEqualTo("[[110, 1]]");
        assertThat(rows("SELECT v.n FROM " + TABLE + " JOIN (VALUES (30)) AS v(n) ON s.a = v.n")
                        .toString())
                .isEqualTo("[[30]]");
        assertThat(rows("SELECT id, (SELECT max(v.n) FROM (VALUES (30), (40)) AS v(n) WHERE v.n > s.a) FROM " + TABLE))
                .contains(List.of(3, 40));
        assertThat(rows("SELECT sum(s.a) OVER (PARTITION BY s.inner.x) FROM " + TABLE + " WHERE id = 4")
                        .toString())
                .isEqualTo("[[40]]");
    }

    @Test
    void theNameOfATableGoesBeforeThatOfAStruct() throws SQLException {
        assertThat(rows("SELECT s.s.a, s.id FROM " + TABLE + " s WHERE s.id = 2")
                        .toString())
                .isEqualTo("[[20, 2]]");
        assertThatThrownBy(() -> rows("SELECT s.a FROM " + TABLE + " s")).hasMessageContaining("s has no column a");
    }

    private static List<List<Object>> rows(String sql) throws SQLException {
        return TestGateway.query(connection, sql);
    }

    private static String ids(String condition) throws SQLException {
        List<String> ids = new ArrayList<>();
        rows("SELECT id FROM " + TABLE + " WHERE " + condition + " ORDER BY id")
                .forEach(row -> ids.add(row.get(0).toString()));
        return String.join(" ", ids);
    }

    private static List<List<Object>> read(String condition, Object... parameters) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("EXPLAIN (FILES) SELECT id FROM " + TABLE + " WHERE " + condition)) {
            for (int i : IntStream.range(0, parameters.length).toArray()) {
                statement.setObject(i + 1, parameters[i]);
            }
            return TestGateway.rows(statement.executeQuery()).stream()
                    .filter(file -> file.get(4).equals(true))
                    .toList();
        }
    }
}
