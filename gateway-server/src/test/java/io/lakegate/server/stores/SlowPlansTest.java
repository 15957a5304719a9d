package io.lakegate.server.stores;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakegate.adapters.testing.store.Fault;
import io.lakegate.adapters.testing.store.TestStore;
import io.lakegate.server.TestGateway;
import io.lakegate.server.config.GatewayConfig;
import io.lakegate.server.config.LimitsConfig;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Planning that takes longer than a connection may be idle. */
@Timeout(300)
class SlowPlansTest {
    @TempDir
    Path folder;

    private static LimitsConfig idle(Duration idle) {
        LimitsConfig limits = GatewayConfig.defaults().limits();
        return new LimitsConfig(
                limits.queryTimeout(),
                idle,
                limits.maxConnections(),
                limits.frameBytes(),
                limits.maxRunning(),
                limits.perUser());
    }

    @Test
    void aConnectionWhoseStatementIsPlannedIsNotIdle() throws Exception {
        CountDownLatch isAsked = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        try (TestStore store = TestStore.start(folder.resolve("buckets"))) {
            StoredTable.write(folder.resolve("written"), 1, 1_000);
            TestStore.copy(folder.resolve("written"), store.bucket("lake").resolve("t"));
            store.proxy()
                    .fail(request -> new Fault.Before(() -> {
                        isAsked.countDown();
                        await(goOn);
                    }));
            try (TestGateway gateway = StoreGateway.over(
                            store,
                            folder.resolve("cache"),
                            idle(Duration.ofSeconds(1)),
                            StoreGateway.delta("lake", "s3://lake/"));
                    Connection planning = DriverManager.getConnection(gateway.url() + "?reconnect=false")) {
                CompletableFuture<List<List<Object>>> answer = CompletableFuture.supplyAsync(() -> count(planning));
                isAsked.await();
                // One that is opened later is closed for having been idle, so the first one would have been.
                try (Connection later = DriverManager.getConnection(gateway.url() + "?reconnect=false")) {
                    assertThat(later.isValid(60)).isTrue();
                    while (gateway.gateway().openConnections() > 1) {
                        Thread.onSpinWait();
                    }
                }
                goOn.countDown();
                assertThat(answer.get()).isEqualTo(List.of(List.of(1_000L)));
            } finally {
                goOn.countDown();
            }
        }
    }

    private static List<List<Object>> count(Connection connection) {
        try {
            return TestGateway.query(connection, "SELECT count(*) FROM lake.\"default\".t");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
