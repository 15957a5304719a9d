package io.lakegate.server.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakegate.adapters.testing.store.TestStore;
import io.lakegate.server.TestGateway;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bloom filters over values of a type that the table has widened since, and damaged ones, keep no row back. */
class OddBloomFiltersTest {
    private static final int GROUP_ROWS = 100_352;

    /** Each of the four groups has values between the same bounds: k is 8 n + the group's number, of one type in each file. */
    private static final String SELECT = """
            SELECT i AS id, k::%1$s AS k, k::%1$s AS other, random() AS noise
            FROM (SELECT i, (hash(i) %% 1000) * 8 + i // 100352 AS k FROM range(%2$d, %2$d + 400000) t(i))
            """;

    @TempDir
    Path folder;

    private TestStore store;
    private TestGateway gateway;

    @BeforeEach
    void start() throws Exception {
        store = TestStore.start(folder.resolve("buckets"));
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
                "k = 4002",
                "k = 4006",
                "k IN (4002, 12345)",
                "k = 4003 OR k = 4002",
                "k = 40000000000",
                "other = 17"
            })
    void aColumnThatWasWidened(String condition) throws Exception {
        StoredTable.write(
                written(),
                GROUP_ROWS,
                SELECT.formatted("BIGINT", 0),
                SELECT.formatted("INTEGER", 0),
                SELECT.formatted("SMALLINT", 0));
        TestStore.copy(written(), store.bucket("lake").resolve("t"));
        assertThat(rows("FROM lake.\"default\".t WHERE " + condition)).isEqualTo(onDisk(condition));
    }

    @ParameterizedTest
    @ValueSource(strings = {"k = 4002", "k = 4006", "k IN (4002, 12345)"})
    void aFilterOfAnUnknownKind(String condition) throws Exception {
        StoredTable.write(written(), GROUP_ROWS, SELECT.formatted("BIGINT", 0));
        List<List<Object>> expected = onDisk(condition);
        for (long place : places()) {
            damageHash(place);
        }
        TestStore.copy(written(), store.bucket("lake").resolve("t"));
        assertThat(rows("FROM lake.\"default\".t WHERE " + condition)).isEqualTo(expected);
    }

    /** We fetch all groups then. The engine does not read such a file, neither here nor where it lies on this machine: that is told, and no row kept back. */
    @Test
    void aFilterThatIsNone() throws Exception {
        StoredTable.write(written(), GROUP_ROWS, SELECT.formatted("BIGINT", 0));
        List<List<Object>> expected = onDisk("k = 4002");
        for (long place : places()) {
            overwrite(place, new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1});
        }
        TestStore.copy(written(), store.bucket("lake").resolve("t"));
        assertThatThrownBy(() -> bare("k = 4002")).isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> rows("FROM lake.\"default\".t WHERE k = 4002"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("part-00000.parquet");
        assertThat(rows("FROM lake.\"default\".t WHERE k + id - id = 4002")).isEqualTo(expected); // asks no filter
    }

    private Path written() {
        return folder.resolve("written");
    }

    private List<List<Object>> rows(String from) throws Exception {
        return gateway.query("SELECT count(*), min(id), max(noise) " + from);
    }

    /** What bare DuckDB says where it can leave nothing out. */
    private List<List<Object>> onDisk(String condition) throws Exception {
        return bare(condition.replaceAll("\\b(k|other)\\b", "($1 + id - id)"));
    }

    private List<List<Object>> bare(String condition) throws Exception {
        try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckDb.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT count(*), min(id), max(noise) FROM read_parquet('%s/*.parquet', union_by_name = true) WHERE %s"
                                .formatted(written(), condition))) {
            row.next();
            return List.of(Arrays.asList(row.getObject(1), row.getObject(2), row.getObject(3)));
        }
    }

    /** Where the filters begin. */
    private List<Long> places() throws Exception {
        try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckDb.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT bloom_filter_offset FROM parquet_metadata('%s/*.parquet') WHERE bloom_filter_offset IS NOT NULL"
                                .formatted(written()))) {
            List<Long> places = new ArrayList<>();
            while (row.next()) {
                places.add(row.getLong(1));
            }
            assertThat(places).hasSize(8);
            return places;
        }
    }

    /** Makes the union that names the hash one with a field that nobody knows. */
    private void damageHash(long place) throws Exception {
        byte[] header = new byte[24];
        try (RandomAccessFile file = file()) {
            file.seek(place);
            file.readFully(header);
        }
        int at = 1;
        while (header[at] < 0) { // the length: a number in parts of seven bits
            at++;
        }
        int hash = at + 1 + 4; // behind the algorithm: 1c 1c 00 00
        assertThat(header[hash]).isEqualTo((byte) 0x1c);
        assertThat(header[hash + 1]).isEqualTo((byte) 0x1c);
        overwrite(place + hash + 1, new byte[] {0x2c});
    }

    private void overwrite(long place, byte[] bytes) throws Exception {
        try (RandomAccessFile file = file()) {
            file.seek(place);
            file.write(bytes);
        }
    }

    private RandomAccessFile file() throws Exception {
        return new RandomAccessFile(written().resolve("part-00000.parquet").toFile(), "rw");
    }
}
