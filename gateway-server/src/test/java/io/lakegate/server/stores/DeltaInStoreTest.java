package io.lakegate.server.stores;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakegate.adapters.testing.store.TestStore;
import io.lakegate.server.TestGateway;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Delta tables in a bucket answer as on disk. */
class DeltaInStoreTest {
    private static final Path SAMPLE = Path.of("..", "sample-lake");
    private static final List<String> QUERIES = List.of(
            "SHOW SCHEMAS FROM lake",
            "SHOW TABLES FROM lake.shop",
            "DESCRIBE lake.shop.orders",
            "SELECT * FROM lake.shop.orders ORDER BY 1, 2",
            "SELECT count(*) FROM lake.shop.order_items",
            "SELECT * FROM lake.\"default\".events ORDER BY 1, 2",
            "SELECT * FROM lake.\"default\".events FOR VERSION AS OF 1 ORDER BY 1, 2",
            "SELECT version, operation FROM lake.\"default\".\"events$history\" ORDER BY 1",
            "SELECT count(*), sum(size_bytes) FROM lake.\"default\".\"events$files\"");

    @TempDir
    Path folder;

    @Test
    void tablesInABucketAnswerAsOnDiskWithBothReaders() throws Exception {
        try (TestStore store = TestStore.start(folder.resolve("buckets"))) {
            TestStore.copy(SAMPLE.resolve("lake"), store.bucket("lake").resolve("some/where"));
            try (TestGateway disk = TestGateway.over(SAMPLE.resolve("lake"));
                    TestGateway bucket = StoreGateway.over(
                            store, folder.resolve("cache"), StoreGateway.delta("lake", "s3a://lake/some/where/"));
                    Connection format = bucket.connect()) {
                try (Statement statement = format.createStatement()) {
                    statement.execute("SET lakegate.reader = format");
                }
                for (String query : QUERIES) {
                    List<String> expected = texts(disk.query(query));
                    assertThat(expected).as(query).isNotEmpty();
                    assertThat(texts(bucket.query(query))).as(query).isEqualTo(expected);
                    assertThat(texts(TestGateway.query(format, query)))
                            .as(query)
                            .isEqualTo(expected);
                }
                String demo = Files.readString(SAMPLE.resolve("demo.sql")).replaceFirst(";\\s*$", "");
                assertThat(bucket.query(demo)).isEqualTo(disk.query(demo)).isNotEmpty();
            }
        }
    }

    /** Rows that can be compared, whatever is nested in them. */
    private static List<String> texts(List<List<Object>> rows) {
        return rows.stream().map(row -> Arrays.deepToString(row.toArray())).toList();
    }
}
