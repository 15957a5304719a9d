package io.lakegate.server.stores;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakegate.adapters.testing.store.TestStore;
import io.lakegate.server.TestGateway;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Row groups in which no row can match are not fetched. */
class RowGroupsTest {
    private static final int ROWS = 800_000;
    private static final String SELECT = """
            SELECT i AS id, (i %% 7)::SMALLINT AS remainder, (i // 10)::INTEGER AS tenth, 'n' || lpad(i::VARCHAR, 9, '0') AS name,
                i::DOUBLE AS big, i::FLOAT AS small, (i / 100)::DECIMAL(18, 2) AS price, (i * 1000000000000)::DECIMAL(30, 3) AS wide,
                DATE '2000-01-01' + (i // 1000)::INTEGER AS day, TIMESTAMP '2000-01-01' + to_seconds(i) AS moment,
                (TIMESTAMP '2000-01-01' + to_seconds(i))::TIMESTAMPTZ AS instant, random() AS noise
            FROM range(%d) t(i)
            """;

    @TempDir
    Path folder;

    private TestStore store;
    private TestGateway gateway;
    private long fileBytes;

    @BeforeEach
    void start() throws Exception {
        store = TestStore.start(folder.resolve("buckets"));
        StoredTable.write(folder.resolve("written"), ROWS / 8, SELECT.formatted(ROWS));
        TestStore.copy(folder.resolve("written"), store.bucket("lake").resolve("t"));
        fileBytes = Files.size(folder.resolve("written/part-00000.parquet"));
        gateway = StoreGateway.over(store, folder.resolve("cache"), StoreGateway.delta("lake", "s3://lake/"));
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
        store.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "id < 1000",
                "id = 77",
                "id IN (5, 7, 900)",
                "id BETWEEN 3 AND 8 AND remainder = 4",
                "tenth <= 90",
                "tenth IN (4, 17)",
                "name < 'n000000900'",
                "name = 'n000000900'",
                "name IN ('n000000900', 'n000000901')",
                "big < 100",
                "id = 5 OR id = 800 OR id < 3",
                "price < 10.5",
                "price IN (1.5, 2.5)",
                "wide < 1000000000000000",
                "\"day\" < DATE '2000-01-05'",
                "\"day\" = DATE '2000-01-05'",
                "moment < TIMESTAMP '2000-01-01 05:00:00'",
                "moment = TIMESTAMP '2000-01-01 05:00:00'",
                "instant < TIMESTAMP WITH TIME ZONE '2000-01-01 05:00:00 UTC'",
                "id < 1000 AND (remainder = 3 OR name = 'x')",
                "CAST(id AS BIGINT) < 500 AND noise >= 0"
            })
    void aGroupWithoutAMatchIsNotFetched(String condition) throws Exception {
        List<List<Object>> expected = onDisk(condition);
        gateway.query("SELECT count(*) FROM lake.\"default\".t"); // the log and the footer
        store.proxy().forget();
        assertThat(gateway.query("SELECT count(*), CAST(sum(id) AS BIGINT), max(noise) FROM lake.\"default\".t WHERE " + condition))
                .isEqualTo(expected);
        assertThat(store.proxy().objectBytes())
                .as(condition)
                .isPositive()
                .isLessThan(fileBytes / 4);
    }

    /** The engine does not compare these with statistics, or we do not know them: all is fetched that is read, and nothing goes wrong. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "id < 1000 OR remainder = 3",
                "big > 799990",
                "remainder <> 3",
                "CAST(id AS VARCHAR) = '5'",
                "name LIKE 'n00000090%'",
                "name > 'n000000900'",
                "small < 100",
                "(id IS NULL OR id = 3) AND remainder < 5",
                "COALESCE(id, 5) < 10",
                "noise > 0.9999"
            })
    void othersAreReadAsTheyWere(String condition) throws Exception {
        assertThat(gateway.query("SELECT count(*), CAST(sum(id) AS BIGINT), max(noise) FROM lake.\"default\".t WHERE " + condition))
                .isEqualTo(onDisk(condition));
    }

    @Test
    void whatWasLeftOutIsFetchedWhenItIsAskedFor() throws Exception {
        gateway.query("SELECT sum(id) FROM lake.\"default\".t WHERE id < 10");
        assertThat(gateway.query("SELECT count(*), CAST(sum(id) AS BIGINT), max(noise) FROM lake.\"default\".t"))
                .isEqualTo(onDisk("true"));
    }

    private List<List<Object>> onDisk(String condition) throws Exception {
        try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckDb.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT count(*), sum(id)::BIGINT, max(noise) FROM '%s/*.parquet' WHERE %s"
                                .formatted(folder.resolve("written"), condition))) {
            row.next();
            return List.of(List.of(row.getLong(1), row.getLong(2), row.getDouble(3)));
        }
    }
}
