package io.lakegate.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakegate.adapters.testing.DeltaTableWriter;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.server.config.AuthenticationConfig;
import io.lakegate.server.config.GatewayConfig;
import io.lakegate.server.config.LimitsConfig;
import io.lakegate.server.config.OwnLimits;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What one user may take, and that others do not suffer from it. */
@Timeout(120)
class UserLimitsTest {
    private static final String ENDLESS =
            "SELECT sum(a.id * b.id + c.id * d.id) FROM lake.shop.numbers a, lake.shop.numbers b, lake.shop.numbers c, lake.shop.numbers d"
                    + " WHERE a.id + b.id <> c.id - d.id /* endless */";

    @TempDir
    private static Path lake;

    @TempDir
    private Path folder;

    @BeforeAll
    static void make() {
        DeltaTableWriter.create(lake.resolve("shop/numbers"), List.of(new Column("id", Simple.BIGINT)))
                .append(LongStream.range(0, 3_000)
                        .mapToObj(id -> new Object[] {id})
                        .toList());
    }

    private static TestGateway gateway(LimitsConfig.PerUser perUser) {
        GatewayConfig all = GuardedGateway.config(lake, AuthenticationConfig.OFF);
        LimitsConfig limits = all.limits();
        return TestGateway.over(new GatewayConfig(
                all.server(),
                all.engine(),
                new LimitsConfig(
                        limits.queryTimeout(),
                        limits.connectionIdle(),
                        limits.maxConnections(),
                        limits.frameBytes(),
                        limits.maxRunning(),
                        perUser),
                all.catalogs()));
    }

    private static CompletableFuture<List<List<Object>>> run(Connection connection, String sql) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return TestGateway.query(connection, sql);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static Connection connect(TestGateway gateway, String user) throws SQLException {
        return DriverManager.getConnection(gateway.url(), user, "");
    }

    /** The id of the statement with this text, as soon as another user sees it so. */
    private static String await(Connection other, String state, String like) throws SQLException {
        while (true) {
            List<List<Object>> found = TestGateway.query(
                    other,
                    "SELECT query_id FROM system.queries WHERE user_name = 'ann' AND state = '%s' AND sql LIKE '%%%s'"
                            .formatted(state, like));
            if (!found.isEmpty()) {
                return (String) found.get(0).get(0);
            }
        }
    }

    @Test
    void statementsOfAUserWaitForTheUsersOwnAndTooManyAreRefused() throws Exception {
        try (TestGateway gateway = gateway(new LimitsConfig.PerUser(1, 1, Duration.ofMinutes(2), 0, 0));
                Connection first = connect(gateway, "ann");
                Connection second = connect(gateway, "ann");
                Connection third = connect(gateway, "ann");
                Connection bob = connect(gateway, "bob");
                Connection killer = connect(gateway, "ann")) {
            CompletableFuture<List<List<Object>>> endless = run(first, ENDLESS);
            String id = await(bob, "RUNNING", "/* endless */");
            CompletableFuture<List<List<Object>>> waiting = run(second, "SELECT 42 /* waiting */");
            await(bob, "QUEUED", "/* waiting */");
            assertThatThrownBy(() -> TestGateway.query(third, "SELECT 43"))
                    .hasMessageContaining(
                            "1 statements of this user run and 1 wait, which is the limit (limits.max-running-per-user")
                    .hasFieldOrPropertyWithValue("SQLState", "53400");
            assertThat(TestGateway.query(bob, "SELECT 44")).isEqualTo(List.of(List.of(44)));
            assertThat(waiting).isNotDone();
            killer.createStatement().execute("KILL QUERY '" + id + "'");
            assertThat(waiting.get()).isEqualTo(List.of(List.of(42)));
            assertThatThrownBy(endless::get).isInstanceOf(ExecutionException.class);
            assertThat(TestGateway.query(third, "SELECT 45")).isEqualTo(List.of(List.of(45)));
        }
    }

    @Test
    void whoWaitsTooLongIsToldWhichLimitItIsAndACancelledOneLeavesTheLine() throws Exception {
        try (TestGateway gateway = gateway(new LimitsConfig.PerUser(1, 5, Duration.ofMillis(50), 0, 0));
                Connection first = connect(gateway, "ann");
                Connection second = connect(gateway, "ann");
                Connection bob = connect(gateway, "bob")) {
            CompletableFuture<List<List<Object>>> endless = run(first, ENDLESS);
            String id = await(bob, "RUNNING", "/* endless */");
            assertThatThrownBy(() -> TestGateway.query(second, "SELECT 1"))
                    .hasMessageContaining("limits.queue-time")
                    .hasFieldOrPropertyWithValue("SQLState", "53400");
            second.createStatement().execute("KILL QUERY '" + id + "'");
            assertThatThrownBy(endless::get).isInstanceOf(ExecutionException.class);
            assertThat(TestGateway.query(second, "SELECT 2")).isEqualTo(List.of(List.of(2)));
        }
    }

    @Test
    void aResultWithMoreRowsFailsAndOneWithAsManyDoesNot() throws Exception {
        try (TestGateway gateway = gateway(new LimitsConfig.PerUser(0, 0, Duration.ofMinutes(1), 2_000, 0));
                Connection connection = gateway.connect()) {
            assertThatThrownBy(() -> TestGateway.query(connection, "SELECT id FROM lake.shop.numbers"))
                    .hasMessageContaining("The result has more than 2000 rows, which is the limit (limits.max-rows)")
                    .hasFieldOrPropertyWithValue("SQLState", "53400");
            assertThat(TestGateway.query(connection, "SELECT id FROM lake.shop.numbers LIMIT 2000"))
                    .hasSize(2_000);
        }
    }

    @Test
    void aUserHasSoManyConnectionsAndNoMore() throws Exception {
        try (TestGateway gateway = gateway(new LimitsConfig.PerUser(0, 0, Duration.ofMinutes(1), 0, 2));
                Connection first = connect(gateway, "ann")) {
            Connection second = connect(gateway, "ann");
            assertThatThrownBy(() -> connect(gateway, "ann"))
                    .hasMessageContaining(
                            "This user has 2 connections open, which is the limit (limits.max-connections-per-user)")
                    .hasFieldOrPropertyWithValue("SQLState", "53300");
            try (Connection bob = connect(gateway, "bob")) {
                assertThat(TestGateway.query(bob, "SELECT 1")).hasSize(1);
            }
            second.close();
            try (Connection again = connect(gateway, "ann")) {
                assertThat(TestGateway.query(again, "SELECT 1")).hasSize(1);
            }
            assertThat(TestGateway.query(first, "SELECT 1")).hasSize(1);
        }
    }

    private static LimitsConfig own(LimitsConfig limits, OwnLimits... own) {
        return new LimitsConfig(
                limits.queryTimeout(),
                limits.connectionIdle(),
                limits.maxConnections(),
                limits.frameBytes(),
                limits.maxRunning(),
                limits.perUser(),
                List.of(own));
    }

    private static Connection proven(TestGateway gateway, String user) throws SQLException {
        return DriverManager.getConnection(gateway.url() + "?reconnect=false", user, user + user);
    }

    /** The members of the group slow, and bob by himself, may take less than everybody. */
    @Test
    void limitsOfAGroupAndOfAUserHoldForThemAlone() throws Exception {
        GatewayConfig all = GuardedGateway.config(
                lake,
                GuardedGateway.passwords(GuardedGateway.users(folder.resolve("users"), "ann:slow", "bob", "carl")));
        OwnLimits slow = new OwnLimits(
                Optional.empty(),
                Optional.of("slow"),
                new OwnLimits.Limits(
                        Optional.of(Duration.ofMillis(300)),
                        Optional.of(Duration.ofSeconds(1)),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(100),
                        Optional.of(1)));
        OwnLimits bobs = new OwnLimits(
                Optional.of("bob"),
                Optional.empty(),
                new OwnLimits.Limits(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(1),
                        Optional.of(0),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
        String rows = "SELECT id FROM lake.shop.numbers LIMIT 101";
        try (TestGateway gateway = TestGateway.over(
                new GatewayConfig(all.server(), all.engine(), own(all.limits(), slow, bobs), all.catalogs())
                        .withSecurity(all.security()))) {
            try (Connection ann = proven(gateway, "ann")) {
                assertThatThrownBy(() -> TestGateway.query(ann, ENDLESS))
                        .hasMessageContaining("ran longer than the limit of PT0.3S");
                assertThatThrownBy(() -> proven(gateway, "ann")).hasMessageContaining("has 1 connections open");
            }
            try (Connection ann = proven(gateway, "ann");
                    Connection second = proven(gateway, "bob");
                    Connection carl = proven(gateway, "carl")) {
                assertThatThrownBy(() -> TestGateway.query(ann, rows)).hasMessageContaining("more than 100 rows");
                Connection bob = proven(gateway, "bob");
                CompletableFuture<List<List<Object>>> endless = run(bob, ENDLESS);
                while (gateway.gateway().runningStatements() == 0) {
                    Thread.onSpinWait();
                }
                assertThatThrownBy(() -> TestGateway.query(second, "SELECT 43"))
                        .hasMessageContaining("1 statements of this user run and 0 wait");
                assertThat(TestGateway.query(carl, rows)).hasSize(101);
                while (gateway.gateway().openConnections() == 4) {
                    Thread.onSpinWait(); // until ann's is closed for her, and nobody else's
                }
                assertThat(TestGateway.query(carl, rows)).hasSize(101);
                assertThatThrownBy(() -> TestGateway.query(ann, "SELECT 1")).hasMessageContaining("idle for longer");
                bob.close();
                assertThatThrownBy(endless::get).isInstanceOf(ExecutionException.class);
            }
        }
    }
}
