package io.lakegate.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakegate.adapters.testing.DeltaTableWriter;
import io.lakegate.adapters.testing.DuckLakeDatabase;
import io.lakegate.adapters.testing.DuckLakeWriter;
import io.lakegate.adapters.testing.store.Fault;
import io.lakegate.adapters.testing.store.StoreRequest;
import io.lakegate.adapters.testing.store.TestStore;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType.Simple;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many clients at once over a disk, a store and a catalog database, while the store fails, the database is stopped, the gateway is killed and asked to
 * stop, and clients go away in the middle of a result: right rows or clear errors, and nothing is left behind. By default 24 clients through each
 * of these once; with {@code -Dlakegate.chaos.clients=200 -Dlakegate.chaos.rounds=5} more.
 */
class ChaosTest {
    private static final int CLIENTS = Integer.getInteger("lakegate.chaos.clients", 24);
    private static final int ROUNDS = Integer.getInteger("lakegate.chaos.rounds", 1);

    /** What has to be asked between two misfortunes, by all clients together. */
    private static final int STATEMENTS = 3 * CLIENTS;

    private static final int ROWS = 20_000;
    private static final long SUM = (ROWS - 1L) * ROWS / 2;
    private static final List<String> TABLES = List.of("disk.\"default\".t", "bucket.\"default\".t", "ducks.main.t");

    @TempDir
    Path folder;

    private final AtomicInteger right = new AtomicInteger();
    private final AtomicInteger leaving = new AtomicInteger();
    private final Map<String, Integer> errors = new ConcurrentHashMap<>();
    private final AtomicBoolean ending = new AtomicBoolean();
    private final AtomicReference<CountDownLatch> progress = new AtomicReference<>(new CountDownLatch(0));
    /** Open while there is a gateway: who finds none waits here. */
    private final AtomicReference<CountDownLatch> there = new AtomicReference<>(new CountDownLatch(0));

    @Test
    void rowsAreRightOrAnErrorSaysWhyAndNothingIsLeft() throws Exception {
        Path database = Files.createDirectories(folder.resolve("postgres"));
        EmbeddedPostgres postgres = postgres(database, 0);
        int databasePort = postgres.getPort();
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try (TestStore store = TestStore.start(folder.resolve("buckets"))) {
            Path conf = write(store, postgres);
            ServerProcess gateway = ServerProcess.start(conf, folder.resolve("gateway.log"));
            try {
                List<Future<?>> running = new ArrayList<>();
                for (int client = 0; client < CLIENTS; client++) {
                    SplittableRandom random = new SplittableRandom(client);
                    String url = gateway.url();
                    running.add(clients.submit(() -> run(url, random)));
                }
                int port = gateway.port();
                for (int round = 0; round < ROUNDS; round++) {
                    await();
                    store.proxy().fail(failing(round));
                    await();
                    store.proxy().fail(request -> Fault.NONE);
                    there.set(new CountDownLatch(1));
                    gateway.kill();
                    gateway = ServerProcess.start(conf, folder.resolve("gateway.log"), port);
                    there.get().countDown();
                    await();
                    postgres.close();
                    await();
                    postgres = postgres(database, databasePort);
                    await();
                    there.set(new CountDownLatch(1));
                    gateway.terminate();
                    assertThat(gateway.exitCode()).isZero();
                    gateway = ServerProcess.start(conf, folder.resolve("gateway.log"), port);
                    there.get().countDown();
                    await();
                }
                ending.set(true);
                for (Future<?> client : running) {
                    client.get(5, TimeUnit.MINUTES);
                }
                System.out.printf(
                        "chaos: %d clients, %d right answers, %d results left in the middle, errors: %s%n",
                        CLIENTS, right.get(), leaving.get(), new TreeMap<>(errors));
                assertThat(right.get()).isGreaterThan(CLIENTS);
                assertThat(leaving.get()).isPositive();
                assertNothingIsLeft(gateway);
            } finally {
                ending.set(true);
                there.get().countDown();
                gateway.close();
            }
        } finally {
            clients.shutdownNow();
            postgres.close();
        }
    }

    /** Until there was time for something to happen. */
    private void await() throws InterruptedException {
        CountDownLatch latch = new CountDownLatch(STATEMENTS);
        progress.set(latch);
        assertThat(latch.await(10, TimeUnit.MINUTES)).as("statements end").isTrue();
    }

    private static Function<StoreRequest, Fault> failing(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Fault> faults = List.of(
                new Fault.Status(503, "SlowDown"),
                new Fault.Status(500, "InternalError"),
                Fault.RESET,
                new Fault.Truncate(1_000));
        return request -> {
            synchronized (random) {
                return random.nextInt(5) > 0 ? Fault.NONE : faults.get(random.nextInt(faults.size()));
            }
        };
    }

    private static EmbeddedPostgres postgres(Path folder, int port) throws IOException {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setOverrideWorkingDirectory(folder.resolve("binaries").toFile())
                .setDataDirectory(folder.resolve("data"))
                .setCleanDataDirectory(false)
                .setServerConfig("max_connections", "100");
        return (port == 0 ? builder : builder.setPort(port)).start();
    }

    private Path write(TestStore store, EmbeddedPostgres postgres) throws IOException, SQLException {
        List<Object[]> rows =
                LongStream.range(0, ROWS).mapToObj(id -> new Object[] {id}).toList();
        DeltaTableWriter.create(folder.resolve("lake/t"), List.of(new Column("id", Simple.BIGINT)))
                .rowsPerFile(5_000)
                .append(rows);
        TestStore.copy(folder.resolve("lake/t"), store.bucket("lake").resolve("t"));
        DuckLakeDatabase metadata =
                new DuckLakeDatabase(() -> postgres.getPostgresDatabase().getConnection());
        try (DuckLakeWriter writer = DuckLakeWriter.create(metadata, folder.resolve("ducks"))) {
            writer.createTable("t", new DuckLakeWriter.Col("id", "int64"));
            writer.append("t", "SELECT range AS id FROM range(%d)".formatted(ROWS));
        }
        Path conf = folder.resolve("conf");
        Files.createDirectories(conf.resolve("catalogs"));
        Files.writeString(
                conf.resolve("lakegate.yaml"), """
                cache: {directory: '%s', size: 64MiB}
                engine: {temp-directory: '%s', memory-limit: 512MiB}
                limits: {connection-idle: 5s}
                server: {drain-time: 1s}
                """.formatted(folder.resolve("cache"), folder.resolve("temp")));
        Files.writeString(
                conf.resolve("catalogs/disk.yaml"), "{type: delta, location: '%s'}".formatted(folder.resolve("lake")));
        Files.writeString(
                conf.resolve("catalogs/bucket.yaml"),
                "{type: delta, location: 's3://lake/', storage: {endpoint: '%s', access-key: %s, secret-key: %s}}"
                        .formatted(store.endpoint(), TestStore.ACCESS_KEY, TestStore.SECRET_KEY));
        Files.writeString(
                conf.resolve("catalogs/ducks.yaml"),
                "{type: ducklake, metadata: 'postgresql://127.0.0.1:%d/postgres', user: postgres, password: postgres, data-path: '%s'}"
                        .formatted(postgres.getPort(), folder.resolve("ducks")));
        return conf;
    }

    private void run(String url, SplittableRandom random) {
        while (!ending.get()) {
            try (Connection connection = DriverManager.getConnection(url)) {
                for (int i = 0; i < 5 && !ending.get(); i++) {
                    one(connection, random);
                    progress.get().countDown();
                }
            } catch (SQLException e) {
                failed(e);
                progress.get().countDown();
                waitForGateway();
            }
        }
    }

    private void waitForGateway() {
        try {
            there.get().await(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            ending.set(true);
        }
    }

    private void one(Connection connection, SplittableRandom random) throws SQLException {
        String table = TABLES.get(random.nextInt(TABLES.size()));
        try (Statement statement = connection.createStatement()) {
            switch (random.nextInt(4)) {
                case 0 -> answered(statement, "SELECT sum(id), count(*) FROM " + table, SUM + " " + ROWS);
                case 1 -> {
                    int id = random.nextInt(ROWS);
                    answered(
                            statement,
                            "SELECT max(id), count(*) FROM %s WHERE id BETWEEN %d AND %d".formatted(table, id, id),
                            id + " 1");
                }
                case 2 -> all(statement.executeQuery("SELECT id FROM " + table));
                default -> {
                    ResultSet rows = statement.executeQuery("SELECT a.id, b.id FROM %1$s a, %1$s b".formatted(table));
                    rows.next();
                    leaving.incrementAndGet();
                    connection.abort(Runnable::run);
                }
            }
        } catch (SQLException e) {
            failed(e);
        }
    }

    private void answered(Statement statement, String sql, String expected) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            assertThat(row.getLong(1) + " " + row.getLong(2)).as(sql).isEqualTo(expected);
            right.incrementAndGet();
        }
    }

    private void all(ResultSet rows) throws SQLException {
        long sum = 0;
        long count = 0;
        while (rows.next()) {
            sum += rows.getLong(1);
            count++;
        }
        assertThat(count + " " + sum).isEqualTo(ROWS + " " + SUM);
        right.incrementAndGet();
    }

    /** Errors are told by their codes, and none is a defect of the gateway. */
    private void failed(SQLException e) {
        assertThat(e.getErrorCode()).as("%s", e).isNotEqualTo(ErrorCode.INTERNAL.number());
        assertThat(e.getSQLState()).as("%s", e).isNotBlank();
        errors.merge("%s/%d".formatted(e.getSQLState(), e.getErrorCode()), 1, Integer::sum);
    }

    private void assertNothingIsLeft(ServerProcess gateway) throws Exception {
        try (Connection connection = gateway.connect();
                Statement statement = connection.createStatement()) {
            for (String table : TABLES) {
                answered(statement, "SELECT sum(id), count(*) FROM " + table, SUM + " " + ROWS);
            }
            // Connections that nobody closed end when they are idle, and their statements with them.
            long deadline = System.nanoTime() + Duration.ofMinutes(2).toNanos();
            String open = "";
            while (System.nanoTime() < deadline && !open.equals("1 1")) {
                try (ResultSet row = statement.executeQuery(
                        "SELECT (SELECT count(*) FROM system.sessions), (SELECT count(*) FROM system.queries WHERE state IN ('RUNNING', 'QUEUED'))")) {
                    row.next();
                    open = row.getLong(1) + " " + row.getLong(2);
                }
            }
            assertThat(open).as("connections and statements").isEqualTo("1 1");
        }
        Path process = Path.of("/proc", String.valueOf(gateway.pid()));
        if (Files.isDirectory(process)) {
            try (Stream<Path> files = Files.list(process.resolve("fd"));
                    Stream<Path> threads = Files.list(process.resolve("task"))) {
                long open = files.count();
                long alive = threads.count();
                System.out.printf("chaos: %d open files, %d threads left%n", open, alive);
                assertThat(open).isLessThan(500);
                assertThat(alive).isLessThan(400);
            }
        }
        try (Stream<Path> processes = Files.list(folder.resolve("cache/processes"))) {
            assertThat(processes.filter(Files::isDirectory))
                    .as("folders of gateways in the cache")
                    .hasSize(1);
        }
    }
}
