package io.lakegate.server.stores;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakegate.adapters.testing.store.TestStore;
import io.lakegate.server.TestGateway;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Footers and the chunks of the columns that are read are fetched, each once, and hardly anything else. */
class FetchedBytesTest {
    private static final String TABLE = "lake.\"default\".t";

    @TempDir
    Path folder;

    private TestStore store;

    @BeforeEach
    void start() {
        store = TestStore.start(folder.resolve("buckets"));
        StoredTable.write(folder.resolve("written"), 3, 60_000);
        TestStore.copy(folder.resolve("written"), store.bucket("lake").resolve("t"));
    }

    @AfterEach
    void stop() throws Exception {
        store.close();
    }

    private TestGateway open() {
        return StoreGateway.over(store, folder.resolve("cache"), StoreGateway.delta("lake", "s3://lake/"));
    }

    @Test
    void aColumnCostsItsChunksAndIsFetchedOnce() throws Exception {
        long chunks = chunkBytes("a");
        long footers = footerBytes();
        List<List<Object>> expected = List.of(List.of(180_000L * 179_999 / 2));
        try (TestGateway gateway = open()) {
            gateway.query("SELECT count(*) FROM " + TABLE); // the log and the footers
            store.proxy().forget();
            assertThat(gateway.query("SELECT CAST(sum(a) AS BIGINT) FROM " + TABLE))
                    .isEqualTo(expected);
            assertThat(store.proxy().objectBytes()).isLessThanOrEqualTo((long) (1.05 * (chunks + footers)));

            store.proxy().forget();
            assertThat(gateway.query("SELECT CAST(sum(a) AS BIGINT) FROM " + TABLE))
                    .isEqualTo(expected);
            assertThat(store.proxy().objectBytes()).isZero();
        }
        // Another gateway finds what the first one has fetched.
        try (TestGateway gateway = open()) {
            store.proxy().forget();
            assertThat(gateway.query("SELECT CAST(sum(a) AS BIGINT) FROM " + TABLE))
                    .isEqualTo(expected);
            assertThat(store.proxy().objectBytes()).isZero();
        }
    }

    @Test
    void twoGatewaysShareAFolder() throws Exception {
        try (TestGateway one = open();
                TestGateway other = open()) {
            List<List<Object>> expected = one.query("SELECT sum(a), sum(b) FROM " + TABLE);
            store.proxy().forget();
            assertThat(other.query("SELECT sum(a), sum(b) FROM " + TABLE)).isEqualTo(expected);
            assertThat(store.proxy().objectBytes()).isZero();
            assertThat(other.query("SELECT sum(a), max(c) FROM " + TABLE))
                    .isEqualTo(one.query("SELECT sum(a), max(c) FROM " + TABLE));
        }
    }

    @Test
    void explainAnalyzeCountsTheBytes() throws Exception {
        try (TestGateway gateway = open()) {
            assertThat(gateway.query("EXPLAIN ANALYZE SELECT sum(a) FROM " + TABLE)
                            .toString())
                    .containsPattern("bytes of objects: [1-9]\\d* fetched, 0 from the cache, [1-9]\\d* not needed");
            assertThat(gateway.query("EXPLAIN ANALYZE SELECT sum(a) FROM " + TABLE)
                            .toString())
                    .containsPattern("bytes of objects: 0 fetched, [1-9]\\d* from the cache, [1-9]\\d* not needed");
        }
    }

    @Test
    void metricsCountTheBytes() throws Exception {
        try (TestGateway gateway = open()) {
            gateway.query("SELECT sum(a) FROM " + TABLE);
            double fetched = figure(gateway, "lakegate_read_bytes_total{from=\"store\"}");
            double avoided = figure(gateway, "lakegate_avoided_bytes_total");
            assertThat(fetched).isPositive();
            assertThat(avoided).isPositive();
            assertThat(figure(gateway, "lakegate_read_bytes_total{from=\"cache\"}"))
                    .isZero();
            gateway.query("SELECT sum(a), 1 FROM " + TABLE);
            assertThat(figure(gateway, "lakegate_read_bytes_total{from=\"store\"}"))
                    .isEqualTo(fetched);
            assertThat(figure(gateway, "lakegate_read_bytes_total{from=\"cache\"}"))
                    .isPositive();
            assertThat(figure(gateway, "lakegate_avoided_bytes_total")).isGreaterThan(avoided);
        }
    }

    private static double figure(TestGateway gateway, String name) throws Exception {
        URI metrics = URI.create(gateway.url().replace("jdbc:lakegate:", "http:") + "/metrics");
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofLines())
                .body()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
                .sum();
    }

    @Test
    void noSecretShowsAnywhere() throws Exception {
        try (TestGateway gateway = open()) {
            for (String query : List.of(
                    "EXPLAIN SELECT * FROM " + TABLE,
                    "EXPLAIN (SQL) SELECT * FROM " + TABLE,
                    "EXPLAIN (FILES) SELECT * FROM " + TABLE,
                    "EXPLAIN ANALYZE SELECT * FROM " + TABLE,
                    "SELECT * FROM lake.\"default\".\"t$detail\"")) {
                assertThat(gateway.query(query).toString())
                        .as(query)
                        .contains("t")
                        .doesNotContain(TestStore.SECRET_KEY)
                        .doesNotContain(TestStore.ACCESS_KEY);
            }
            assertThat(gateway.query("EXPLAIN (SQL) SELECT a FROM " + TABLE).toString())
                    .contains("'s3://lake/t/part-00000.parquet'")
                    .doesNotContain(folder.toString());
        }
    }

    /** The bytes of a column's chunks in all files, as DuckDB reads them from the footers. */
    private long chunkBytes(String column) throws SQLException {
        return number(
                "SELECT sum(total_compressed_size) FROM parquet_metadata('%s/*.parquet') WHERE path_in_schema = '%s'"
                        .formatted(folder.resolve("written"), column));
    }

    private long footerBytes() throws Exception {
        long bytes = 0;
        try (var files = Files.newDirectoryStream(folder.resolve("written"), "*.parquet")) {
            for (Path file : files) {
                bytes += number("SELECT footer_size FROM parquet_file_metadata('%s')".formatted(file)) + 8;
            }
        }
        return bytes;
    }

    private static long number(String sql) throws SQLException {
        try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckDb.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
