package io.lakegate.server.stores;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakegate.adapters.testing.store.TestStore;
import io.lakegate.server.TestGateway;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A query for three of sixteen columns fetches these in the row groups that may match, and the second time nothing. {@code -Dlakegate.stores.megabytes} says how large
 * the table is.
 */
@Timeout(1200)
class WideTableBytesTest {
    private static final int FILES = 8;
    private static final int COLUMNS = 16;
    private static final int BYTES_PER_ROW = 8 * COLUMNS;

    @TempDir
    Path folder;

    @Test
    void aColdQueryFetchesWhatMayMatchAndTheNextNothing() throws Exception {
        long rows = Integer.getInteger("lakegate.stores.megabytes", 160) * 1_000_000L / BYTES_PER_ROW;
        int perFile = (int) (rows / FILES);
        Path written = folder.resolve("written");
        StoredTable.write(
                written,
                Math.max(2048, perFile / 8),
                IntStream.range(0, FILES)
                        .mapToObj(file -> select(file, perFile))
                        .toArray(String[]::new));
        // From within the third file on: of that file some row groups are needed, of those before none.
        String condition = "id >= " + (long) (2.4 * perFile);
        try (TestStore store = TestStore.start(folder.resolve("buckets"))) {
            TestStore.copy(written, store.bucket("lake").resolve("t"));
            try (TestGateway gateway = StoreGateway.over(
                            store, folder.resolve("cache"), StoreGateway.delta("lake", "s3://lake/"));
                    Connection duckDb = DriverManager.getConnection("jdbc:duckdb:")) {
                long allowed = (long) (1.05 * (footers(duckDb, written) + chunks(duckDb, written, condition)));
                String sums = "SELECT CAST(sum(c3 %% 1000) AS BIGINT), max(c7) FROM %s WHERE " + condition;
                List<List<Object>> expected = TestGateway.query(
                        duckDb, sums.formatted("read_parquet('" + written.resolve("*.parquet") + "')"));
                String ours = sums.formatted("lake.\"default\".t").replace("c3 % 1000", "MOD(c3, 1000)");
                store.proxy().forget();
                assertThat(gateway.query(ours)).isEqualTo(expected);
                assertThat(store.proxy().objectBytes()).isBetween(allowed / 2, allowed);
                System.out.printf(
                        "a table of %d bytes: %d fetched, %d allowed%n",
                        rows * BYTES_PER_ROW, store.proxy().objectBytes(), allowed);
                store.proxy().forget();
                assertThat(gateway.query(ours)).isEqualTo(expected);
                assertThat(store.proxy().objectBytes()).isZero();
            }
        }
    }

    private static String select(int file, int rows) {
        String columns = IntStream.range(1, COLUMNS)
                .mapToObj(column -> "(hash(range * 16 + %d) >> 2)::BIGINT AS c%d".formatted(column, column))
                .collect(Collectors.joining(", "));
        return "SELECT range AS id, %s FROM range(%d, %d)".formatted(columns, (long) file * rows, (file + 1L) * rows);
    }

    private static long footers(Connection duckDb, Path table) throws SQLException {
        return number(
                duckDb,
                "SELECT sum(footer_size + 8)::BIGINT FROM parquet_file_metadata('%s/*.parquet')".formatted(table));
    }

    /** The chunks of the three columns in row groups whose ids may fulfil the condition. */
    private static long chunks(Connection duckDb, Path table, String condition) throws SQLException {
        String meta = "parquet_metadata('%s/*.parquet')".formatted(table);
        return number(
                duckDb,
                ("SELECT sum(total_compressed_size)::BIGINT FROM %s WHERE path_in_schema IN ('id', 'c3', 'c7') AND (file_name, row_group_id) IN"
                                + " (SELECT (file_name, row_group_id) FROM %s WHERE path_in_schema = 'id' AND stats_max::BIGINT %s)")
                        .formatted(meta, meta, condition.substring("id ".length())));
    }

    private static long number(Connection duckDb, String sql) throws SQLException {
        return ((Number) TestGateway.query(duckDb, sql).get(0).get(0)).longValue();
    }
}
