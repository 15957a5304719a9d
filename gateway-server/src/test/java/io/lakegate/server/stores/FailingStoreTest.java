package io.lakegate.server.stores;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakegate.adapters.testing.store.Fault;
import io.lakegate.adapters.testing.store.TestStore;
import io.lakegate.server.TestGateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Twenty clients at once while each tenth request to the store fails, and while the cache is too small for all tables: right rows or clear errors, and
 * nothing is left behind. Some statements each; for so many minutes with {@code -Dlakegate.stores.minutes=10}.
 */
class FailingStoreTest {
    private static final int CLIENTS = 20;
    private static final int STATEMENTS = 6;
    private static final int TABLES = 24;
    private static final long CACHE_BYTES = 48L << 20;
    private static final Duration TIME = Duration.ofMinutes(Integer.getInteger("lakegate.stores.minutes", 0));
    private static final List<String> QUERIES = List.of(
            "SELECT count(*), sum(a), sum(b) FROM %s",
            "SELECT max(c), min(c) FROM %s",
            "SELECT a, b, c FROM %s WHERE a % 997 = 3 ORDER BY a",
            "SELECT count(*), max(c) FROM %s WHERE a BETWEEN 9000 AND 9100",
            "SELECT b % 7, count(*) FROM %s GROUP BY 1 ORDER BY 1");

    @TempDir
    Path folder;

    private final AtomicLong right = new AtomicLong();
    private final Map<String, Integer> failures = new ConcurrentHashMap<>();

    @Test
    void rowsAreRightOrAnErrorSaysWhyAndNothingIsLeft() throws Exception {
        List<List<List<Object>>> expected = new ArrayList<>();
        try (TestStore store = TestStore.start(folder.resolve("buckets"))) {
            StoredTable.write(folder.resolve("written/t0"), 2, 15_000);
            for (int table = 0; table < TABLES; table++) {
                TestStore.copy(
                        folder.resolve("written/t0"), store.bucket("lake").resolve("t" + table));
            }
            try (TestGateway disk = TestGateway.over(folder.resolve("written"))) {
                for (String query : QUERIES) {
                    expected.add(disk.query(query.replace("%s", "lake.\"default\".t0")));
                }
            }
            long filesBefore = openFiles();
            try (TestGateway gateway = StoreGateway.over(
                    store, folder.resolve("cache"), CACHE_BYTES, StoreGateway.delta("lake", "s3://lake/"))) {
                gateway.query("SELECT count(*) FROM lake.\"default\".t0");
                SplittableRandom random = new SplittableRandom(7);
                store.proxy().fail(request -> {
                    synchronized (random) {
                        return random.nextInt(10) > 0 ? Fault.NONE : fault(random.nextInt(4));
                    }
                });
                run(gateway, expected);
                store.proxy().fail(request -> Fault.NONE);
                assertThat(gateway.query(QUERIES.get(0).replace("%s", "lake.\"default\".t3")))
                        .isEqualTo(expected.get(0));
                assertThat(right.get()).as("failures: %s", failures).isPositive();
                assertThat(store.proxy().connections()).isLessThanOrEqualTo(64);
                assertThat(gateway.gateway().runningStatements()).isZero();
            }
            assertThat(openFiles()).isLessThan(filesBefore + 60);
        }
    }

    private static Fault fault(int kind) {
        return switch (kind) {
            case 0 -> new Fault.Status(503, "SlowDown");
            case 1 -> new Fault.Status(500, "InternalError");
            case 2 -> Fault.RESET;
            default -> new Fault.Truncate(1_000);
        };
    }

    private void run(TestGateway gateway, List<List<List<Object>>> expected) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        try {
            long end = System.nanoTime() + TIME.toNanos();
            List<Callable<Void>> clients = new ArrayList<>();
            for (int client = 0; client < CLIENTS; client++) {
                SplittableRandom random = new SplittableRandom(client);
                clients.add(() -> {
                    try (Connection connection = gateway.connect()) {
                        for (int i = 0; i < STATEMENTS || System.nanoTime() < end; i++) {
                            one(connection, random.nextInt(TABLES), random.nextInt(QUERIES.size()), expected);
                        }
                    }
                    return null;
                });
            }
            for (Future<Void> done : threads.invokeAll(clients)) {
                done.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private void one(Connection connection, int table, int query, List<List<List<Object>>> expected) {
        String sql = QUERIES.get(query).replace("%s", "lake.\"default\".t" + table);
        try {
            assertThat(TestGateway.query(connection, sql)).as(sql).isEqualTo(expected.get(query));
            right.incrementAndGet();
        } catch (SQLException e) {
            assertThat(e.getMessage()).contains("s3://lake/");
            failures.merge(e.getErrorCode() + " " + e.getMessage().replaceAll("s3://\\S+", "…"), 1, Integer::sum);
        }
    }

    private static long openFiles() throws IOException {
        Path own = Path.of("/proc/self/fd");
        if (!Files.isDirectory(own)) {
            return 0;
        }
        try (Stream<Path> files = Files.list(own)) {
            return files.count();
        }
    }
}
