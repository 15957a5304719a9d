package io.lakegate.server.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakegate.adapters.testing.store.Fault;
import io.lakegate.adapters.testing.store.StoreRequest;
import io.lakegate.adapters.testing.store.TestStore;
import io.lakegate.server.TestGateway;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.BitSet;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows of large files are given while the rest is on its way, and a LIMIT ends the way. */
class ReadingAheadTest {
    private static final int ROWS = 600_000;
    private static final String TABLE = "lake.\"default\".t";

    @TempDir
    Path folder;

    private TestStore store;
    private TestGateway gateway;
    private long bytes;

    @BeforeEach
    void start() throws Exception {
        store = TestStore.start(folder.resolve("buckets"));
        StoredTable.write(
                folder.resolve("written"),
                50_000,
                select(0, ROWS),
                select(ROWS, ROWS + 10),
                select(ROWS + 10, ROWS + 20));
        TestStore.copy(folder.resolve("written"), store.bucket("lake").resolve("t"));
        bytes = Files.size(folder.resolve("written/part-00000.parquet"));
        gateway = StoreGateway.over(store, folder.resolve("cache"), StoreGateway.delta("lake", "s3://lake/"));
    }

    private static String select(int from, int to) {
        return "SELECT i AS id, i %% 10 AS digit, md5(i::VARCHAR) || sha256(i::VARCHAR) AS text FROM range(%d, %d) t(i)"
                .formatted(from, to);
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
        store.close();
    }

    @Test
    void everyRowComesOnce() throws Exception {
        BitSet seen = new BitSet();
        try (Connection connection = gateway.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT id, text FROM " + TABLE + " WHERE digit <> 3")) {
            while (rows.next()) {
                assertThat(seen.get(rows.getInt(1))).isFalse();
                seen.set(rows.getInt(1));
            }
        }
        assertThat(seen.cardinality()).isEqualTo((ROWS + 20) / 10 * 9);
        assertThat(seen.stream().filter(id -> id % 10 == 3)).isEmpty();
    }

    @Test
    void aLimitEndsTheTransfers() throws Exception {
        gateway.query("SELECT count(*) FROM " + TABLE);
        store.proxy().forget();
        assertThat(gateway.query("SELECT * FROM " + TABLE + " LIMIT 100")).hasSize(100);
        assertThat(store.proxy().objectBytes()).isPositive().isLessThan(bytes / 3);
        assertThat(gateway.query("SELECT id + 1, upper(text) FROM " + TABLE + " WHERE id > 550000 LIMIT 60000"))
                .hasSize(50_019);
        assertThat(gateway.query("SELECT id FROM " + TABLE + " LIMIT 0")).isEmpty();
        assertThat(gateway.query("SELECT id FROM " + TABLE + " WHERE id < 0")).isEmpty();
    }

    @Test
    void theFirstRowsDoNotWaitForTheLastBytes() throws Exception {
        gateway.query("SELECT count(*) FROM " + TABLE);
        CountDownLatch until = new CountDownLatch(1);
        store.proxy().fail(request -> begin(request) > bytes / 2 ? new Fault.Stall(0, until) : Fault.NONE);
        try (Connection connection = gateway.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT * FROM " + TABLE)) {
            for (int row = 0; row < 1_000; row++) {
                assertThat(rows.next()).isTrue();
            }
            statement.cancel(); // with a transfer on its way
            assertThatThrownBy(() -> readOn(rows))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("cancel");
        } finally {
            until.countDown();
        }
    }

    @Test
    void aFailureOnTheWayEndsTheStatement() throws Exception {
        gateway.query("SELECT count(*) FROM " + TABLE);
        store.proxy()
                .fail(request -> begin(request) > bytes / 2 ? new Fault.Status(403, "AccessDenied") : Fault.NONE);
        try (Connection connection = gateway.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT * FROM " + TABLE)) {
            assertThatThrownBy(() -> readOn(rows))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("part-00000.parquet")
                    .hasMessageContaining("AccessDenied");
        }
    }

    private static void readOn(ResultSet rows) throws SQLException {
        while (rows.next()) {
            assertThat(rows.getString(3)).hasSize(96);
        }
    }

    /** The first byte that is asked for; -1 where not some are. */
    private static long begin(StoreRequest request) {
        Matcher range = Pattern.compile("bytes=(\\d+)-.*").matcher(request.range());
        return range.matches() ? Long.parseLong(range.group(1)) : -1;
    }
}
