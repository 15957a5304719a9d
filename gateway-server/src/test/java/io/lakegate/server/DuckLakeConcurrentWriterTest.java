package io.lakegate.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakegate.adapters.testing.DuckLakeDatabase;
import io.lakegate.adapters.testing.DuckLakeWriter;
import io.lakegate.adapters.testing.DuckLakeWriter.Col;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.model.Version;
import io.lakegate.server.config.CatalogConfig;
import io.lakegate.server.config.Secret;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients that read orders from a DuckLake catalog while one appends them in small batches, changes, deletes, compacts and expires: every answer
 * is that of one snapshot. The number of commits is {@code -Dlakegate.writer.commits}.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DuckLakeConcurrentWriterTest {
    private static final int COMMITS = Integer.getInteger("lakegate.writer.commits", 40);
    private static final int CLIENTS = 8;

    /** Reads the table twice: both have to be of one snapshot. */
    private static final String ANSWER =
            "SELECT CAST(count(*) AS VARCHAR), CAST(sum(qty) AS VARCHAR), CAST(min(id) AS VARCHAR),"
                    + " CAST(max(id) AS VARCHAR), CAST((SELECT sum(qty) FROM lake.main.orders) AS VARCHAR) FROM lake.main.orders";

    @TempDir
    private Path folder;

    @Test
    void everyAnswerIsThatOfOneSnapshotInSqlite() throws Exception {
        everyAnswerIsThatOfOneSnapshot(
                DuckLakeDatabase.sqlite(folder.resolve("lake.sqlite")), DuckLakeLake.sqlite(folder), COMMITS);
    }

    /** A DuckDB file has either a writer or readers: fewer commits, since each has to wait for a pause of theirs. */
    @Test
    void everyAnswerIsThatOfOneSnapshotInADuckDbFile() throws Exception {
        everyAnswerIsThatOfOneSnapshot(
                DuckLakeDatabase.duckDb(folder.resolve("lake.db")), DuckLakeLake.duckDb(folder), COMMITS / 2);
    }

    @Test
    void everyAnswerIsThatOfOneSnapshotInPostgreSql() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                .setOverrideWorkingDirectory(folder.resolve("postgres").toFile())
                .start()) {
            everyAnswerIsThatOfOneSnapshot(
                    new DuckLakeDatabase(() -> postgres.getPostgresDatabase().getConnection()),
                    DuckLakeLake.config(
                            folder,
                            "postgresql://127.0.0.1:%d/postgres".formatted(postgres.getPort()),
                            Optional.of(new CatalogConfig.Login("postgres", new Secret("postgres"))),
                            Version.LATEST),
                    COMMITS);
        }
    }

    private void everyAnswerIsThatOfOneSnapshot(DuckLakeDatabase database, CatalogConfig config, int commits)
            throws Exception {
        AtomicBoolean written = new AtomicBoolean();
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try (Orders orders = new Orders(DuckLakeWriter.create(database, folder.resolve("data")));
                TestGateway gateway = DuckLakeLake.gateway(config)) {
            List<Future<List<List<Object>>>> reads = new ArrayList<>();
            for (int client = 0; client < CLIENTS; client++) {
                reads.add(clients.submit(() -> readUntil(written, gateway)));
            }
            for (int commit = 0; commit < commits; commit++) {
                orders.commit();
            }
            written.set(true);
            for (Future<List<List<Object>>> read : reads) {
                List<List<Object>> answers = read.get();
                assertThat(orders.answers).containsAll(answers);
                assertThat(answers.get(answers.size() - 1)).isEqualTo(orders.newest);
            }
        } finally {
            written.set(true);
            clients.shutdownNow();
        }
    }

    /** All answers of one client, the last of them asked for when the last snapshot was there. */
    private static List<List<Object>> readUntil(AtomicBoolean written, TestGateway gateway) throws Exception {
        List<List<Object>> answers = new ArrayList<>();
        try (Connection connection = gateway.connect()) {
            boolean last = false;
            while (!last) {
                last = written.get();
                try {
                    answers.add(TestGateway.query(connection, ANSWER).get(0));
                } catch (SQLException e) {
                    // A snapshot that expires under a statement is missed, or its files are.
                    assertThat(e.getErrorCode())
                            .as(e.getMessage())
                            .isIn(ErrorCode.STORAGE_UNREADABLE.number(), ErrorCode.VERSION_NOT_FOUND.number());
                    assertThat(last)
                            .as("nothing is written any more: %s", e.getMessage())
                            .isFalse();
                }
            }
        }
        return answers;
    }

    /** Orders that are being written, and what {@link #ANSWER} is at each snapshot. For one thread. */
    private static final class Orders implements AutoCloseable {
        private final DuckLakeWriter writer;
        private final Random random = new Random(7);
        private final Set<List<Object>> answers = ConcurrentHashMap.newKeySet();
        private final TreeMap<Long, Long> inFiles = new TreeMap<>();
        private final TreeMap<Long, Long> inCatalog = new TreeMap<>();
        private List<Object> newest = List.of();
        private long lastId;
        private long snapshot;

        Orders(DuckLakeWriter writer) throws Exception {
            this.writer = writer;
            writer.createTable("orders", new Col("id", "int64"), new Col("qty", "int64"));
            appendBatch();
        }

        void commit() throws Exception {
            int die = random.nextInt(12);
            if (die < 4) {
                appendBatch();
            } else if (die < 6) {
                appendToCatalog();
            } else if (die < 8) {
                update();
            } else if (die < 10) {
                delete();
            } else if (die < 11) {
                remember(); // the same rows in one file
                snapshot = writer.rewrite("orders");
            } else {
                writer.expire(Math.max(1, snapshot - 2));
            }
        }

        /** Before the commit: a client may read it at once. */
        private void remember() {
            TreeMap<Long, Long> all = new TreeMap<>(inFiles);
            all.putAll(inCatalog);
            long sum = all.values().stream().mapToLong(Long::longValue).sum();
            newest = List.of(
                    String.valueOf(all.size()),
                    String.valueOf(sum),
                    String.valueOf(all.firstKey()),
                    String.valueOf(all.lastKey()),
                    String.valueOf(sum));
            answers.add(newest);
        }

        private void appendBatch() throws Exception {
            List<String> rows = new ArrayList<>();
            for (int left = 1 + random.nextInt(30); left > 0; left--) {
                long qty = random.nextInt(100);
                inFiles.put(++lastId, qty);
                rows.add("(%d, %d)".formatted(lastId, qty));
            }
            remember();
            snapshot = writer.append(
                    "orders",
                    "SELECT id::BIGINT AS id, qty::BIGINT AS qty FROM (VALUES %s) AS v(id, qty)"
                            .formatted(String.join(", ", rows)));
        }

        private void appendToCatalog() throws Exception {
            inCatalog.put(++lastId, 5L);
            inCatalog.put(++lastId, 6L);
            remember();
            snapshot = writer.inline(
                    "orders", List.of("BIGINT", "BIGINT"), "%d, 5".formatted(lastId - 1), "%d, 6".formatted(lastId));
        }

        private void update() throws Exception {
            int rest = random.nextInt(7);
            inFiles.replaceAll((id, qty) -> id % 7 == rest ? qty + 1000 : qty);
            remember();
            snapshot = writer.update("orders", Map.of("qty", "qty + 1000"), "id % 7 = " + rest);
        }

        private void delete() throws Exception {
            int rest = random.nextInt(11);
            long kept = lastId; // so that some row is left
            inFiles.keySet().removeIf(id -> id % 11 == rest && id < kept);
            inCatalog.keySet().removeIf(id -> id % 11 == rest && id < kept);
            remember();
            snapshot = writer.delete("orders", "id %% 11 = %d AND id < %d".formatted(rest, kept));
        }

        @Override
        public void close() throws SQLException {
            writer.close();
        }
    }
}
