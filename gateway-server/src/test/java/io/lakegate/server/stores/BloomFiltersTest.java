package io.lakegate.server.stores;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakegate.adapters.testing.store.TestStore;
import io.lakegate.server.TestGateway;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Row groups are not fetched of which a bloom filter says that a value is not there. Each of the four groups has values between the same bounds:
 * k is 8 n + the group's number.
 */
class BloomFiltersTest {
    private static final int GROUP_ROWS = 100_352; // a multiple of the engine's own 2048
    private static final String SELECT = """
            SELECT i AS id, k, (k %% 8 * 10 + k // 8 %% 7)::TINYINT AS tiny, k::SMALLINT AS small, k::INTEGER AS whole, 'text number ' || k AS name,
                encode('bytes ' || k) AS raw, k / 4 AS big, (k / 4)::FLOAT AS single, (k / 100)::DECIMAL(8, 2) AS price, (k / 100)::DECIMAL(18, 2) AS sum18,
                (k / 100)::DECIMAL(30, 2) AS wide, DATE '2000-01-01' + k::INTEGER AS day, TIMESTAMP '2000-01-01' + to_seconds(k) AS moment,
                (TIMESTAMP '2000-01-01' + to_seconds(k))::TIMESTAMPTZ AS instant,
                CASE WHEN k %% 8 = 2 THEN CASE k // 8 %% 3 WHEN 0 THEN -0.0::DOUBLE WHEN 1 THEN 'NaN'::DOUBLE ELSE 1 END ELSE k / 4 - 1000 END AS odd,
                random() AS noise
            FROM (SELECT i, ((hash(i) %% 1000) * 8 + i // 100352)::BIGINT AS k FROM range(400000) t(i))
            """.replace("%%", "%");

    @TempDir
    Path folder;

    private TestStore store;
    private TestGateway gateway;

    @BeforeEach
    void start() throws Exception {
        store = TestStore.start(folder.resolve("buckets"));
        StoredTable.write(folder.resolve("written"), GROUP_ROWS, SELECT);
        TestStore.copy(folder.resolve("written"), store.bucket("lake").resolve("t"));
        gateway = StoreGateway.over(store, folder.resolve("cache"), StoreGateway.delta("lake", "s3://lake/"));
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
        store.close();
    }

    /** {@code #} is what becomes another value. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "k = #                                                       | 4002 | 4006",
                "k IN (#, 12345)                                             | 4002 | 4006",
                "k IN (#, 22, 31)                                            | 4002 | 4006",
                "k IN (#, 14, 30, 46, 62, 78, 94, 126, 158, 190, 222, 254, 286, 318, 350, 382, 414, 446, 478, 510) | 4002 | 4006",
                "k = # OR k = 23                                             | 4002 | 4006",
                "k = # AND noise >= 0                                        | 4002 | 4006",
                "noise >= 0 AND (k = # AND id > 5)                           | 4002 | 4006",
                "tiny = #                                                    | 23   | 9",
                "small = #                                                   | 4002 | 4006",
                "whole = #                                                   | 4002 | 4006",
                "whole IN (#, 22)                                            | 4002 | 4006",
                "name = 'text number #'                                      | 4002 | 4006",
                "name IN ('text number #', 'text number 4007')               | 4002 | 4006",
                "name IN ('text number #', 'x', 'text number 54007')         | 4002 | 4006",
                "big = #                                                     | 1000.5 | 1001.5",
                "price = #                                                   | 40.02 | 40.06",
                "sum18 = #                                                   | 40.02 | 40.06",
                "sum18 IN (#, 3.25)                                          | 40.02 | 40.07",
                "\"day\" = DATE '#'                                        | 2010-12-16 | 2010-12-20",
                "moment = TIMESTAMP '2000-01-01 01:06:#'                     | 42 | 46",
                "instant = TIMESTAMP WITH TIME ZONE '2000-01-01 01:06:# UTC' | 42 | 46",
                "odd = #                                                     | 1 | -998.5"
            })
    void aGroupWithoutTheValueIsNotFetched(String condition, String there, String missing) throws Exception {
        gateway.query("SELECT count(*) FROM lake.\"default\".t"); // the log and the footer
        store.proxy().forget();
        expectAsOnDisk(condition.replace("#", missing));
        assertThat(store.proxy().objectBytes()).as(condition).isLessThanOrEqualTo(filterBytes());

        store.proxy().forget();
        assertThat(expectAsOnDisk(condition.replace("#", there))).as(condition).isPositive();
        assertThat(store.proxy().objectBytes())
                .as(condition)
                .isGreaterThan(bytes("noise", "= 2"))
                .isLessThan(bytes("noise", "< 2"));
    }

    /** Of these the engine asks no filter, or the values have no one form in the file: all that is read is fetched, and nothing goes wrong. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "raw = X'62797465732034303032'",
                "raw = X'62797465732034303036'",
                "single = CAST(1000.5 AS REAL)",
                "single = CAST(1001.5 AS REAL)",
                "odd = 0",
                "odd = -0.0E0",
                "odd = CAST('NaN' AS DOUBLE)",
                "big = 0",
                "wide = 40.02",
                "wide = 40.06",
                "k IN (4005, 4006, 4007)",
                "k IN (4001, 4002, 4003)",
                "k <> 4002",
                "k = 4002 OR noise > 0.999",
                "NOT (k = 4006)",
                "k = 4002 AND k = whole",
                "k = 4006 AND k = whole",
                "k + 1 = 4003",
                "whole = 4002.5",
                "price = 40.025",
                "moment = TIMESTAMP '2000-01-01 01:06:42.000001'",
                "CAST(k AS VARCHAR) = '4002'",
                "name LIKE 'text number 400_'",
                "k IS NULL",
                "k BETWEEN 4002 AND 4002",
                "COALESCE(k, 5) = 4002"
            })
    void othersAreReadAsTheyWere(String condition) throws Exception {
        expectAsOnDisk(condition);
    }

    @Test
    void whatWasLeftOutIsFetchedWhenItIsAskedFor() throws Exception {
        expectAsOnDisk("k = 4006");
        expectAsOnDisk("k = 4002");
        expectAsOnDisk("true");
    }

    @Test
    void aFilterCountsForItsTableOnly() throws Exception {
        assertThat(
                        gateway.query(
                                "SELECT count(*) FROM lake.\"default\".t a JOIN lake.\"default\".t b ON a.id = b.id WHERE a.k = 4002"))
                .isEqualTo(gateway.query("SELECT count(*) FROM lake.\"default\".t WHERE k = 4002"));
        assertThat(
                        gateway.query(
                                "SELECT (SELECT count(*) FROM lake.\"default\".t WHERE k = 4006), (SELECT count(*) FROM lake.\"default\".t WHERE k > 4000)"))
                .isEqualTo(List.of(List.of(0L, number("SELECT count(*) FROM %s WHERE k > 4000".formatted(written())))));
    }

    /** How many rows there are. */
    private long expectAsOnDisk(String condition) throws Exception {
        List<List<Object>> found =
                gateway.query("SELECT count(*), min(id), max(noise) FROM lake.\"default\".t WHERE " + condition);
        assertThat(found).as(condition).isEqualTo(onDisk(condition));
        return (Long) found.get(0).get(0);
    }

    private List<List<Object>> onDisk(String condition) throws Exception {
        try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckDb.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*), min(id), max(noise) FROM %s WHERE %s"
                        .formatted(written(), condition.replaceAll("X('[0-9]+')", "from_hex($1)")))) {
            row.next();
            return List.of(Arrays.asList(row.getObject(1), row.getObject(2), row.getObject(3)));
        }
    }

    private String written() {
        return "'%s/*.parquet'".formatted(folder.resolve("written"));
    }

    private long filterBytes() throws Exception {
        return number("SELECT sum(bloom_filter_length) FROM parquet_metadata(%s)".formatted(written()));
    }

    private long bytes(String column, String groups) throws Exception {
        return number(
                "SELECT sum(total_compressed_size) FROM parquet_metadata(%s) WHERE path_in_schema = '%s' AND row_group_id %s"
                        .formatted(written(), column, groups));
    }

    private static long number(String sql) throws Exception {
        try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckDb.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
