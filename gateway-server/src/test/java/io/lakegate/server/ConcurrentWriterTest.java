package io.lakegate.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakegate.adapters.testing.DeltaTableWriter;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType.Simple;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients that read a table while it is appended to, cut down, rewritten and checkpointed: each answer is that of one committed version, and no
 * client goes back in time. {@code lakegate.chaos.commits} says how many commits there are.
 */
class ConcurrentWriterTest {
    private static final int COMMITS = Integer.getInteger("lakegate.chaos.commits", 40);
    private static final int CLIENTS = 8;
    private static final int COMMITS_PER_CHECKPOINT = 7;
    private static final String ANSWER =
            "SELECT count(*), CAST(sum(id) AS BIGINT), min(id), max(id), count(DISTINCT batch) FROM t";

    @TempDir
    private Path lake;

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void everyAnswerIsThatOfOneCommittedVersionAndNoneGoesBack() throws Exception {
        History history = new History(lake.resolve("t"));
        history.append();
        AtomicBoolean written = new AtomicBoolean();
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try (TestGateway gateway = TestGateway.over(lake)) {
            List<Future<List<List<Object>>>> reads = new ArrayList<>();
            for (int client = 0; client < CLIENTS; client++) {
                boolean prepares = client % 2 == 0;
                reads.add(clients.submit(() -> readUntil(written, gateway, prepares)));
            }
            for (int commit = 1; commit <= COMMITS; commit++) {
                history.commit();
                if (commit % COMMITS_PER_CHECKPOINT == 0) {
                    history.checkpoint();
                }
            }
            written.set(true);

            for (Future<List<List<Object>>> read : reads) {
                history.checkOrder(read.get());
            }
            try (Connection connection = gateway.connect()) {
                for (int version = 0; version < history.answers.size(); version++) {
                    assertThat(TestGateway.query(connection, ANSWER + " VERSION AS OF " + version))
                            .as("version %s, read afterwards", version)
                            .isEqualTo(List.of(history.answers.get(version)));
                }
            }
        } finally {
            written.set(true);
            clients.shutdownNow();
        }
    }

    /** All answers of one client, the last of them asked for when the last version was there. */
    private static List<List<Object>> readUntil(AtomicBoolean written, TestGateway gateway, boolean prepares)
            throws Exception {
        List<List<Object>> answers = new ArrayList<>();
        try (Connection connection = gateway.connect();
                PreparedStatement prepared = connection.prepareStatement(ANSWER)) {
            boolean last = false;
            while (!last) {
                last = written.get();
                List<List<Object>> rows =
                        prepares ? TestGateway.rows(prepared.executeQuery()) : TestGateway.query(connection, ANSWER);
                assertThat(rows).hasSize(1);
                answers.add(rows.get(0));
            }
        }
        return answers;
    }

    /** A table that is being written, and what {@link #ANSWER} is at each of its versions. For one thread. */
    private static final class History {
        private static final List<Column> COLUMNS =
                List.of(new Column("id", Simple.BIGINT), new Column("batch", Simple.INTEGER));

        private final DeltaTableWriter writer;
        private final Random random = new Random(42);
        private final List<List<Object>> answers = new ArrayList<>();

        /** What the newest version holds: each commit writes at most one file. */
        private final Map<String, List<Row>> rowsByFile = new LinkedHashMap<>();

        private long lastId;

        private record Row(long id, int batch) {
            Object[] values() {
                return new Object[] {id, batch};
            }
        }

        History(Path folder) {
            writer = DeltaTableWriter.create(folder, COLUMNS);
            committed(writer.version(), List.of());
        }

        void commit() {
            int die = random.nextInt(10);
            if (die < 5 || rowsByFile.isEmpty()) {
                append();
            } else if (die < 7) {
                remove();
            } else if (die < 9) {
                deleteRows();
            } else {
                optimize();
            }
        }

        void checkpoint() {
            writer.checkpoint();
        }

        void append() {
            List<Row> rows = new ArrayList<>();
            for (int left = 1 + random.nextInt(50); left > 0; left--) {
                lastId += 1 + random.nextInt(3);
                rows.add(new Row(lastId, answers.size()));
            }
            committed(writer.append(values(rows)), rows);
        }

        private void remove() {
            List<String> files = List.copyOf(rowsByFile.keySet());
            String file = files.get(random.nextInt(files.size()));
            committed(writer.remove(file::equals), List.of());
        }

        /** As a delete that copies what it keeps. */
        private void deleteRows() {
            List<Row> kept = new ArrayList<>(rows());
            kept.removeIf(row -> random.nextInt(4) == 0);
            committed(writer.overwrite(values(kept)), kept);
        }

        /** Puts the same rows into one file. */
        private void optimize() {
            committed(writer.overwrite(values(rows())), rows());
        }

        private void committed(long version, List<Row> added) {
            List<String> files = writer.files();
            rowsByFile.keySet().retainAll(files);
            for (String file : files) {
                rowsByFile.putIfAbsent(file, added);
            }
            assertThat(version).isEqualTo(answers.size());
            answers.add(answer(rows()));
        }

        private static List<Object> answer(List<Row> rows) {
            LongSummaryStatistics ids = rows.stream().mapToLong(Row::id).summaryStatistics();
            long batches = rows.stream().mapToInt(Row::batch).distinct().count();
            return rows.isEmpty()
                    ? Arrays.asList(0L, null, null, null, 0L)
                    : List.of(ids.getCount(), ids.getSum(), ids.getMin(), ids.getMax(), batches);
        }

        private List<Row> rows() {
            return rowsByFile.values().stream().flatMap(List::stream).toList();
        }

        private static List<Object[]> values(List<Row> rows) {
            return rows.stream().map(Row::values).toList();
        }

        /** That the answers can be given versions that do not fall and end with the newest. Some versions have the same answer. */
        void checkOrder(List<List<Object>> read) {
            int version = 0;
            for (List<Object> answer : read) {
                int from = version;
                while (version < answers.size() && !answers.get(version).equals(answer)) {
                    version++;
                }
                assertThat(version)
                        .as(
                                "%s, read after version %s, is the answer of versions %s of %s",
                                answer, from, versions(answer), answers.size())
                        .isLessThan(answers.size());
            }
            assertThat(read.get(read.size() - 1)).isEqualTo(answers.get(answers.size() - 1));
        }

        private List<Integer> versions(List<Object> answer) {
            return IntStream.range(0, answers.size())
                    .filter(version -> answers.get(version).equals(answer))
                    .boxed()
                    .toList();
        }
    }
}
