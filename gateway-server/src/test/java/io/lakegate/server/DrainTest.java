package io.lakegate.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakegate.adapters.testing.DeltaTableWriter;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.server.config.AuthenticationConfig;
import io.lakegate.server.config.GatewayConfig;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a gateway that is asked to stop still does for its clients, and for how long. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class DrainTest {
    /** Hours of work from a small table. */
    private static final String ENDLESS =
            "SELECT sum(a.id * b.id + c.id * d.id) FROM t a, t b, t c, t d WHERE a.id + b.id <> c.id - d.id";

    /** More rows than are made before somebody reads them. */
    private static final String MANY = "SELECT a.id, b.id, 'text that makes a row longer' FROM t a, t b LIMIT 500000";

    private static final int MANY_ROWS = 500_000;
    private static final Duration LONG = Duration.ofHours(1);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    private Path folder;

    private final CountDownLatch hurry = new CountDownLatch(1);

    @BeforeEach
    void write() {
        DeltaTableWriter.create(folder.resolve("lake/t"), List.of(new Column("id", Simple.BIGINT)))
                .append(IntStream.range(0, 2_000)
                        .mapToObj(id -> new Object[] {(long) id})
                        .toList());
    }

    private TestGateway gateway(Duration drainTime) {
        GatewayConfig config = GuardedGateway.config(folder.resolve("lake"), AuthenticationConfig.OFF);
        return TestGateway.over(new GatewayConfig(
                config.server().withDrainTime(drainTime), config.engine(), config.limits(), config.catalogs()));
    }

    private CompletableFuture<Void> drain(TestGateway gateway) {
        return CompletableFuture.runAsync(() -> gateway.gateway().drain(hurry));
    }

    private static HttpResponse<String> health(String url, String which) throws Exception {
        URI address = URI.create(url.replace("jdbc:lakegate:", "http:") + "/health/" + which);
        return HTTP.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static void awaitDraining(String url) throws Exception {
        await(() -> health(url, "ready").statusCode() == 503);
        assertThat(health(url, "ready").body())
                .isEqualTo("draining: the gateway is being stopped and takes nothing new\n");
        HttpResponse<String> live = health(url, "live");
        assertThat(live.statusCode()).isEqualTo(200);
    }

    private static int count(ResultSet rows) throws SQLException {
        int count = 0;
        while (rows.next()) {
            count++;
        }
        return count;
    }

    private static void refused(Callable<?> call) {
        assertThatThrownBy(call::call)
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("The gateway is being stopped and takes nothing new. Connect again in a moment.")
                .hasFieldOrPropertyWithValue("SQLState", ErrorCode.SHUTTING_DOWN.sqlState())
                .hasFieldOrPropertyWithValue("ErrorCode", ErrorCode.SHUTTING_DOWN.number());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ours", "protobuf"})
    void anOpenResultIsReadToItsEndAndNothingNewIsTaken(String driver) throws Exception {
        try (TestGateway gateway = gateway(LONG)) {
            String url = driver.equals("ours") ? gateway.url() : gateway.avaticaUrl(driver);
            try (Connection connection = DriverManager.getConnection(url);
                    Statement statement = connection.createStatement();
                    Statement other = connection.createStatement();
                    PreparedStatement prepared = connection.prepareStatement("SELECT id FROM t WHERE id = ?");
                    ResultSet rows = statement.executeQuery(MANY)) {
                assertThat(rows.next()).isTrue();
                prepared.setLong(1, 1);

                CompletableFuture<Void> drained = drain(gateway);
                awaitDraining(gateway.url());

                refused(gateway::connect);
                if (driver.equals("ours")) {
                    refused(() -> other.executeQuery("SELECT 1"));
                    refused(() -> prepared.executeQuery());
                    refused(() -> connection.prepareStatement("SELECT id FROM t"));
                } else {
                    assertThatThrownBy(() -> other.executeQuery("SELECT 1")).hasMessageContaining("takes nothing new");
                }
                assertThat(drained).as("rows are still to come").isNotDone();
                assertThat(count(rows)).isEqualTo(MANY_ROWS - 1);
                drained.get();
            }
        }
    }

    @Test
    void aRunningStatementEndsAndItsClientReadsIt() throws Exception {
        try (TestGateway gateway = gateway(LONG);
                Connection connection = gateway.connect();
                Statement statement = connection.createStatement()) {
            CompletableFuture<List<List<Object>>> sum = CompletableFuture.supplyAsync(() -> {
                try (ResultSet rows = statement.executeQuery(
                        "SELECT sum(a.id + b.id + c.id) FROM t a, t b, t c WHERE c.id < 20 AND a.id + b.id <> c.id")) {
                    return TestGateway.rows(rows);
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
            await(() -> gateway.gateway().runningStatements() == 1 || sum.isDone());
            gateway.gateway().drain(hurry);
            assertThat(sum.get()).hasSize(1);
        }
    }

    @Test
    void whatIsLeftAfterTheTimeIsEndedAndSaysWhy() throws Exception {
        try (TestGateway gateway = gateway(Duration.ofMillis(300));
                Connection connection = gateway.connect();
                Statement statement = connection.createStatement()) {
            CompletableFuture<Throwable> failure = failureOf(() -> statement.executeQuery(ENDLESS));
            await(() -> gateway.gateway().runningStatements() == 1);
            gateway.gateway().drain(hurry);
            ended(
                    failure,
                    "The gateway is being stopped, and the statement did not end within 300 ms (server.drain-time).");
            await(() ->
                    gateway.gateway().runningStatements() == 0); // its client hears of it before the engine has stopped
        }
    }

    @Test
    void withoutATimeNothingIsWaitedFor() throws Exception {
        try (TestGateway gateway = gateway(Duration.ZERO);
                Connection connection = gateway.connect();
                Statement statement = connection.createStatement()) {
            CompletableFuture<Throwable> failure = failureOf(() -> statement.executeQuery(ENDLESS));
            await(() -> gateway.gateway().runningStatements() == 1);
            gateway.gateway().drain(hurry);
            ended(failure, "The gateway is being stopped, so the statement was ended.");
        }
    }

    @Test
    void whoIsInAHurryIsHeard() throws Exception {
        try (TestGateway gateway = gateway(LONG);
                Connection connection = gateway.connect();
                Statement statement = connection.createStatement()) {
            CompletableFuture<Throwable> failure = failureOf(() -> statement.executeQuery(ENDLESS));
            await(() -> gateway.gateway().runningStatements() == 1);
            CompletableFuture<Void> drained = drain(gateway);
            awaitDraining(gateway.url());
            assertThat(drained).isNotDone();
            hurry.countDown();
            drained.get();
            ended(failure, "The gateway is being stopped, so the statement was ended.");
        }
    }

    @Test
    void nothingIsWaitedForWhereNothingRuns() throws Exception {
        try (TestGateway gateway = gateway(LONG);
                Connection connection = gateway.connect();
                Statement ended = connection.createStatement();
                Statement canceled = connection.createStatement();
                ResultSet read = ended.executeQuery("SELECT id FROM t");
                ResultSet unread = canceled.executeQuery(MANY)) {
            assertThat(count(read)).isEqualTo(2_000);
            assertThat(unread.next()).isTrue();
            canceled.cancel();
            gateway.gateway().drain(hurry);
            awaitDraining(gateway.url());
        }
    }

    @Test
    void aProcessThatIsTerminatedDrainsAndEndsWithZero() throws Exception {
        Path log = folder.resolve("log");
        try (ServerProcess server = ServerProcess.start(conf(), log);
                Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(MANY.replace(" t ", " lake.\"default\".t "))) {
            assertThat(rows.next()).isTrue();
            server.terminate();
            awaitDraining(server.url());
            refused(server::connect);
            assertThat(count(rows)).isEqualTo(MANY_ROWS - 1);
            assertThat(server.exitCode()).isZero();
        }
        assertThat(log).content().contains("1 statements run or are being read; they may end within 3600 s");
    }

    @Test
    void aSecondSignalEndsTheWaiting() throws Exception {
        try (ServerProcess server = ServerProcess.start(conf(), folder.resolve("log"));
                Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("USE lake.\"default\"");
            CompletableFuture<Throwable> failure = failureOf(() -> statement.executeQuery(ENDLESS));
            await(() -> {
                try (Connection looking = server.connect()) {
                    return TestGateway.query(
                                    looking,
                                    "SELECT sql FROM system.queries WHERE state = 'RUNNING' AND sql LIKE '%d.id%'")
                            .stream()
                            .anyMatch(row -> row.contains(ENDLESS));
                }
            });
            server.terminate();
            awaitDraining(server.url());
            server.terminate();
            ended(failure, "The gateway is being stopped, so the statement was ended.");
            assertThat(server.exitCode()).isZero();
        }
    }

    private Path conf() throws Exception {
        Path conf = Files.createDirectories(folder.resolve("conf/catalogs")).getParent();
        Files.writeString(conf.resolve("lakegate.yaml"), "server: {drain-time: 1h}\n");
        Files.writeString(
                conf.resolve("catalogs/lake.yaml"), "type: delta\nlocation: " + folder.resolve("lake") + "\n");
        return conf;
    }

    private static void ended(CompletableFuture<Throwable> failure, String why) throws Exception {
        assertThat(failure.get())
                .isInstanceOf(SQLException.class)
                .hasMessageStartingWith(why)
                .hasMessageContaining("Connect again in a moment and run it again.")
                .hasFieldOrPropertyWithValue("SQLState", "57P01")
                .hasFieldOrPropertyWithValue("ErrorCode", 3004);
    }

    /** What the call throws, on a thread of its own. */
    private static CompletableFuture<Throwable> failureOf(Callable<?> call) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                call.call();
                return null;
            } catch (Exception e) {
                return e;
            }
        });
    }

    private static void await(Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.call()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("it did not happen within a minute");
            }
            Thread.onSpinWait();
        }
    }
}
