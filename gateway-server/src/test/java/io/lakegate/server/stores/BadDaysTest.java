package io.lakegate.server.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakegate.adapters.testing.store.Fault;
import io.lakegate.adapters.testing.store.StoreRequest;
import io.lakegate.adapters.testing.store.TestStore;
import io.lakegate.server.TestGateway;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stores that throttle, break off, hang, and change under a statement: the right rows come, or an error that names the object. */
class BadDaysTest {
    private static final String SUM = "SELECT sum(a), sum(b), count(*) FROM lake.\"default\".t";

    @TempDir
    Path folder;

    private TestStore store;
    private TestGateway gateway;

    @BeforeEach
    void start() throws SQLException {
        store = TestStore.start(folder.resolve("buckets"));
        StoredTable.write(folder.resolve("written"), 3, 20_000);
        TestStore.copy(folder.resolve("written"), store.bucket("lake").resolve("t"));
        gateway = StoreGateway.over(store, folder.resolve("cache"), StoreGateway.delta("lake", "s3://lake/"));
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
        store.close();
    }

    private List<List<Object>> onDisk() throws SQLException {
        try (TestGateway disk = TestGateway.over(folder.resolve("buckets/lake"))) {
            return disk.query(SUM);
        }
    }

    /** Fails each first attempt of a request for bytes. */
    private static Function<StoreRequest, Fault> everySecond(Fault fault) {
        AtomicInteger count = new AtomicInteger();
        return request -> request.readsObject() && count.getAndIncrement() % 2 == 0 ? fault : Fault.NONE;
    }

    @Test
    void whatPassesIsTriedAgain() throws Exception {
        List<List<Object>> expected = onDisk();
        int number = 0;
        for (Fault fault : List.of(
                new Fault.Status(503, "SlowDown"),
                new Fault.Status(500, "InternalError"),
                Fault.RESET,
                new Fault.Truncate(100))) {
            store.proxy().fail(everySecond(fault));
            try (TestGateway cold = StoreGateway.over(
                    store, folder.resolve("cold" + number++), StoreGateway.delta("lake", "s3://lake/"))) {
                assertThat(cold.query(SUM)).as(fault.toString()).isEqualTo(expected);
            }
        }
    }

    @Test
    void whatLastsIsAnErrorThatNamesTheObjectAndTheCause() {
        store.proxy()
                .fail(request -> request.readsObject() && request.path().endsWith("parquet")
                        ? new Fault.Status(503, "SlowDown")
                        : Fault.NONE);
        assertThatThrownBy(() -> gateway.query(SUM))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("s3://lake/t/part-")
                .hasMessageContaining("503 (SlowDown), and did so in 6 attempts")
                .extracting(e -> ((SQLException) e).getErrorCode())
                .isEqualTo(2003);
    }

    @Test
    void aStoreThatDoesNotAnswerHasNotLostItsTables() throws Exception {
        for (Fault fault : List.of(new Fault.Status(503, "SlowDown"), new Fault.Status(403, "AccessDenied"))) {
            for (String sql :
                    List.of(SUM, "SHOW TABLES FROM lake.\"default\"", "SELECT * FROM lake.\"default\".\"t$files\"")) {
                store.proxy().fail(request -> fault);
                assertThatThrownBy(() -> gateway.query(sql))
                        .as("%s: %s", fault, sql)
                        .hasMessageContaining("s3://lake")
                        .extracting(e -> ((SQLException) e).getErrorCode())
                        .isEqualTo(2003);
                store.proxy().fail(request -> Fault.NONE);
                assertThat(gateway.query(sql)).isNotEmpty();
            }
        }
    }

    @Test
    void aFolderThatIsClosedToTheGatewayHidesNoOther() throws Exception {
        TestStore.copy(folder.resolve("written"), store.bucket("lake").resolve("closed"));
        store.proxy()
                .fail(request ->
                        request.toString().contains("closed") ? new Fault.Status(403, "AccessDenied") : Fault.NONE);
        assertThat(gateway.query("SHOW TABLES FROM lake.\"default\"")).hasToString("[[default, t]]");
        assertThatThrownBy(() -> gateway.query("SELECT * FROM lake.\"default\".closed"))
                .hasMessageContaining("the store denies access")
                .extracting(e -> ((SQLException) e).getErrorCode())
                .isEqualTo(2003);
    }

    @Test
    void refusedCredentialsAreToldAtOnce() {
        store.proxy().fail(request -> request.readsObject() ? new Fault.Status(403, "InvalidAccessKeyId") : Fault.NONE);
        store.proxy().forget();
        assertThatThrownBy(() -> gateway.query(SUM))
                .hasMessageContaining("the store refuses the credentials (InvalidAccessKeyId)");
        assertThat(store.proxy().requests().stream().filter(StoreRequest::readsObject))
                .hasSize(1);
    }

    @Test
    void anObjectThatIsReplacedUnderAStatementIsAnErrorAndNeverAMixture() throws Exception {
        List<List<Object>> expected = onDisk();
        AtomicInteger reads = new AtomicInteger();
        store.proxy()
                .fail(request ->
                        request.readsObject() && request.path().endsWith("parquet") && reads.getAndIncrement() == 1
                                ? new Fault.Before(() -> replace(request))
                                : Fault.NONE);
        assertThatThrownBy(() -> gateway.query(SUM))
                .hasMessageContaining("it was replaced by another object while it was read");
        // The next statement reads the new content of that file alone.
        assertThat(gateway.query(SUM)).isNotEqualTo(expected).isEqualTo(onDisk());
    }

    /** Another file of the same rows and other values in its place. */
    private void replace(StoreRequest request) {
        Path place = folder.resolve("buckets" + request.path());
        try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckDb.createStatement()) {
            Path fresh = folder.resolve("fresh.parquet");
            statement.execute("COPY (SELECT a + 1 AS a, b, c FROM '%s') TO '%s'".formatted(place, fresh));
            Files.delete(place);
            Files.move(fresh, place);
            Files.setLastModifiedTime(
                    place,
                    java.nio.file.attribute.FileTime.from(
                            java.time.Instant.now().plusSeconds(5)));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void anObjectThatIsGoneIsNamed() throws Exception {
        Path lost;
        try (Stream<Path> files = Files.list(folder.resolve("buckets/lake/t"))) {
            lost = files.filter(file -> file.toString().endsWith("parquet"))
                    .sorted()
                    .findFirst()
                    .orElseThrow();
        }
        Files.delete(lost);
        assertThatThrownBy(() -> gateway.query(SUM))
                .hasMessageContaining("s3://lake/t/" + lost.getFileName())
                .hasMessageContaining("there is no such object");
    }

    @Test
    void cancelEndsTransfersThatHang() throws Exception {
        CountDownLatch hanging = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        store.proxy().fail(request -> {
            if (!request.readsObject() || !request.path().endsWith("parquet")) {
                return Fault.NONE;
            }
            hanging.countDown();
            return new Fault.Stall(10, never);
        });
        try (Connection connection = gateway.connect();
                Statement statement = connection.createStatement()) {
            CompletableFuture<Object> running = CompletableFuture.supplyAsync(() -> {
                try {
                    return statement.executeQuery(SUM).next();
                } catch (SQLException e) {
                    return e.getSQLState();
                }
            });
            assertThat(hanging.await(60, TimeUnit.SECONDS)).isTrue();
            statement.cancel();
            assertThat(running.get(60, TimeUnit.SECONDS)).isEqualTo("57014");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } finally {
            never.countDown();
        }
        store.proxy().fail(request -> Fault.NONE);
        assertThat(gateway.query(SUM)).isEqualTo(onDisk());
    }

    @Test
    void aCacheThatHasNoRoomSaysSo() throws Exception {
        try (TestGateway small =
                StoreGateway.over(store, folder.resolve("small"), 1 << 20, StoreGateway.delta("lake", "s3://lake/"))) {
            assertThatThrownBy(() -> small.query("SELECT * FROM lake.\"default\".t"))
                    .hasMessageContaining("has no room")
                    .hasMessageContaining("cache.size");
            assertThat(small.query("SELECT count(*) FROM lake.\"default\".t")).isEqualTo(List.of(List.of(60_000L)));
        }
    }
}
