package io.lakegate.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakegate.adapters.testing.IcebergTableWriter;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.server.config.CatalogConfig;
import io.lakegate.server.config.GatewayConfig;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
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
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionData;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Clients that read an Iceberg table while a writer appends, deletes, rewrites and expires: every answer is that of one snapshot. The number of
 * commits is {@code -Dlakegate.writer.commits}.
 */
class IcebergConcurrentWriterTest {
    private static final int COMMITS = Integer.getInteger("lakegate.writer.commits", 40);
    private static final int CLIENTS = 8;
    private static final String ANSWER = "SELECT count(*), sum(id), min(id), max(id) FROM t";
    private static final Schema SCHEMA = new Schema(
            Types.NestedField.required(1, "id", Types.LongType.get()),
            Types.NestedField.optional(2, "batch", Types.IntegerType.get()));

    @TempDir
    private Path lake;

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    @Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void everyAnswerIsThatOfOneSnapshot(int formatVersion) throws Exception {
        Writer writer = new Writer(lake.resolve("t"), formatVersion);
        writer.append();
        AtomicBoolean written = new AtomicBoolean();
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try (TestGateway gateway = gateway(lake)) {
            List<Future<List<List<Object>>>> reads = new ArrayList<>();
            for (int client = 0; client < CLIENTS; client++) {
                reads.add(clients.submit(() -> readUntil(written, gateway)));
            }
            for (int commit = 1; commit <= COMMITS; commit++) {
                writer.commit();
            }
            written.set(true);
            for (Future<List<List<Object>>> read : reads) {
                assertThat(writer.answers).containsAll(read.get());
                assertThat(read.get().get(read.get().size() - 1)).isEqualTo(writer.newest());
            }
        } finally {
            written.set(true);
            clients.shutdownNow();
        }
    }

    static TestGateway gateway(Path lake) {
        GatewayConfig defaults = GatewayConfig.defaults();
        CatalogConfig catalog = new CatalogConfig.Iceberg(
                "lake",
                "directory",
                Optional.of(lake.toString()),
                List.of(),
                Map.of(),
                new CatalogConfig.Moved(false, Map.of()),
                Path.of("lake.yaml"));
        return TestGateway.over(
                new GatewayConfig(defaults.server(), defaults.engine(), defaults.limits(), List.of(catalog)));
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
                    // A snapshot that expires under a statement takes files with it.
                    assertThat(e.getErrorCode()).as(e.getMessage()).isEqualTo(ErrorCode.STORAGE_UNREADABLE.number());
                    assertThat(last).as("nothing expires any more").isFalse();
                }
            }
        }
        return answers;
    }

    @Test
    void aSnapshotThatExpiresBetweenTwoStatementsIsMissedByItsId() throws Exception {
        Writer writer = new Writer(lake.resolve("t"), 2);
        writer.append();
        long first = writer.table.snapshot();
        writer.append();
        try (TestGateway gateway = gateway(lake);
                Connection connection = gateway.connect()) {
            assertThat(TestGateway.query(connection, ANSWER + " FOR VERSION AS OF " + first))
                    .hasSize(1);
            writer.table.table().expireSnapshots().expireSnapshotId(first).commit();

            try {
                TestGateway.query(connection, ANSWER + " FOR VERSION AS OF " + first);
                assertThat(true).as("an expired snapshot was read").isFalse();
            } catch (SQLException e) {
                assertThat(e.getErrorCode()).isEqualTo(ErrorCode.VERSION_NOT_FOUND.number());
            }
        }
    }

    /** Of several files: the first rows are there before the last files are opened. */
    @ParameterizedTest
    @ValueSource(strings = {"auto", "format"})
    void aSnapshotThatExpiresUnderARunningQueryGivesItsRowsOrAClearError(String reader) throws Exception {
        IcebergTableWriter table =
                IcebergTableWriter.create(lake.resolve("t"), SCHEMA, PartitionSpec.unpartitioned(), 2);
        int files = 12;
        int rows = 20_000;
        for (int file = 0; file < files; file++) {
            List<Object[]> batch = new ArrayList<>();
            for (int row = 0; row < rows; row++) {
                batch.add(new Object[] {(long) file * rows + row, file});
            }
            table.append(batch);
        }
        long first = table.snapshot();
        try (TestGateway gateway = gateway(lake);
                Connection connection = gateway.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SET lakegate.reader = " + reader);
            statement.setFetchSize(100);
            Set<Long> seen = new HashSet<>();
            try (ResultSet result = statement.executeQuery("SELECT id FROM t")) {
                assertThat(result.next()).isTrue();
                table.overwrite(List.<Object[]>of(new Object[] {-1L, 0}));
                table.table()
                        .expireSnapshots()
                        .expireSnapshotId(first)
                        .retainLast(1)
                        .expireOlderThan(Long.MAX_VALUE)
                        .commit();
                do {
                    assertThat(seen.add(result.getLong(1))).isTrue();
                } while (result.next());
                assertThat(seen).hasSize(files * rows).doesNotContain(-1L);
            } catch (SQLException e) {
                assertThat(e.getErrorCode()).as(e.getMessage()).isEqualTo(ErrorCode.STORAGE_UNREADABLE.number());
                assertThat(seen).doesNotContain(-1L);
            }
            assertThat(TestGateway.query(connection, "SELECT id FROM t")).containsExactly(List.of(-1L));
        }
    }

    /** A table that is being written, and what {@link #ANSWER} is at each of its snapshots. For one thread. */
    private static final class Writer {
        private final IcebergTableWriter table;
        private final Random random = new Random(7);
        private final Set<List<Object>> answers = ConcurrentHashMap.newKeySet();
        private final TreeMap<String, List<Long>> idsByFile = new TreeMap<>();
        private final int formatVersion;
        private List<Object> newest = List.of();
        private long lastId;

        Writer(Path folder, int formatVersion) {
            this.formatVersion = formatVersion;
            table = IcebergTableWriter.create(folder, SCHEMA, PartitionSpec.unpartitioned(), formatVersion);
        }

        List<Object> newest() {
            return newest;
        }

        void commit() {
            int die = random.nextInt(12);
            if (die < 5 || idsByFile.isEmpty()) {
                append();
            } else if (die < 7) {
                deleteByPosition();
            } else if (die < 9) {
                deleteByValue();
            } else if (die < 11) {
                rewrite();
            } else {
                table.table()
                        .expireSnapshots()
                        .retainLast(3)
                        .expireOlderThan(System.currentTimeMillis())
                        .commit();
            }
        }

        void append() {
            List<Object[]> rows = new ArrayList<>();
            List<Long> ids = new ArrayList<>();
            for (int left = 1 + random.nextInt(40); left > 0; left--) {
                lastId += 1 + random.nextInt(3);
                ids.add(lastId);
                rows.add(new Object[] {lastId, 0});
            }
            remember(all(ids));
            DataFile file = table.append(rows);
            idsByFile.put(file.location(), ids);
        }

        private List<Long> all(List<Long> more) {
            List<Long> all = new ArrayList<>(more);
            idsByFile.values().forEach(all::addAll);
            return all;
        }

        /** Before the commit: a client may read it at once. */
        private void remember(List<Long> ids) {
            newest = ids.isEmpty()
                    ? java.util.Arrays.asList(0L, null, null, null)
                    : List.of(
                            (long) ids.size(),
                            new java.math.BigDecimal(
                                    ids.stream().mapToLong(Long::longValue).sum()),
                            ids.stream().min(Long::compare).orElseThrow(),
                            ids.stream().max(Long::compare).orElseThrow());
            answers.add(newest);
        }

        private void deleteByPosition() {
            for (FileScanTask task : table.tasks()) {
                boolean fresh = task.deletes().isEmpty();
                List<Long> ids = idsByFile.get(task.file().location());
                if (fresh && ids != null && !ids.isEmpty()) {
                    List<Long> kept = new ArrayList<>(ids.subList(1, ids.size()));
                    idsByFile.put(task.file().location(), kept);
                    remember(all(List.of()));
                    table.deletePositions(task.file(), 0);
                    return;
                }
            }
        }

        private void deleteByValue() {
            List<Long> ids = all(List.of());
            if (formatVersion < 2 || ids.isEmpty()) {
                return;
            }
            long gone = ids.get(random.nextInt(ids.size()));
            idsByFile.replaceAll(
                    (file, known) -> known.stream().filter(id -> id != gone).toList());
            remember(all(List.of()));
            table.deleteValues(
                    List.of("id"),
                    new PartitionData(PartitionSpec.unpartitioned().partitionType()),
                    List.<Object[]>of(new Object[] {gone}));
        }

        private void rewrite() {
            List<Long> ids = all(List.of());
            List<Object[]> rows = ids.stream().map(id -> new Object[] {id, 1}).toList();
            remember(ids);
            table.overwrite(rows);
            idsByFile.clear();
            table.tasks().forEach(task -> idsByFile.put(task.file().location(), ids));
        }
    }
}
