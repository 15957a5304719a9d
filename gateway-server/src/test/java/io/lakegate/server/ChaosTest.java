package io.lakegate.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
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
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Callable;
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
 * stop, the disk for what it writes is full, and clients go away in the middle of a result: right rows or clear errors, and nothing is left behind. By default 24
 * clients through each of these once; with {@code -Dlakegate.chaos.clients=200 -Dlakegate.chaos.rounds=5} more. Without the right to mount a file system there
 * is no full disk, and the test says so.
 */
class ChaosTest {
    private static final int CLIENTS = Integer.getInteger("lakegate.chaos.clients", 24);
    private static final int ROUNDS = Integer.getInteger("lakegate.chaos.rounds", 1);

    /** What has to be asked between two misfortunes, by all clients together. */
    private static final int STATEMENTS = 3 * CLIENTS;

    private static final int ROWS = 20_000;
    private static final long SUM = (ROWS - 1L) * ROWS / 2;
    private static final int DISK_MEBIBYTES = 1_024;

    /** Sorts more than the engine's memory holds, so that it has to write to its disk. */
    private static final String SPILLING =
            "SELECT sum(n), count(*) FROM (SELECT DISTINCT a.id AS n, b.id AS m FROM disk.\"default\".t a, disk.\"default\".t b WHERE b.id < 200)";

    private static final List<String> TABLES = List.of("disk.\"default\".t", "bucket.\"default\".t", "ducks.main.t");

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    Path folder;

    private int fresh;
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
        Optional<SmallDisk> disk = SmallDisk.mount(folder.resolve("disk"), DISK_MEBIBYTES);
        if (disk.isEmpty()) {
            System.out.println("chaos: without a full disk, since this process may not mount a file system");
        }
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
                    System.out.printf("chaos: round %d, after the start: %s%n", round, use(gateway));
                    if (disk.isPresent()) {
                        fullDisk(disk.get(), store, gateway);
                    }
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
            if (disk.isPresent()) {
                disk.get().close();
            }
        }
    }

    /** Fills the disk until the cache and the audit log have met it, while statements that need more memory than there is meet it too, and makes room again. */
    private void fullDisk(SmallDisk disk, TestStore store, ServerProcess gateway) throws Exception {
        String table = "fresh" + fresh++;
        String sql = "SELECT sum(id), count(*) FROM bucket.\"default\"." + table;
        TestStore.copy(folder.resolve("lake/t"), store.bucket("lake").resolve(table));
        disk.fill();
        await();
        until("the audit log meets a full disk", () -> {
            disk.fill();
            return health(gateway).contains("audit log: No space left on device");
        });
        until("the cache meets a full disk", () -> {
            disk.fill();
            return meets(gateway, sql, "No space left on device");
        });
        disk.empty();
        await();
        until("the audit log is written again", () -> health(gateway).equals("ok\n"));
        try (Connection connection = gateway.connect();
                Statement statement = connection.createStatement()) {
            answered(statement, sql, SUM + " " + ROWS);
        }
    }

    private boolean meets(ServerProcess gateway, String sql, String trouble) {
        try (Connection connection = gateway.connect();
                Statement statement = connection.createStatement()) {
            statement.executeQuery(sql).next();
            return false;
        } catch (SQLException e) {
            failed(e);
            boolean met = String.valueOf(e.getMessage()).contains(trouble);
            if (!met) {
                System.out.println("chaos: on the full disk: " + e.getMessage());
            }
            return met;
        }
    }

    private static String health(ServerProcess gateway) throws Exception {
        URI address = URI.create(gateway.url().replace("jdbc:lakegate:", "http:") + "/health/ready");
        return HTTP.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static void until(String what, Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + Duration.ofMinutes(5).toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadline);
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
        Files.writeString(conf.resolve("lakegate.yaml"), """
                cache: {directory: '%s', size: 64MiB}
                engine: {temp-directory: '%s', memory-limit: 128MiB}
                limits: {connection-idle: 10s}
                server: {drain-time: 1s}
                audit: {to: file, file: '%s', on-failure: report}
                """.formatted(
                        folder.resolve("disk/cache"), folder.resolve("disk/temp"), folder.resolve("disk/audit.jsonl")));
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

    private static String metrics(ServerProcess gateway) throws Exception {
        URI address = URI.create(gateway.url().replace("jdbc:lakegate:", "http:") + "/metrics");
        return HTTP.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /** Of the audit log, also of those that were written while the disk was full, and when the gateway was killed. */
    private void assertLinesAreWhole() throws IOException {
        ObjectMapper json = new ObjectMapper();
        long torn = 0;
        List<String> lines = Files.readAllLines(folder.resolve("disk/audit.jsonl"));
        for (String line : lines) {
            try {
                assertThat(json.readTree(line).path("event").asText()).isNotEmpty();
            } catch (JsonProcessingException e) {
                torn++;
            }
        }
        System.out.printf("chaos: %d lines in the audit log, %d torn%n", lines.size(), torn);
        assertThat(torn).as("lines that a kill has cut").isLessThanOrEqualTo(ROUNDS);
    }

    /** Threads, open files, memory and the heap after a collection of garbage, where the machine tells. */
    private static String use(ServerProcess gateway) throws Exception {
        Path process = Path.of("/proc", String.valueOf(gateway.pid()));
        if (!Files.isDirectory(process)) {
            return "unknown";
        }
        jcmd(gateway, "GC.run");
        String heap = jcmd(gateway, "GC.heap_info")
                .lines()
                .filter(line -> line.contains("used"))
                .findFirst()
                .map(String::strip)
                .orElse("");
        String memory = Files.readAllLines(process.resolve("status")).stream()
                .filter(line -> line.startsWith("VmRSS"))
                .findFirst()
                .orElse("");
        try (Stream<Path> files = Files.list(process.resolve("fd"));
                Stream<Path> threads = Files.list(process.resolve("task"))) {
            return "%d files, %d threads, %s, heap: %s".formatted(files.count(), threads.count(), memory, heap);
        }
    }

    private static String jcmd(ServerProcess gateway, String command) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        String.valueOf(gateway.pid()),
                        command)
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said;
    }

    private void assertNothingIsLeft(ServerProcess gateway) throws Exception {
        try (Connection connection = gateway.connect();
                Statement statement = connection.createStatement()) {
            for (String table : TABLES) {
                answered(statement, "SELECT sum(id), count(*) FROM " + table, SUM + " " + ROWS);
            }
            answered(statement, SPILLING, 200 * SUM + " " + 200 * ROWS);
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
        String figures = metrics(gateway);
        assertThat(figures)
                .contains("lakegate_statements_running 0.0", "lakegate_request_memory_bytes 0.0")
                .contains("lakegate_engine_temporary_bytes 0.0", "lakegate_audit_failing 0.0");
        assertLinesAreWhole();
        System.out.println("chaos: in the end " + use(gateway));
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
        try (Stream<Path> processes = Files.list(folder.resolve("disk/cache/processes"))) {
            assertThat(processes.filter(Files::isDirectory))
                    .as("folders of gateways in the cache")
                    .hasSize(1);
        }
    }
}
