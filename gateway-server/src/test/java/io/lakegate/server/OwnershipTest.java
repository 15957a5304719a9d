package io.lakegate.server;

import static io.lakegate.server.GuardedGateway.basic;
import static io.lakegate.server.GuardedGateway.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakegate.adapters.testing.DeltaTableWriter;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType.Simple;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.LongStream;
import org.apache.calcite.avatica.AvaticaConnection;
import org.apache.calcite.avatica.AvaticaStatement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections and statements belong to who opened them: to all others they are as if they were not there. */
@Timeout(120)
class OwnershipTest {
    private static final String BOB = basic("bob", "bobbob");
    private static final String ENDLESS =
            "SELECT sum(a.id * b.id + c.id * d.id) FROM lake.shop.numbers a, lake.shop.numbers b, lake.shop.numbers c, lake.shop.numbers d"
                    + " WHERE a.id + b.id <> c.id - d.id";

    @TempDir
    private static Path folder;

    private static TestGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        DeltaTableWriter.create(folder.resolve("lake/shop/numbers"), List.of(new Column("id", Simple.BIGINT)))
                .append(LongStream.range(0, 3_000)
                        .mapToObj(id -> new Object[] {id})
                        .toList());
        gateway = TestGateway.over(GuardedGateway.config(
                folder.resolve("lake"),
                GuardedGateway.passwords(
                        GuardedGateway.users(folder.resolve("users"), "ann", "bob", "olga:dba"), "dba")));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private static Connection connect(String user) throws SQLException {
        return DriverManager.getConnection(gateway.url(), user, user + user);
    }

    /** Of a stock connection with a header, or with user and password in the connection itself. */
    private static Connection stock(boolean header) throws SQLException {
        return header
                ? DriverManager.getConnection(
                        gateway.avaticaUrl("json") + ";authentication=BASIC;avatica_user=ann;avatica_password=annann")
                : DriverManager.getConnection(gateway.avaticaUrl("json"), "ann", "annann");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void allThatOneCanAskAboutAForeignIdIsAnsweredAsIfItWereNotThere(boolean header) throws Exception {
        try (Connection anns = stock(header);
                Statement statement = anns.createStatement();
                ResultSet rows = statement.executeQuery("SELECT id FROM lake.shop.numbers ORDER BY id")) {
            rows.next();
            String connection = anns.unwrap(AvaticaConnection.class).id;
            int id = statement.unwrap(AvaticaStatement.class).handle.id;
            for (String request : List.of(
                    "{\"request\":\"fetch\",\"connectionId\":\"%s\",\"statementId\":%d,\"offset\":0,\"fetchMaxRowCount\":100}",
                    "{\"request\":\"createStatement\",\"connectionId\":\"%s\"}",
                    "{\"request\":\"prepare\",\"connectionId\":\"%s\",\"sql\":\"SELECT 1\",\"maxRowCount\":-1}",
                    "{\"request\":\"prepareAndExecute\",\"connectionId\":\"%s\",\"statementId\":%d,\"sql\":\"SELECT 1\",\"maxRowsTotal\":-1}",
                    "{\"request\":\"closeStatement\",\"connectionId\":\"%s\",\"statementId\":%d}",
                    "{\"request\":\"connectionSync\",\"connectionId\":\"%s\",\"connProps\":{\"connProps\":\"connPropsImpl\",\"schema\":\"x\"}}",
                    "{\"request\":\"getCatalogs\",\"connectionId\":\"%s\"}",
                    "{\"request\":\"commit\",\"connectionId\":\"%s\"}")) {
                String foreign = post(gateway, "/", BOB, request.formatted(connection, id))
                        .body();
                String absent = post(gateway, "/", BOB, request.formatted("no-such-connection", id))
                        .body();
                assertThat(foreign).contains("\"sqlState\":\"08003\"").isEqualTo(absent);
            }
            String form = "connection=%s&statement=%d".formatted(connection, id);
            for (String path : List.of("/lakegate/cancel", "/lakegate/progress", "/lakegate/warnings")) {
                assertThat(post(gateway, path, BOB, form).statusCode()).as(path).isEqualTo(404);
            }
            post(gateway, "/", BOB, "{\"request\":\"closeConnection\",\"connectionId\":\"%s\"}".formatted(connection));
            int count = 1;
            while (rows.next()) {
                count++;
            }
            assertThat(count).isEqualTo(3_000);
        }
    }

    @Test
    void strangersCannotUseAnIdThatTheyKnowOfAConnectionThatSaysWhoItIs() throws Exception {
        try (Connection anns = stock(/* header= */ true)) {
            String connection = anns.unwrap(AvaticaConnection.class).id;
            String request = "{\"request\":\"createStatement\",\"connectionId\":\"%s\"}".formatted(connection);
            assertThat(post(gateway, "/", "", request).statusCode()).isEqualTo(401);
            assertThat(post(gateway, "/", basic("ann", "annann"), request).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void usersSeeWhatIsTheirsAndOperatorsSeeAll() throws Exception {
        try (Connection ann = connect("ann");
                Connection bob = connect("bob");
                Connection olga = connect("olga")) {
            TestGateway.query(ann, "SELECT 'a secret of ann'");
            for (String sql : List.of(
                    "SELECT DISTINCT user_name FROM system.queries WHERE sql LIKE '%a secret of ann%' AND user_name = 'ann'",
                    "SELECT DISTINCT user_name FROM system.sessions WHERE user_name = 'ann'")) {
                assertThat(TestGateway.query(ann, sql)).isEqualTo(List.of(List.of("ann")));
                assertThat(TestGateway.query(bob, sql)).isEmpty();
                assertThat(TestGateway.query(olga, sql)).isEqualTo(List.of(List.of("ann")));
            }
            // The same text again, whose plan is at hand by now.
            assertThat(TestGateway.query(bob, "SELECT count(DISTINCT user_name) FROM system.sessions"))
                    .isEqualTo(TestGateway.query(ann, "SELECT count(DISTINCT user_name) FROM system.sessions"))
                    .isEqualTo(List.of(List.of(1L)));
        }
    }

    @Test
    void aStatementIsEndedByItsUserOrAnOperatorAndByNobodyElse() throws Exception {
        Set<Object> ended = new HashSet<>();
        for (String killer : List.of("ann", "olga")) {
            try (Connection ann = connect("ann");
                    Connection bob = connect("bob");
                    Connection other = connect(killer)) {
                CompletableFuture<Integer> running = CompletableFuture.supplyAsync(() -> {
                    try {
                        return TestGateway.query(ann, ENDLESS).size();
                    } catch (SQLException e) {
                        throw new IllegalStateException(e);
                    }
                });
                String sql =
                        "SELECT query_id FROM system.queries WHERE state = 'RUNNING' AND sql LIKE '%<> c.id - d.id'";
                List<List<Object>> found = List.of();
                while (found.isEmpty()) {
                    // Who waits for one that is ended hears of it before the engine has stopped.
                    found = TestGateway.query(other, sql).stream()
                            .filter(row -> !ended.contains(row.get(0)))
                            .toList();
                }
                ended.add(found.get(0).get(0));
                String kill = "KILL QUERY '" + found.get(0).get(0) + "'";
                assertThatThrownBy(() -> bob.createStatement().execute(kill))
                        .hasMessageContaining("No statement of yours runs")
                        .hasFieldOrPropertyWithValue("SQLState", "42704");
                other.createStatement().execute(kill);
                assertThatThrownBy(running::get)
                        .isInstanceOf(ExecutionException.class)
                        .hasRootCauseMessage("The statement was ended by KILL QUERY.");
            }
        }
    }
}
