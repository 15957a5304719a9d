package io.lakegate.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakegate.adapters.testing.DeltaTableWriter;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.jdbc.QueryProgress;
import io.lakegate.jdbc.QueryStatus;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.apache.calcite.avatica.AvaticaConnection;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What runs and who is connected: {@code system.queries}, {@code system.sessions}, progress through the driver, and ending a statement. */
@Timeout(120)
class SystemTablesTest {
    /** Takes minutes unless it is ended. */
    private static final String ENDLESS =
            "SELECT sum(a.id * b.id + c.id * d.id) FROM lake.shop.numbers a, lake.shop.numbers b, lake.shop.numbers c, lake.shop.numbers d"
                    + " WHERE a.id + b.id <> c.id - d.id /* endless */";

    private static final String RUNNING =
            "SELECT query_id FROM system.queries WHERE state = 'RUNNING' AND sql LIKE '%/* endless */'";

    @TempDir
    private static Path lake;

    private static TestGateway gateway;

    @BeforeAll
    static void start() {
        DeltaTableWriter.create(lake.resolve("shop/numbers"), List.of(new Column("id", Simple.BIGINT)))
                .append(LongStream.range(0, 3_000)
                        .mapToObj(id -> new Object[] {id})
                        .toList());
        gateway = TestGateway.over(lake);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private static Connection connect(String options) throws SQLException {
        return DriverManager.getConnection(gateway.url() + options);
    }

    /** A statement that runs until it is ended, in a thread of its own. */
    private static final class Endless implements AutoCloseable {
        private final Connection connection;
        private final Statement statement;
        private final CompletableFuture<Void> outcome;

        Endless(String options) throws SQLException {
            connection = connect(options);
            statement = connection.createStatement();
            outcome = CompletableFuture.runAsync(() -> {
                try (ResultSet rows = statement.executeQuery(ENDLESS)) {
                    rows.next();
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
        }

        /** Its id, as soon as another connection sees it run. */
        String id(Connection other) throws SQLException {
            while (true) {
                List<List<Object>> found = TestGateway.query(other, RUNNING);
                if (!found.isEmpty()) {
                    return (String) found.get(0).get(0);
                }
                Thread.onSpinWait();
            }
        }

        SQLException failure() throws InterruptedException {
            try {
                outcome.get(60, TimeUnit.SECONDS);
                throw new AssertionError("it should have failed");
            } catch (ExecutionException e) {
                return (SQLException) e.getCause().getCause();
            } catch (java.util.concurrent.TimeoutException e) {
                throw new AssertionError("it still runs", e);
            }
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/lake", "/lake/shop"})
    void aStatementSeesItselfWhateverTheSessionHasChosen(String names) throws SQLException {
        String sql = "SELECT user_name, client, state, rows_sent, tables FROM system.queries"
                + " WHERE sql LIKE '%itself%' AND state = 'RUNNING' AND error_code IS NULL";
        try (Connection connection = connect(names + "?user=ann&applicationName=Ledger&nested=text")) {
            List<Object> row = TestGateway.query(connection, sql).get(0);
            assertThat(row.get(0)).isEqualTo("ann");
            assertThat((String) row.get(1)).startsWith("Ledger (Lakegate JDBC Driver ");
            assertThat(row.subList(2, 4)).isEqualTo(List.of("RUNNING", 0L));
        }
    }

    @Test
    void aRunningStatementIsSeenFromElsewhereAndTellsHowFarItIs() throws Exception {
        try (Connection other = connect("?user=ann");
                Endless endless = new Endless("?user=ann")) {
            String id = endless.id(other);
            assertThat(TestGateway.query(
                            other,
                            "SELECT q.state, q.rows_sent, q.user_name, s.statements, t.name FROM system.queries q"
                                    + " JOIN system.sessions s USING (session_id), UNNEST(q.tables) AS t(name) WHERE q.query_id = '"
                                    + id + "'"))
                    .containsExactly(List.of("RUNNING", 0L, "ann", 1, "lake.shop.numbers@1"));
            QueryProgress asked = endless.statement.unwrap(QueryProgress.class);
            Optional<QueryStatus> status = asked.queryStatus();
            while (status.orElseThrow().percent().isEmpty()) {
                status = asked.queryStatus();
            }
            assertThat(status.get().queryId()).isEqualTo(id);
            assertThat(status.get().state()).isEqualTo(QueryStatus.State.RUNNING);
            assertThat(status.get().percent().getAsDouble()).isBetween(0.0, 100.0);
            assertThat(TestGateway.query(
                            other,
                            "SELECT progress BETWEEN 0 AND 100 FROM system.queries WHERE query_id = '" + id + "'"))
                    .containsExactly(List.of(true));
            endless.statement.cancel();
            assertThat(endless.failure().getSQLState()).isEqualTo("57014");
            assertThat(TestGateway.query(
                            other, "SELECT state, error_code FROM system.queries WHERE query_id = '" + id + "'"))
                    .containsExactly(List.of("CANCELED", 3001));
        }
    }

    @Test
    void whoHearsThatAStatementWasEndedSeesItEnded() throws Exception {
        try (Connection ann = connect("?user=ann");
                Statement kill = ann.createStatement()) {
            for (int i = 0; i < 20; i++) {
                try (Endless endless = new Endless("?user=ann")) {
                    String id = endless.id(ann);
                    kill.execute("KILL QUERY '" + id + "'");
                    endless.failure();
                    assertThat(TestGateway.query(
                                    ann, "SELECT state, error_code FROM system.queries WHERE query_id = '" + id + "'"))
                            .containsExactly(List.of("CANCELED", 3001));
                    assertThat(TestGateway.query(ann, RUNNING)).isEmpty();
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"KILL QUERY '%s'", "kill '%s';", "CALL system.kill('%s')"})
    void aStatementIsEndedFromAnotherConnectionOfTheSameUser(String kill) throws Exception {
        try (Connection other = connect("?user=ann");
                Statement statement = other.createStatement();
                Endless endless = new Endless("?user=ann")) {
            String sql = kill.formatted(endless.id(other));
            assertThat(statement.executeUpdate(sql)).isZero();
            SQLException failure = endless.failure();
            assertThat(failure.getSQLState()).isEqualTo("57014");
            assertThat(failure.getMessage()).isEqualTo("The statement was ended by KILL QUERY.");
        }
    }

    @Test
    void nobodyEndsAnotherUsersStatementOrOneThatHasEnded() throws Exception {
        try (Connection ann = connect("?user=ann");
                Connection bob = connect("?user=bob");
                Connection nobody = connect("");
                Endless endless = new Endless("?user=ann")) {
            String id = endless.id(ann);
            for (Connection stranger : List.of(bob, nobody)) {
                assertThatThrownBy(() -> TestGateway.query(stranger, "KILL QUERY '" + id + "'"))
                        .hasMessageContaining("No statement of yours runs under the id " + id)
                        .hasFieldOrPropertyWithValue("SQLState", "42704");
            }
            try (Statement statement = ann.createStatement()) {
                statement.execute("KILL QUERY '" + id + "'");
                endless.failure();
                assertThatThrownBy(() -> {
                            while (true) { // it ends in a moment
                                statement.execute("KILL QUERY '" + id + "'");
                            }
                        })
                        .hasFieldOrPropertyWithValue("SQLState", "42704");
                assertThatThrownBy(() -> statement.execute("KILL QUERY 12")).hasMessageContaining("single quotes");
                assertThatThrownBy(() -> statement.execute("CALL system.kill()"))
                        .hasMessageContaining("takes the id of a statement");
                assertThatThrownBy(() -> statement.execute("CALL system.kil('1')"))
                        .hasMessageContaining("There is no procedure kil.");
            }
        }
    }

    @Test
    void aFailedStatementKeepsItsErrorAndAReadOneItsRows() throws SQLException {
        try (Connection connection = connect("/lake/shop")) {
            assertThatThrownBy(() -> TestGateway.query(connection, "SELECT 1 / (id - id) AS failing FROM numbers"))
                    .hasMessageContaining("zero");
            assertThat(TestGateway.query(connection, "SELECT id AS counted FROM numbers"))
                    .hasSize(3_000);
            assertThat(
                            TestGateway.query(
                                    connection,
                                    "SELECT state, error_code, rows_sent, progress FROM system.queries WHERE sql LIKE 'SELECT 1 /%failing%' OR sql LIKE 'SELECT id AS counted%' ORDER BY state"))
                    .containsExactly(
                            Arrays.asList("FAILED", 1010, 0L, null), Arrays.asList("FINISHED", null, 3_000L, 100.0));
        }
    }

    @Test
    void onlySoManyStatementsAreRemembered() throws SQLException {
        try (Connection connection = connect("")) {
            for (int i = 0; i < 210; i++) {
                TestGateway.query(connection, "SELECT " + i);
            }
            assertThat(TestGateway.query(
                            connection, "SELECT count(*) FROM system.queries WHERE state NOT IN ('RUNNING', 'QUEUED')"))
                    .containsExactly(List.of(200L));
        }
    }

    @Test
    void connectionsAreSeenButNotWhatGivesPowerOverThem() throws SQLException {
        String sql = "SELECT * FROM system.sessions WHERE user_name = 'carol' ORDER BY opened";
        try (Connection ours = connect("/lake/shop?user=carol");
                Connection stock = DriverManager.getConnection(gateway.avaticaUrl("protobuf"), "carol", "")) {
            ours.setAutoCommit(false);
            List<List<Object>> seen = TestGateway.query(stock, sql);
            assertThat(seen).hasSize(2);
            assertThat((String) seen.get(0).get(2)).startsWith("Lakegate JDBC Driver ");
            assertThat(seen.get(1).get(2)).isEqualTo("Avatica");
            assertThat(seen.get(0).subList(3, 5)).isEqualTo(List.of("lake", "shop"));
            assertThat(seen.get(0).get(7)).isEqualTo(true);
            String secret = stock.unwrap(AvaticaConnection.class).id;
            assertThat(seen.toString()).doesNotContain(secret);
            assertThat(TestGateway.query(ours, sql).toString()).doesNotContain(secret);
        }
        try (Connection later = connect("")) {
            assertThat(TestGateway.query(later, sql)).isEmpty();
        }
    }

    @Test
    void aSchemaOfTheLakeMayHaveTheSameName() throws SQLException {
        DeltaTableWriter.create(lake.resolve("system/clocks"), List.of(new Column("id", Simple.BIGINT)))
                .append(List.<Object[]>of(new Object[] {7L}));
        try (Connection connection = connect("/lake")) {
            assertThat(TestGateway.query(connection, "SELECT * FROM system.clocks"))
                    .isEqualTo(List.of(List.of(7L)));
            assertThat(TestGateway.query(connection, "SELECT count(*) > 0 FROM system.queries"))
                    .isEqualTo(List.of(List.of(true)));
            assertThatThrownBy(() -> TestGateway.query(connection, "SELECT * FROM system.quarries"))
                    .hasFieldOrPropertyWithValue("SQLState", "42P01");
        }
    }

    @Test
    void toolsFindThem() throws SQLException {
        try (Connection connection = connect("/lake")) {
            List<String> names = new ArrayList<>();
            try (ResultSet tables =
                    connection.getMetaData().getTables("lake", "system", "%", new String[] {"SYSTEM TABLE"})) {
                while (tables.next()) {
                    names.add(tables.getString("TABLE_NAME"));
                }
            }
            assertThat(names).containsExactly("function_columns", "functions", "queries", "sessions");
            List<String> columns = new ArrayList<>();
            try (ResultSet rows = connection.getMetaData().getColumns("lake", "system", "queries", "%")) {
                while (rows.next()) {
                    columns.add(rows.getString("COLUMN_NAME") + " " + rows.getString("TYPE_NAME"));
                }
            }
            assertThat(columns).contains("progress DOUBLE", "started TIMESTAMP WITH TIME ZONE", "rows_sent BIGINT");
            connection.setSchema("system");
            assertThat(TestGateway.query(connection, "SELECT count(*) FROM sessions WHERE schema_name = 'system'"))
                    .isEqualTo(List.of(List.of(1L)));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "system.queries",
                "system.sessions",
                "system.functions",
                "information_schema.tables",
                "shop.\"numbers$history\""
            })
    void whatTheGatewayAndFormatsAddIsDescribedAsItIsRead(String table) throws SQLException {
        try (Connection connection = connect("/lake");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT * FROM " + table)) {
            List<String> read = new ArrayList<>();
            for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                read.add(rows.getMetaData().getColumnName(i));
            }
            assertThat(TestGateway.query(connection, "DESCRIBE " + table).stream()
                            .map(row -> row.get(0))
                            .toList())
                    .isEqualTo(read);
        }
    }
}
