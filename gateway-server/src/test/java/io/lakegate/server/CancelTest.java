package io.lakegate.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakegate.adapters.testing.DeltaTableWriter;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType.Simple;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** That a statement can be stopped while it runs, by whom and how, and that nothing runs on afterwards. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class CancelTest {
    /** Hours of work from a small table. */
    private static final String ENDLESS =
            "SELECT sum(a.id * b.id + c.id * d.id) FROM t a, t b, t c, t d WHERE a.id + b.id <> c.id - d.id";

    /** Rows without end, for a client that does not read them. */
    private static final String MANY = "SELECT a.id, b.id, c.id FROM t a, t b, t c";

    @TempDir
    private Path lake;

    private TestGateway gateway;

    @BeforeEach
    void start() {
        DeltaTableWriter.create(lake.resolve("t"), List.of(new Column("id", Simple.BIGINT)))
                .append(IntStream.range(0, 2_000)
                        .mapToObj(id -> new Object[] {(long) id})
                        .toList());
        gateway = TestGateway.over(lake);
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    @Test
    void ourDriverCancelsARunningStatementAndGoesOnUsingIt() throws Exception {
        try (Connection connection = gateway.connect();
                Statement statement = connection.createStatement()) {
            CompletableFuture<Throwable> failure = failureOf(() -> statement.executeQuery(ENDLESS));
            await(() -> gateway.gateway().runningStatements() == 1);

            statement.cancel();

            assertThat(failure.get())
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            e -> assertThat(e.getSQLState()).isEqualTo(ErrorCode.CANCELED.sqlState()));
            await(() -> gateway.gateway().runningStatements() == 0);
            try (ResultSet rows = statement.executeQuery("SELECT count(*) FROM t")) {
                assertThat(TestGateway.rows(rows)).isEqualTo(List.of(List.of(2_000L)));
            }
        }
    }

    @Test
    void avaticasDriverEndsAStatementByClosingIt() throws Exception {
        try (Connection connection = DriverManager.getConnection(gateway.avaticaUrl("protobuf"))) {
            Statement statement = connection.createStatement();
            CompletableFuture<Throwable> failure =
                    failureOf(() -> statement.executeQuery(ENDLESS).next());
            await(() -> gateway.gateway().runningStatements() == 1);

            statement.cancel();
            statement.close();

            await(() -> gateway.gateway().runningStatements() == 0);
            assertThat(failure.get()).isNotNull();
        }
    }

    @Test
    void aClosedConnectionLeavesNothingRunning() throws Exception {
        Connection connection = gateway.connect();
        Statement statement = connection.createStatement();
        CompletableFuture<Throwable> failure = failureOf(() -> statement.executeQuery(ENDLESS));
        await(() -> gateway.gateway().runningStatements() == 1);

        connection.close();

        await(() -> gateway.gateway().runningStatements() == 0);
        assertThat(failure.get()).isInstanceOf(SQLException.class);
    }

    /** Closed at any moment of a statement's start: while it is sent, planned, prepared by the engine, or just before it runs. */
    @Test
    void aConnectionClosedWhileAStatementStartsLeavesNothingRunning() throws Exception {
        for (int round = 0; round < 60; round++) {
            Connection connection = gateway.connect();
            Statement statement = connection.createStatement();
            CompletableFuture<Throwable> failure = failureOf(() -> statement.executeQuery(ENDLESS));
            spin(round * 500_000L);

            connection.close();

            assertThat(failure.get(60, TimeUnit.SECONDS)).isInstanceOf(SQLException.class);
            await(() -> gateway.gateway().runningStatements() == 0);
        }
    }

    private static void spin(long nanos) {
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aResultThatIsNotReadToItsEndIsGivenUp() throws Exception {
        try (Connection connection = gateway.connect();
                Statement statement = connection.createStatement()) {
            try (ResultSet rows = statement.executeQuery(MANY)) {
                assertThat(rows.next()).isTrue();
            }
            await(() -> gateway.gateway().runningStatements() == 0);
        }
    }

    @Test
    void aStoppingGatewayTellsItsClients() throws Exception {
        Connection connection = gateway.connect();
        Statement statement = connection.createStatement();
        CompletableFuture<Throwable> failure = failureOf(() -> statement.executeQuery(ENDLESS));
        await(() -> gateway.gateway().runningStatements() == 1);

        gateway.close();

        assertThat(failure.get()).isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> gateway.query("SELECT 1")).isInstanceOf(SQLException.class);
    }

    private interface Call {
        void run() throws Exception;
    }

    /** What the call throws, on a thread of its own. */
    private static CompletableFuture<Throwable> failureOf(Call call) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                call.run();
                return null;
            } catch (Exception e) {
                return e;
            }
        });
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("it did not happen within a minute");
            }
            Thread.onSpinWait();
        }
    }
}
