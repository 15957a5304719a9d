package io.lakegate.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakegate.adapters.testing.DuckLakeWriter;
import io.lakegate.adapters.testing.DuckLakeWriter.Col;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which counts of values a DuckLake catalog proves, on a table whose data files are gone; and that all others, and least and greatest values, are read. */
class DuckLakeSummariesTest {
    @TempDir
    private Path folder;

    private DuckLakeWriter writer;
    private TestGateway gateway;
    private Connection connection;

    @BeforeEach
    void write() throws Exception {
        writer = DuckLakeLake.inDuckDb(folder);
        writer.createTable(
                "t",
                new Col("id", "int32"),
                new Col("big", "int64"),
                new Col("day", "date"),
                new Col("price", "decimal(10,2)"),
                new Col("ratio", "float64"),
                new Col("name", "varchar"),
                new Col("seen", "timestamp"));
        append("(7, 5, '2024-01-17', 1.25, 'NaN'::DOUBLE, 'b'), (-2, NULL, '0001-01-01', 9.5, 1, NULL)");
        append("(NULL, 9000000000000000000, NULL, NULL, 2, repeat('x', 300)), (5, NULL, '2024-01-01', 2, 3, 'c')");
        gateway = DuckLakeLake.gateway(DuckLakeLake.duckDb(folder));
        connection = gateway.connect();
    }

    private void append(String rows) throws SQLException {
        writer.append(
                "t",
                ("SELECT id::INTEGER AS id, big::BIGINT AS big, \"day\"::DATE AS \"day\", price::DECIMAL(10, 2) AS price, ratio::DOUBLE AS ratio, name,"
                                + " TIMESTAMP '2024-01-01 00:00:00.123456' AS seen FROM (VALUES %s) AS v(id, big, \"day\", price, ratio, name)")
                        .formatted(rows));
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
        gateway.close();
        writer.close();
    }

    private void loseData() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".parquet")).toList()) {
                Files.delete(file);
            }
        }
    }

    private String query(String sql) throws SQLException {
        return TestGateway.query(connection, sql.replace("FROM t", "FROM lake.main.t"))
                .toString();
    }

    /** By the engine, over the same files. */
    private String read(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET lakegate.reader = engine");
            String answer = query(sql);
            statement.execute("SET lakegate.reader = auto");
            return answer;
        }
    }

    private void run(String sql) throws SQLException {
        writer.database().change(change -> {
            change.run(sql);
            return 0;
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SELECT count(id), count(*) FROM t | [[3, 4]]",
                "SELECT count(big), count(\"day\") FROM t | [[2, 3]]",
                "SELECT count(price), count(ratio), count(name), count(seen) FROM t | [[3, 4, 3, 4]]",
                "SELECT count(x) FROM (SELECT id AS x FROM t) AS s | [[3]]",
            })
    void theCatalogKnows(String sql, String answer) throws Exception {
        assertThat(query(sql)).isEqualTo(answer).isEqualTo(read(sql));
        loseData();
        assertThat(query(sql)).isEqualTo(answer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT min(id), max(id) FROM t",
                "SELECT max(\"day\"), count(id) FROM t",
                "SELECT count(id + 1) FROM t",
                "SELECT max(name) FROM t",
                "SELECT max(ratio) FROM t",
                "SELECT min(seen) FROM t",
                "SELECT max(price) FROM t",
                "SELECT max(id + 1) FROM t",
                "SELECT count(id) FROM t WHERE id < 5",
                "SELECT count(DISTINCT id) FROM t",
            })
    void whatTheCatalogDoesNotProveIsRead(String sql) throws Exception {
        assertThat(query(sql)).isEqualTo(read(sql));
        loseData();
        assertThatThrownBy(() -> query(sql)).isInstanceOf(SQLException.class);
    }

    private void isRead(String sql, String answer) throws Exception {
        assertThat(query(sql)).isEqualTo(answer);
        loseData();
        assertThatThrownBy(() -> query(sql)).isInstanceOf(SQLException.class);
    }

    @Test
    void deletedRowsHaveNoValues() throws Exception {
        writer.delete("t", "id = 7");
        isRead("SELECT count(id) FROM t", "[[2]]");
    }

    @Test
    void rowsWhoseDeletesTheCatalogHoldsHaveNoValues() throws Exception {
        writer.deleteInlined("t", "id = 7");
        isRead("SELECT count(id) FROM t", "[[2]]");
    }

    @Test
    void rowsThatTheCatalogHoldsCount() throws Exception {
        List<String> types = List.of("INTEGER", "BIGINT", "DATE", "DECIMAL(10, 2)", "DOUBLE", "VARCHAR", "TIMESTAMP");
        writer.inline("t", types, "70, 1, NULL, NULL, NULL, NULL, NULL");
        isRead("SELECT count(id) FROM t", "[[4]]");
    }

    @Test
    void filesWithoutStatisticsAreRead() throws Exception {
        run("DELETE FROM ducklake_file_column_stats WHERE column_id = 1 AND data_file_id ="
                + " (SELECT max(data_file_id) FROM ducklake_data_file)");
        isRead("SELECT count(id) FROM t", "[[3]]");
    }

    @Test
    void filesWithoutCountsOfNullsAreRead() throws Exception {
        run("UPDATE ducklake_file_column_stats SET null_count = NULL");
        isRead("SELECT count(id) FROM t", "[[3]]");
    }

    @Test
    void countsThatMakeNoSenseAreNotBelieved() throws Exception {
        run("UPDATE ducklake_file_column_stats SET null_count = 2 WHERE max_value = '7'");
        isRead("SELECT count(id) FROM t", "[[3]]");
    }

    /** As the specification says: a bound need not be a value. */
    @Test
    void wideBoundsAreNoValues() throws Exception {
        run("UPDATE ducklake_file_column_stats SET max_value = '700' WHERE max_value = '7'");
        assertThat(query("SELECT max(id) FROM t")).isEqualTo("[[7]]");
        run("UPDATE ducklake_file_column_stats SET min_value = '-700' WHERE min_value = '-2'");
        assertThat(query("SELECT min(id) FROM t")).isEqualTo("[[-2]]");
    }

    @Test
    void filesThatOthersWroteAreRead() throws Exception {
        run("UPDATE ducklake_file_column_stats SET null_count = 1 WHERE max_value = '7'");
        assertThat(query("SELECT count(id) FROM t")).isEqualTo("[[2]]");
        assertThat(read("SELECT count(id) FROM t")).isEqualTo("[[3]]");
        run("INSERT INTO ducklake_column_mapping VALUES (1, %d, 'map_by_name')".formatted(writer.tableId("t")));
        for (int column = 1; column <= 7; column++) {
            String name = List.of("id", "big", "day", "price", "ratio", "name", "seen")
                    .get(column - 1);
            run("INSERT INTO ducklake_name_mapping VALUES (1, %1$d, '%2$s', %1$d, NULL, false)"
                    .formatted(column, name));
        }
        run("UPDATE ducklake_data_file SET mapping_id = 1");
        isRead("SELECT count(id) FROM t", "[[3]]");
    }

    @Test
    void aColumnOfAnotherTypeBeforeIsRead() throws Exception {
        run(
                "UPDATE ducklake_column SET end_snapshot = (SELECT max(snapshot_id) FROM ducklake_snapshot) WHERE column_name = 'id'");
        run(
                "INSERT INTO ducklake_column SELECT column_id, end_snapshot, NULL, table_id, column_order, column_name, 'int64', initial_default,"
                        + " default_value, nulls_allowed, parent_column, default_value_type, default_value_dialect FROM ducklake_column"
                        + " WHERE column_name = 'id'");
        isRead("SELECT count(id) FROM t", "[[3]]");
    }
}
