package io.lakegate.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakegate.adapters.testing.DeltaTableWriter;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.server.config.CatalogConfig;
import io.lakegate.server.config.GatewayConfig;
import io.lakegate.server.config.LimitsConfig;
import io.lakegate.server.config.ServerConfig;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** That the gateway keeps nothing of clients that are gone, and everything of those that are there. */
@Timeout(value = 240, unit = TimeUnit.SECONDS)
class ConnectionsLevelTest {
    private static final String ENDLESS =
            "SELECT sum(a.id * b.id + c.id * d.id) FROM t a, t b, t c, t d WHERE a.id + b.id <> c.id - d.id";

    /** Results that nobody closes, kept from the garbage collector. */
    private final List<Object> dropped = new ArrayList<>();

    @TempDir
    private Path folder;

    @BeforeEach
    void write() {
        DeltaTableWriter.create(folder.resolve("t"), List.of(new Column("id", Simple.BIGINT)))
                .append(IntStream.range(0, 2_000)
                        .mapToObj(id -> new Object[] {(long) id})
                        .toList());
    }

    private TestGateway gateway(Duration idle) {
        GatewayConfig defaults = GatewayConfig.defaults();
        LimitsConfig limits = defaults.limits();
        return TestGateway.over(new GatewayConfig(
                defaults.server(),
                defaults.engine(),
                new LimitsConfig(
                        limits.queryTimeout(), idle, limits.maxConnections(), limits.frameBytes(), limits.maxRunning()),
                List.of(new CatalogConfig.Delta(
                        "lake", Optional.of(folder.toString()), List.of(), Path.of("l.yaml")))));
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("it did not happen within two minutes");
            }
            Thread.onSpinWait();
        }
    }

    /** Each with an open result, which is the worst that a client can leave behind. */
    @Test
    void connectionsThatAreDroppedLeaveNothingBehind() throws SQLException {
        int count = Integer.getInteger("lakegate.level.connections", 100);
        try (TestGateway gateway = gateway(Duration.ofSeconds(2))) {
            for (int i = 0; i < count; i++) {
                Connection connection =
                        DriverManager.getConnection(i % 4 == 0 ? gateway.avaticaUrl("protobuf") : gateway.url());
                ResultSet rows = connection.createStatement().executeQuery("SELECT a.id FROM t a, t b");
                assertThat(rows.next()).isTrue();
                dropped.add(rows);
            }
            await(() -> gateway.gateway().openConnections() == 0
                    && gateway.gateway().runningStatements() == 0);
            assertThat(gateway.query("SELECT count(*) FROM t")).isEqualTo(List.of(List.of(2_000L)));
        }
    }

    @Test
    void anExpiredConnectionSaysSoAndIsNotValid() throws SQLException {
        try (TestGateway gateway = gateway(Duration.ofSeconds(1));
                Connection connection = DriverManager.getConnection(gateway.url() + "?reconnect=false");
                Statement statement = connection.createStatement()) {
            assertThat(connection.isValid(5)).isTrue();
            await(() -> gateway.gateway().openConnections() == 0);
            assertThatThrownBy(() -> statement.executeQuery("SELECT 1"))
                    .hasMessageContaining("was idle for longer than it may (limits.connection-idle: PT1S)")
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("08003"));
            assertThat(connection.isValid(5)).isFalse();
        }
    }

    /** Slower than connections expire, but it asks for rows all the time. */
    @Test
    void aSlowReaderKeepsItsResult() throws SQLException {
        // Long enough for a machine that is busy with other things between two fetches.
        Duration idle = Duration.ofSeconds(6);
        for (String driver : List.of("lakegate", "protobuf")) {
            try (TestGateway gateway = gateway(idle);
                    Connection connection = DriverManager.getConnection(
                            driver.equals("lakegate") ? gateway.url() : gateway.avaticaUrl(driver));
                    Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("SELECT a.id FROM t a, t b, t c")) {
                long begin = System.nanoTime();
                long count = 0;
                while (System.nanoTime() - begin < 2 * idle.toNanos()) {
                    assertThat(rows.next()).isTrue();
                    count++;
                }
                assertThat(count).isPositive();
            }
        }
    }

    @Test
    void aRestartedGatewayIsToldFromABrokenStatement() throws SQLException {
        TestGateway first = gateway(Duration.ofMinutes(1));
        int port = Integer.parseInt(first.url().replaceAll(".*:", ""));
        try (Connection connection = DriverManager.getConnection(first.url() + "?reconnect=false");
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeQuery("SELECT 1").next()).isTrue();
            first.close();
            assertThatThrownBy(() -> statement.executeQuery("SELECT 1"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("08006"));
            assertThat(connection.isValid(5)).isFalse();
            GatewayConfig defaults = GatewayConfig.defaults();
            try (Gateway second = Gateway.start(new GatewayConfig(
                    new ServerConfig("127.0.0.1", port), defaults.engine(), defaults.limits(), List.of()))) {
                assertThatThrownBy(() -> statement.executeQuery("SELECT 1"))
                        .hasMessageContaining("the gateway was started anew. Connect again.")
                        .isInstanceOfSatisfying(
                                SQLException.class,
                                e -> assertThat(e.getSQLState()).isEqualTo("08003"));
                assertThat(second.openConnections()).isZero();
            }
        }
    }

    @Test
    void tenLongStatementsAreCancelledOneAfterTheOther() throws Exception {
        try (TestGateway gateway = gateway(Duration.ofMinutes(1));
                Connection connection = gateway.connect();
                Statement statement = connection.createStatement()) {
            for (int round = 0; round < 10; round++) {
                CompletableFuture<String> state = CompletableFuture.supplyAsync(() -> {
                    try {
                        statement.executeQuery(ENDLESS);
                        return "it ended";
                    } catch (SQLException e) {
                        return e.getSQLState();
                    }
                });
                await(() -> gateway.gateway().runningStatements() == 1);
                statement.cancel();
                assertThat(state.get()).isEqualTo("57014");
                await(() -> gateway.gateway().runningStatements() == 0);
            }
            assertThat(TestGateway.query(connection, "SELECT count(*) FROM t")).isEqualTo(List.of(List.of(2_000L)));
        }
    }
}
