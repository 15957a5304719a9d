package io.lakegate.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakegate.adapters.testing.DeltaTableWriter;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType.Simple;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That a statement reads one snapshot, and the next statement the newest. */
class SnapshotsTest {
    private static final List<Column> COLUMNS = List.of(new Column("id", Simple.INTEGER));

    @TempDir
    private Path lake;

    @Test
    void aCommitIsSeenByTheNextStatementAlsoWhenItIsPrepared() throws Exception {
        DeltaTableWriter writer = DeltaTableWriter.create(lake.resolve("t"), COLUMNS);
        writer.append(List.<Object[]>of(new Object[] {1}));
        try (TestGateway gateway = TestGateway.over(lake);
                Connection connection = gateway.connect();
                PreparedStatement count = connection.prepareStatement("SELECT count(*) FROM t WHERE id < ?")) {
            count.setInt(1, 100);
            assertThat(TestGateway.rows(count.executeQuery())).isEqualTo(List.of(List.of(1L)));
            writer.append(List.<Object[]>of(new Object[] {2}, new Object[] {3}));
            assertThat(TestGateway.rows(count.executeQuery())).isEqualTo(List.of(List.of(3L)));
            assertThat(TestGateway.query(connection, "SELECT max(id) FROM t")).isEqualTo(List.of(List.of(3)));
        }
    }

    @Test
    void aNewTableIsThereWithoutARestart() throws Exception {
        try (TestGateway gateway = TestGateway.over(lake)) {
            DeltaTableWriter.create(lake.resolve("sales").resolve("new"), COLUMNS)
                    .append(List.<Object[]>of(new Object[] {7}));
            assertThat(gateway.query("SELECT id FROM lake.sales.\"new\"")).isEqualTo(List.of(List.of(7)));
        }
    }

    @Test
    void aTableNamedTwiceIsReadAtOneVersionWhileItChanges() throws Exception {
        DeltaTableWriter writer = DeltaTableWriter.create(lake.resolve("t"), COLUMNS);
        writer.append(List.<Object[]>of(new Object[] {0}));
        AtomicBoolean stop = new AtomicBoolean();
        ExecutorService readers = Executors.newFixedThreadPool(2);
        try (TestGateway gateway = TestGateway.over(lake)) {
            List<Future<Integer>> reads = new ArrayList<>();
            for (int reader = 0; reader < 2; reader++) {
                reads.add(readers.submit(() -> {
                    int statements = 0;
                    while (!stop.get() || statements == 0) {
                        List<List<Object>> rows = gateway.query(
                                "SELECT (SELECT count(*) FROM t), (SELECT max(id) FROM t) + 1, count(*) FROM t AS a");
                        // Row number n holds n: counts and maximum agree exactly when all three scans read one version.
                        assertThat(rows.get(0).get(0)).isEqualTo(rows.get(0).get(2));
                        assertThat(((Number) rows.get(0).get(1)).longValue())
                                .isEqualTo(rows.get(0).get(2));
                        statements++;
                    }
                    return statements;
                }));
            }
            for (int id = 1; id <= 30; id++) {
                writer.append(List.<Object[]>of(new Object[] {id}));
            }
            stop.set(true);
            for (Future<Integer> read : reads) {
                assertThat(read.get()).isPositive();
            }
        } finally {
            stop.set(true);
            readers.shutdownNow();
        }
    }
}
