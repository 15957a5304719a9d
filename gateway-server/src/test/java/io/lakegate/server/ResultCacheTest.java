package io.lakegate.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakegate.adapters.testing.DeletionVectorWriter;
import io.lakegate.adapters.testing.DeltaTableWriter;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.server.config.AuthenticationConfig;
import io.lakegate.server.config.DataSize;
import io.lakegate.server.config.EngineConfig;
import io.lakegate.server.config.GatewayConfig;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which statements are answered by what was kept of an earlier one, and that no other is. */
@Timeout(300)
class ResultCacheTest {
    private static final List<Column> COLUMNS = List.of(
            new Column("id", Simple.INTEGER),
            new Column("name", Simple.VARCHAR),
            new Column("price", new LakeType.Decimal(10, 2)),
            new Column("ratio", Simple.DOUBLE),
            new Column("data", Simple.VARBINARY),
            new Column("seen", Simple.TIMESTAMP_TZ));

    @TempDir
    private Path folder;

    private DeltaTableWriter writer;
    private TestGateway gateway;
    private Connection connection;

    static EngineConfig keeping(long size, long largest) {
        return GatewayConfig.defaults()
                .engine()
                .with(new EngineConfig.Results(new DataSize(size), new DataSize(largest)));
    }

    private GatewayConfig config(EngineConfig engine) {
        GatewayConfig guarded = GuardedGateway.config(folder.resolve("lake"), AuthenticationConfig.OFF);
        return new GatewayConfig(guarded.server(), engine, guarded.limits(), guarded.catalogs());
    }

    private void start(EngineConfig engine) throws SQLException {
        gateway = TestGateway.over(config(engine));
        connection = gateway.connect();
    }

    private void restart(EngineConfig engine) throws SQLException {
        stop();
        start(engine);
    }

    @BeforeEach
    void start() throws SQLException {
        writer = DeltaTableWriter.create(
                folder.resolve("lake/shop/t"), COLUMNS, List.of(), Map.of("delta.enableDeletionVectors", "true"));
        writer.append(List.<Object[]>of(row(1, "one"), row(2, null), row(3, "three")));
        start(keeping(10_000_000, 1_000_000));
    }

    @AfterEach
    void stop() throws SQLException {
        connection.close();
        gateway.close();
    }

    private static Object[] row(int id, String name) {
        return new Object[] {
            id,
            name,
            new BigDecimal("1.50"),
            name == null ? null : id / 2.0,
            new byte[] {(byte) id},
            Instant.parse("2024-06-01T12:00:00Z")
        };
    }

    private String query(String sql) throws SQLException {
        return query(connection, sql);
    }

    private static String query(Connection connection, String sql) throws SQLException {
        return TestGateway.query(connection, sql).toString();
    }

    private void run(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Whether each execution of a text had its rows from an earlier one, the first execution first. */
    private List<Object> fromCache(String sql) throws SQLException {
        return fromCache(connection, sql);
    }

    private static List<Object> fromCache(Connection connection, String sql) throws SQLException {
        List<Object> uses = new ArrayList<>();
        TestGateway.query(
                        connection,
                        "SELECT from_cache FROM system.queries WHERE sql = '%s' ORDER BY started"
                                .formatted(sql.replace("'", "''")))
                .forEach(row -> uses.add(row.get(0)));
        return uses;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT * FROM lake.shop.t ORDER BY id",
                "SELECT sum(price), avg(ratio), max(name), count(name) FROM lake.shop.t",
                "SELECT a.id, b.name FROM lake.shop.t AS a JOIN lake.shop.t AS b ON a.id = b.id WHERE a.id > 1 ORDER BY 1",
                "SELECT id FROM lake.shop.t WHERE id > 100",
                "SELECT id, row_number() OVER (ORDER BY id DESC) AS n FROM lake.shop.t ORDER BY id",
                "WITH s AS (SELECT id FROM lake.shop.t) SELECT id FROM s UNION ALL SELECT id + 10 FROM s ORDER BY 1",
                "SELECT id FROM lake.shop.t WHERE id IN (SELECT max(id) FROM lake.shop.t)",
                "SELECT id FROM lake.shop.t FOR VERSION AS OF 1 ORDER BY id",
                "SELECT id FROM lake.shop.t WHERE seen < TIMESTAMP '2025-01-01 00:00:00' ORDER BY id LIMIT 2",
                "SELECT ARRAY_AGG(id ORDER BY id) AS ids FROM lake.shop.t",
            })
    void theSameStatementIsAnsweredByWhatWasKept(String sql) throws SQLException {
        String first = TestGateway.query(connection, sql).stream()
                .map(ResultCacheTest::text)
                .toList()
                .toString();
        String second = TestGateway.query(connection, sql).stream()
                .map(ResultCacheTest::text)
                .toList()
                .toString();
        assertThat(second).isEqualTo(first);
        assertThat(fromCache(sql)).containsExactly(false, true);
    }

    private static String text(List<Object> row) {
        return row.stream()
                .map(value -> value instanceof byte[] bytes
                        ? "x" + new String(bytes, StandardCharsets.ISO_8859_1)
                        : String.valueOf(value))
                .toList()
                .toString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT id, RAND() FROM lake.shop.t",
                "SELECT id, RAND_INTEGER(1000000) FROM lake.shop.t",
                "SELECT id FROM lake.shop.t ORDER BY RANDOM()",
                "SELECT id FROM lake.shop.t WHERE seen < CURRENT_TIMESTAMP",
                "SELECT id, NOW() FROM lake.shop.t",
                "SELECT id, CURRENT_TIMESTAMP(3) FROM lake.shop.t",
                "SELECT id, LOCALTIMESTAMP FROM lake.shop.t",
                "SELECT id, LOCALTIME FROM lake.shop.t",
                "SELECT id, CURRENT_TIME FROM lake.shop.t",
                "SELECT id FROM lake.shop.t WHERE CURRENT_DATE > DATE '2020-01-01'",
                "SELECT id, TODAY() FROM lake.shop.t",
                "SELECT id, (SELECT max(NOW()) FROM lake.shop.t) FROM lake.shop.t",
                "SELECT id FROM lake.shop.t WHERE EXISTS (SELECT 1 FROM lake.shop.t AS u WHERE u.seen < NOW())",
                "SELECT max(CASE WHEN id > 1 THEN RAND() ELSE 0 END) FROM lake.shop.t",
                "SELECT version FROM lake.shop.t$history",
                "SELECT count(path) FROM lake.shop.t$files",
                "SELECT table_name FROM lake.information_schema.tables",
                "SELECT t.id, s.state FROM lake.shop.t AS t JOIN system.queries AS s ON s.state = 'RUNNING'",
                "SELECT count(session_id) FROM system.sessions",
                "SELECT 1 + 1",
                "SELECT id FROM lake.shop.t TABLESAMPLE BERNOULLI(50)",
            })
    void whatMayBeAnotherTheNextTimeIsNotKept(String sql) throws SQLException {
        for (int i = 0; i < 2; i++) {
            try {
                query(sql);
            } catch (SQLException e) {
                assertThat(sql).as(e.getMessage()).contains("TABLESAMPLE");
            }
        }
        assertThat(fromCache(sql)).doesNotContain(true);
    }

    @Test
    void aTextThatMeansTheTimeOfDayIsNone() {
        assertThatThrownBy(() -> query("SELECT id, CAST('now' AS TIMESTAMP) FROM lake.shop.t"))
                .isInstanceOf(SQLException.class);
        assertThatThrownBy(() ->
                        query("SELECT id FROM lake.shop.t WHERE CAST(CONCAT('to', 'day') AS DATE) > DATE '2020-01-01'"))
                .isInstanceOf(SQLException.class);
    }

    @Test
    void aCommitIsSeenByTheNextStatement() throws SQLException {
        String sql = "SELECT id FROM lake.shop.t ORDER BY id";
        assertThat(query(sql)).isEqualTo("[[1], [2], [3]]");
        assertThat(query(sql)).isEqualTo("[[1], [2], [3]]");
        writer.append(List.<Object[]>of(row(4, "four")));
        assertThat(query(sql)).isEqualTo("[[1], [2], [3], [4]]");
        assertThat(query(sql)).isEqualTo("[[1], [2], [3], [4]]");
        new DeletionVectorWriter(folder.resolve("lake/shop/t")).delete(position -> position == 0);
        assertThat(query(sql)).isEqualTo("[[2], [3]]");
        assertThat(fromCache(sql)).containsExactly(false, true, false, true, false);
        assertThat(query("SELECT id FROM lake.shop.t FOR VERSION AS OF 1 ORDER BY id"))
                .isEqualTo("[[1], [2], [3]]");
        run("SET lakegate.as_of = '2001-01-01 00:00:00'");
        assertThatThrownBy(() -> query(sql)).isInstanceOf(SQLException.class);
    }

    @Test
    void aTableThatIsMadeAnewInItsFolderIsAnother() throws Exception {
        String sql = "SELECT name FROM lake.shop.t WHERE id = 1";
        assertThat(query(sql)).isEqualTo("[[one]]");
        assertThat(query(sql)).isEqualTo("[[one]]");
        try (Stream<Path> files = Files.walk(folder.resolve("lake/shop/t"))) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
        DeltaTableWriter.create(folder.resolve("lake/shop/t"), COLUMNS)
                .append(List.<Object[]>of(row(1, "eno"), row(2, null), row(3, "eerht")));
        assertThat(query(sql)).isEqualTo("[[eno]]");
    }

    @Test
    void aTransactionReadsWhatItHasPinned() throws SQLException {
        String sql = "SELECT id FROM lake.shop.t ORDER BY id";
        try (Connection other = gateway.connect()) {
            other.setAutoCommit(false);
            assertThat(query(other, sql)).isEqualTo("[[1], [2], [3]]");
            writer.append(List.<Object[]>of(row(4, "four")));
            assertThat(query(sql)).isEqualTo("[[1], [2], [3], [4]]");
            assertThat(query(other, sql)).isEqualTo("[[1], [2], [3]]");
            other.commit();
            assertThat(query(other, sql)).isEqualTo("[[1], [2], [3], [4]]");
        }
        assertThat(fromCache(sql)).containsExactly(false, false, true, true);
    }

    @Test
    void whatASessionHasChosenCounts() throws SQLException {
        DeltaTableWriter.create(folder.resolve("lake/other/t"), COLUMNS).append(List.<Object[]>of(row(9, "nine")));
        String zoned = "SELECT CAST(seen AS VARCHAR) AS text FROM lake.shop.t WHERE id = 1";
        String inUtc = query(zoned);
        run("SET lakegate.time_zone = 'America/Los_Angeles'");
        assertThat(query(zoned)).isNotEqualTo(inUtc);
        run("SET lakegate.time_zone = UTC");
        assertThat(query(zoned)).isEqualTo(inUtc);
        assertThat(fromCache(zoned)).containsExactly(false, false, true);
        run("USE lake.shop");
        assertThat(query("SELECT max(id) + 0 FROM t")).isEqualTo("[[3]]");
        run("USE lake.other");
        assertThat(query("SELECT max(id) + 0 FROM t")).isEqualTo("[[9]]");
        String sql = "SELECT id FROM lake.shop.t ORDER BY id";
        query(sql);
        run("SET lakegate.reader = engine");
        query(sql);
        query(sql);
        assertThat(fromCache(sql))
                .as("who chooses a reader wants rows to be read")
                .containsOnly(false);
    }

    @Test
    void valuesOfParametersCount() throws SQLException {
        String sql = "SELECT name FROM lake.shop.t WHERE id = ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int id : List.of(1, 3, 1, 2, 3)) {
                statement.setInt(1, id);
                try (ResultSet rows = statement.executeQuery()) {
                    assertThat(TestGateway.rows(rows).toString())
                            .isEqualTo(id == 1 ? "[[one]]" : id == 2 ? "[[null]]" : "[[three]]");
                }
            }
        }
        assertThat(fromCache(sql)).containsExactly(false, false, true, false, true);
        String bytes = "SELECT id FROM lake.shop.t WHERE data = ?";
        try (PreparedStatement statement = connection.prepareStatement(bytes)) {
            for (int id : List.of(1, 3, 1)) {
                statement.setBytes(1, new byte[] {(byte) id});
                try (ResultSet rows = statement.executeQuery()) {
                    assertThat(TestGateway.rows(rows).toString()).isEqualTo("[[" + id + "]]");
                }
            }
        }
        assertThat(fromCache(bytes)).as("bytes").containsOnly(false);
    }

    @Test
    void anAnswerIsSentInEveryWay() throws SQLException {
        restart(keeping(100_000_000, 50_000_000));
        many(30_000);
        String sql = "SELECT id, name, price, ratio, data, seen FROM lake.shop.many ORDER BY id";
        List<String> first = TestGateway.query(connection, sql).stream()
                .map(ResultCacheTest::text)
                .toList();
        assertThat(first).hasSize(30_000);
        for (String url : List.of(gateway.url(), gateway.avaticaUrl("protobuf"), gateway.avaticaUrl("json"))) {
            for (int fetchSize : List.of(0, 1_001, 50_000)) {
                try (Connection other = DriverManager.getConnection(url);
                        Statement statement = other.createStatement()) {
                    statement.setFetchSize(fetchSize);
                    try (ResultSet rows = statement.executeQuery(sql)) {
                        List<String> read = new ArrayList<>();
                        while (rows.next()) {
                            read.add(rows.getInt(1) + " " + rows.getString(2) + " " + rows.getBigDecimal(3) + " "
                                    + rows.getDouble(4) + rows.wasNull() + rows.getBytes(5)[0]);
                        }
                        assertThat(read).hasSize(30_000);
                        assertThat(read.get(0)).isEqualTo("0 null 1.50 0.0true0");
                        assertThat(read.get(29_999)).isEqualTo("29999 n29999 1.50 14999.5false" + (byte) 29_999);
                    }
                }
            }
            try (Connection other = DriverManager.getConnection(url);
                    Statement statement = other.createStatement()) {
                statement.setMaxRows(1_500);
                try (ResultSet rows = statement.executeQuery(sql)) {
                    assertThat(TestGateway.rows(rows)).as(url).hasSize(1_500);
                }
            }
        }
        assertThat(TestGateway.query(connection, sql).stream().map(ResultCacheTest::text))
                .isEqualTo(first);
        List<Object> uses = fromCache(sql);
        assertThat(uses.get(0)).isEqualTo(false);
        assertThat(uses.subList(1, uses.size())).hasSize(13).containsOnly(true);
    }

    private void many(int count) {
        List<Object[]> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(row(i, i % 7 == 0 ? null : "n" + i));
        }
        DeltaTableWriter.create(folder.resolve("lake/shop/many"), COLUMNS).append(rows);
    }

    @Test
    void whatIsNotReadToItsEndIsNotKept() throws SQLException {
        restart(keeping(200_000_000, 100_000_000));
        many(20_000);
        String sql =
                "SELECT a.id, a.name FROM lake.shop.many AS a, lake.shop.t AS b, lake.shop.t AS c, lake.shop.t AS d";
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
        }
        String short1 = "SELECT id FROM lake.shop.t ORDER BY id";
        try (Statement statement = connection.createStatement()) {
            statement.setMaxRows(2);
            try (ResultSet rows = statement.executeQuery(short1)) {
                assertThat(TestGateway.rows(rows)).hasSize(2);
            }
        }
        assertThat(TestGateway.query(connection, sql)).hasSize(540_000);
        assertThat(query(short1)).isEqualTo("[[1], [2], [3]]");
        assertThat(fromCache(sql)).containsExactly(false, false);
        assertThat(fromCache(short1)).containsExactly(false, false);
    }

    @Test
    void whatFailsFailsAgain() throws SQLException {
        String sql = "SELECT 10 / (id - 3) AS n FROM lake.shop.t ORDER BY id";
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> query(sql)).isInstanceOf(SQLException.class);
        }
        assertThat(fromCache(sql)).containsExactly(false, false, false);
    }

    @Test
    void memoryIsBounded() throws Exception {
        restart(keeping(100_000, 20_000));
        many(3_000);
        String large = "SELECT id, name FROM lake.shop.many WHERE id < 2000 ORDER BY id";
        assertThat(TestGateway.query(connection, large)).hasSize(2_000);
        assertThat(TestGateway.query(connection, large)).hasSize(2_000);
        assertThat(fromCache(large)).as("larger than one may be").containsExactly(false, false);
        for (int i = 0; i < 100; i++) {
            assertThat(TestGateway.query(connection, "SELECT id FROM lake.shop.many WHERE id < " + (500 + i)))
                    .hasSize(500 + i);
            assertThat(metric("lakegate_result_cache_bytes")).isPositive().isLessThanOrEqualTo(100_000);
        }
        String small = "SELECT id FROM lake.shop.t WHERE id = 1";
        for (int i = 0; i < 10; i++) {
            query(small);
        }
        assertThat(fromCache(small)).contains(true);
        assertThat(metric("lakegate_result_cache_total{outcome=\"hit\"}")).isPositive();
        assertThat(metric("lakegate_result_cache_total{outcome=\"miss\"}")).isGreaterThan(100);
    }

    private double metric(String name) throws Exception {
        HttpResponse<String> answer = GuardedGateway.send(gateway, "/metrics", "", Optional.empty());
        Matcher line = Pattern.compile("^" + Pattern.quote(name) + " (\\S+)$", Pattern.MULTILINE)
                .matcher(answer.body());
        assertThat(line.find()).as(answer.body()).isTrue();
        return Double.parseDouble(line.group(1));
    }

    @Test
    void nothingIsKeptUnlessItIsAskedFor() throws Exception {
        restart(GatewayConfig.defaults().engine());
        String sql = "SELECT id FROM lake.shop.t ORDER BY id";
        query(sql);
        query(sql);
        assertThat(fromCache(sql)).containsExactly(false, false);
        assertThat(metric("lakegate_result_cache_bytes")).isZero();
        assertThat(metric("lakegate_result_cache_total{outcome=\"miss\"}")).isZero();
    }

    @Test
    void everybodyGetsWhatTheyMaySee() throws Exception {
        Path audit = folder.resolve("audit.jsonl");
        try (AccessLake lake =
                new AccessLake(folder.resolve("access"), Optional.of(audit), keeping(1_000_000, 100_000))) {
            String sql = "SELECT id, email, CURRENT_USER AS who FROM lake.sales.orders ORDER BY id";
            String count = "SELECT sum(amount) FROM lake.sales.orders";
            for (int i = 0; i < 2; i++) {
                assertThat(lake.query("adam", sql))
                        .hasSize(6)
                        .allSatisfy(row -> assertThat(row.get(2)).isEqualTo("adam"));
                assertThat(lake.query("ann", sql)).hasSize(4).allSatisfy(row -> {
                    assertThat((String) row.get(1)).startsWith("***");
                    assertThat(row.get(2)).isEqualTo("ann");
                });
                assertThat(lake.query("gus", sql)).hasSize(3);
                assertThat(lake.failure("nina", sql).getErrorCode()).isNotZero();
                assertThat(lake.query("adam", count).toString()).isEqualTo("[[987769]]");
                assertThat(lake.query("ann", count).toString()).isEqualTo("[[110]]");
                assertThat(lake.query("gus", count).toString()).isEqualTo("[[80]]");
            }
            try (Connection operator = lake.connect("olga")) {
                assertThat(fromCache(operator, count)).containsExactly(false, false, false, true, true, true);
            }
            assertThat(Files.readString(audit)).contains("\"from_cache\":true", "\"from_cache\":false");
            // Dan is denied what ann may see; then ann is.
            assertThat(lake.failure("dan", sql).getErrorCode()).isNotZero();
            lake.write(
                    lake.rules,
                    AccessLake.RULES.replace("{role: sales, table: lake.sales}", "{role: sales, table: lake.hr}"));
            assertThat(lake.failure("ann", sql).getErrorCode()).isEqualTo(1012);
            lake.write(lake.rules, AccessLake.RULES.replace("'***'", "'+++'"));
            assertThat(lake.query("ann", sql))
                    .hasSize(4)
                    .allSatisfy(row -> assertThat((String) row.get(1)).startsWith("+++"));
        }
    }
}
