package io.lakegate.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakegate.adapters.testing.DeletionVectorWriter;
import io.lakegate.adapters.testing.DeltaTableWriter;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.LakeType.Simple;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which least and greatest values, and counts of values, a Delta log proves, on a table whose data files are gone; and that all others are read. */
class SummariesTest {
    private static final String LAST = "00000000000000000002.json";

    @TempDir
    private Path lake;

    private TestGateway gateway;
    private Connection connection;

    @BeforeEach
    void start() throws SQLException {
        DeltaTableWriter writer = DeltaTableWriter.create(
                lake.resolve("t"),
                List.of(
                        new Column("id", Simple.INTEGER),
                        new Column("big", Simple.BIGINT),
                        new Column("small", Simple.SMALLINT),
                        new Column("day", Simple.DATE),
                        new Column("price", new LakeType.Decimal(10, 2)),
                        new Column("ratio", Simple.DOUBLE),
                        new Column("name", Simple.VARCHAR),
                        new Column("seen", Simple.TIMESTAMP),
                        new Column("p", Simple.VARCHAR),
                        new Column("n", Simple.INTEGER)),
                List.of("p", "n"),
                Map.of("delta.enableDeletionVectors", "true"));
        writer.append(List.<Object[]>of(row(7, "b", "a", 1), row(-2, null, "a", 1), row(3, "c", "b", 2)));
        writer.append(List.<Object[]>of(row(null, "x".repeat(50) + "1", "a", 1), row(5, "b", null, null)));
        gateway = TestGateway.over(lake);
        connection = gateway.connect();
    }

    private static Object[] row(Integer id, String name, String p, Integer n) {
        return new Object[] {
            id,
            id == null ? null : 1_000_000_000_000_000_000L - id,
            id == null ? null : id.shortValue(),
            id == null ? null : LocalDate.of(2024, 1, 10).plusDays(id),
            id == null ? null : BigDecimal.valueOf(id, 2),
            id == null ? null : id == 7 ? Double.NaN : id * -0.0,
            name,
            LocalDateTime.parse("2024-01-01T00:00:00.123456"),
            p,
            n
        };
    }

    @AfterEach
    void stop() throws SQLException {
        connection.close();
        gateway.close();
    }

    private void loseData() throws IOException {
        try (Stream<Path> files = Files.walk(lake.resolve("t"))) {
            for (Path file : files.filter(each -> each.toString().endsWith(".parquet"))
                    .filter(each -> !each.toString().contains("_delta_log"))
                    .toList()) {
                Files.delete(file);
            }
        }
    }

    private void change(UnaryOperator<String> change) throws IOException {
        Path log = lake.resolve("t/_delta_log").resolve(LAST);
        String before = Files.readString(log);
        String after = change.apply(before);
        assertThat(after).isNotEqualTo(before);
        Files.writeString(log, after);
    }

    private String query(String sql) throws SQLException {
        return TestGateway.query(connection, sql).toString();
    }

    /** By the engine, over the same files. */
    private String read(String sql) throws SQLException {
        set("lakegate.reader = engine");
        try {
            return query(sql);
        } finally {
            set("lakegate.reader = auto");
        }
    }

    private void set(String setting) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET " + setting);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SELECT min(id), max(id) FROM t | [[-2, 7]]",
                "SELECT count(*), count(id), min(day), max(day) FROM t | [[5, 4, 2024-01-08, 2024-01-17]]",
                "SELECT max(small) AS a, min(small) AS b, max(small) AS c FROM t | [[7, -2, 7]]",
                "SELECT min(big) FROM t | [[999999999999999993]]",
                "SELECT max(id), count(*) FROM t WHERE p = 'a' | [[7, 3]]",
                "SELECT min(id) FROM t WHERE p IS NULL | [[5]]",
                "SELECT count(COALESCE(id, 1)) FROM t | [[5]]",
                "SELECT min(n), max(n), count(n), count(p) FROM t | [[1, 2, 4, 4]]",
                "SELECT max(n), min(id) FROM t WHERE n < 2 | [[1, -2]]",
                "SELECT max(x) FROM (SELECT id AS x, name FROM t WHERE p = 'a') AS s | [[7]]",
                "SELECT min(id) FROM t VERSION AS OF 1 | [[-2]]",
            })
    void theLogKnows(String sql, String answer) throws Exception {
        assertThat(query(sql)).isEqualTo(answer);
        assertThat(read(sql)).as("read").isEqualTo(answer);
        loseData();
        assertThat(query(sql)).as("without data").isEqualTo(answer);
        assertThatThrownBy(() -> read(sql)).isInstanceOf(SQLException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT min(name) FROM t",
                "SELECT count(*), max(name) FROM t",
                "SELECT min(p) FROM t",
                "SELECT max(ratio) FROM t",
                "SELECT max(seen) FROM t",
                "SELECT min(price), max(price) FROM t",
                "SELECT min(id + 1) FROM t",
                "SELECT min(-id) FROM t",
                "SELECT max(x) FROM (SELECT id * 2 AS x FROM t) AS s",
                "SELECT count(DISTINCT id) FROM t",
                "SELECT sum(id), max(id) FROM t",
                "SELECT max(id) FROM t WHERE id < 5",
                "SELECT max(id) FROM t WHERE p = 'a' AND name = 'b'",
                "SELECT max(id) FILTER (WHERE id < 5) FROM t",
                "SELECT p, max(id) FROM t GROUP BY p ORDER BY p",
                "SELECT max(id) + 1 FROM t",
                "SELECT max(id) OVER () FROM t LIMIT 1",
                "SELECT max(id) FROM (SELECT id FROM t LIMIT 5) AS s",
                "SELECT max(x.id) FROM t AS x JOIN t AS y ON x.id = y.id",
                "SELECT min(CAST(id AS BIGINT)) FROM t",
            })
    void whatTheLogDoesNotProveIsRead(String sql) throws Exception {
        assertThat(query(sql)).isEqualTo(read(sql));
        loseData();
        assertThatThrownBy(() -> query(sql)).isInstanceOf(SQLException.class);
    }

    @Test
    void noRowsHaveNoValues() throws Exception {
        String sql = "SELECT min(id), count(id), count(*) FROM t WHERE p = 'z'";
        assertThat(query(sql)).isEqualTo("[[null, 0, 0]]").isEqualTo(read(sql));
    }

    @Test
    void valuesOfParametersAreBoundEachTime() throws Exception {
        loseData();
        try (PreparedStatement statement = connection.prepareStatement("SELECT max(id) FROM t WHERE p = ?")) {
            for (String p : List.of("a", "b", "c", "a")) {
                statement.setString(1, p);
                try (ResultSet rows = statement.executeQuery()) {
                    assertThat(TestGateway.rows(rows).toString())
                            .as(p)
                            .isEqualTo(p.equals("a") ? "[[7]]" : p.equals("b") ? "[[3]]" : "[[null]]");
                }
            }
        }
    }

    @Test
    void deletedRowsHaveNoValues() throws Exception {
        new DeletionVectorWriter(lake.resolve("t")).delete(position -> position == 0);
        assertThat(query("SELECT min(id), max(id), count(id) FROM t")).isEqualTo("[[-2, -2, 1]]");
        loseData();
        assertThatThrownBy(() -> query("SELECT max(id) FROM t")).isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> query("SELECT count(id) FROM t")).isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> query("SELECT max(n) FROM t")).isInstanceOf(SQLException.class);
    }

    private void isRead(String sql, String answer) throws Exception {
        assertThat(query(sql)).isEqualTo(answer);
        loseData();
        assertThatThrownBy(() -> query(sql)).isInstanceOf(SQLException.class);
        assertThat(query("SELECT max(id) FROM t VERSION AS OF 1")).isEqualTo("[[7]]");
    }

    @Test
    void whatIsSaidToBeWideIsRead() throws Exception {
        change(log -> log.replace("\\\"numRecords\\\":", "\\\"tightBounds\\\":false,\\\"numRecords\\\":")
                .replace("\\\"maxValues\\\":{\\\"id\\\":5", "\\\"maxValues\\\":{\\\"id\\\":500"));
        isRead("SELECT max(id) FROM t", "[[7]]");
    }

    @Test
    void aFileWithoutCountsOfNullsIsRead() throws Exception {
        change(log -> log.replace("nullCount", "nothing"));
        isRead("SELECT count(id), max(id) FROM t", "[[4, 7]]");
    }

    @Test
    void aFileWithoutBoundsIsRead() throws Exception {
        change(log -> log.replaceAll("\\\\\"maxValues\\\\\":\\{\\\\\"id\\\\\":5,", "\\\\\"maxValues\\\\\":{"));
        isRead("SELECT max(id) FROM t", "[[7]]");
    }

    @Test
    void boundsThatMakeNoSenseAreRead() throws Exception {
        change(log -> log.replace("\\\"maxValues\\\":{\\\"id\\\":5,", "\\\"maxValues\\\":{\\\"id\\\":-500,"));
        isRead("SELECT max(id) FROM t", "[[7]]");
    }

    @Test
    void aNumberThatIsNoneIsRead() throws Exception {
        change(log -> log.replace("\\\"maxValues\\\":{\\\"id\\\":5,", "\\\"maxValues\\\":{\\\"id\\\":5.5,"));
        isRead("SELECT max(id) FROM t", "[[7]]");
    }

    @Test
    void aFileThatLacksAColumnIsRead() throws Exception {
        Path log = lake.resolve("t/_delta_log");
        String metadata = Files.readAllLines(log.resolve("00000000000000000000.json")).stream()
                .filter(line -> line.contains("\"metaData\""))
                .findFirst()
                .orElseThrow();
        String field =
                "{\\\"name\\\":\\\"late\\\",\\\"type\\\":\\\"integer\\\",\\\"nullable\\\":true,\\\"metadata\\\":{}},";
        String more = metadata.replace("\\\"fields\\\":[", "\\\"fields\\\":[" + field);
        assertThat(more).isNotEqualTo(metadata);
        Files.writeString(log.resolve("00000000000000000003.json"), more + "\n");
        assertThat(query("SELECT count(late), max(late), count(*) FROM t")).isEqualTo("[[0, null, 5]]");
        assertThat(query("SELECT max(id) FROM t")).isEqualTo("[[7]]");
        loseData();
        assertThat(query("SELECT max(id) FROM t")).isEqualTo("[[7]]");
        assertThatThrownBy(() -> query("SELECT count(late) FROM t")).isInstanceOf(SQLException.class);
    }

    @Test
    void statisticsDoNotTellOfWhatOneMayNotSee(@TempDir Path folder) throws Exception {
        try (AccessLake access = new AccessLake(folder)) {
            String sql = "SELECT min(amount), max(amount), count(amount), max(id) FROM lake.sales.orders";
            assertThat(access.query("adam", sql).toString()).isEqualTo("[[5, 987654, 6, 6]]");
            assertThat(access.query("ann", sql).toString()).isEqualTo("[[10, 50, 4, 5]]");
            String masked = "SELECT min(phone), max(phone), count(phone) FROM lake.sales.orders";
            assertThat(access.query("adam", masked).toString()).isEqualTo("[[111, 666, 6]]");
            assertThat(access.query("ann", masked).toString()).isEqualTo("[[hidden, hidden, 4]]");
            assertThat(access.failure("ann", "SELECT max(margin) FROM lake.sales.orders")
                            .getErrorCode())
                    .isEqualTo(access.failure("ann", "SELECT max(nothing) FROM lake.sales.orders")
                            .getErrorCode());
        }
    }
}
