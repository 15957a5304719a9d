package io.lakegate.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakegate.adapters.testing.DeletionVectorWriter;
import io.lakegate.server.OrderedLake.Row;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The first rows in an order, and the files that are read for them, of ten files of three rows each that deletes and odd files come to. */
class ChangedFirstRowsTest {
    @TempDir
    private Path folder;

    private OrderedLake lake;

    @BeforeEach
    void write() throws Exception {
        lake = OrderedLake.write(
                folder,
                IntStream.range(0, 10)
                        .mapToObj(file -> IntStream.range(file * 3, file * 3 + 3)
                                .mapToObj(FirstRowsTest::row)
                                .toList())
                        .toList());
    }

    @AfterEach
    void close() throws SQLException {
        lake.close();
    }

    private void reads(String sql, String answer, int files) throws SQLException {
        assertThat(lake.query(sql)).as(sql).isEqualTo(answer);
        assertThat(lake.filesRead(sql)).as(sql).isEqualTo(files);
    }

    @Test
    void rowsThatADeletionVectorDeletesDoNotCount() throws SQLException {
        new DeletionVectorWriter(lake.deltaFolder()).delete(position -> position == 0);
        reads("SELECT id FROM d.s.t ORDER BY k LIMIT 2", "[[1], [2]]", 1);
        reads("SELECT id FROM d.s.t ORDER BY k LIMIT 3", "[[1], [2], [4]]", 2);
        reads("SELECT id FROM d.s.t ORDER BY k LIMIT 5", "[[1], [2], [4], [5], [7]]", 3);
        reads("SELECT n FROM d.s.t ORDER BY n NULLS LAST LIMIT 2", "[[5], [7]]", 2);
    }

    @Test
    void rowsThatDeleteFilesDeleteDoNotCount() throws SQLException {
        lake.iceberg().deletePositions(lake.icebergFile(0), 0);
        lake.iceberg().deletePositions(lake.icebergFile(1), 0, 1, 2);
        reads("SELECT id FROM i.s.t ORDER BY k LIMIT 2", "[[1], [2]]", 1);
        reads("SELECT id FROM i.s.t ORDER BY k LIMIT 3", "[[1], [2], [6]]", 3);
        lake.iceberg().deleteValues(List.of("id"), null, List.<Object[]>of(new Object[] {1}));
        reads("SELECT id FROM i.s.t ORDER BY k LIMIT 2", "[[2], [6]]", 10);
    }

    @Test
    void filesWithRowsThatDuckLakeDeletesProveNothing() throws SQLException {
        lake.duckLake().delete("t", "id = 0");
        reads("SELECT id FROM lake.main.t ORDER BY k LIMIT 2", "[[1], [2]]", 2);
        lake.duckLake().deleteInlined("t", "id IN (3, 4, 5)");
        reads("SELECT id FROM lake.main.t ORDER BY k LIMIT 4", "[[1], [2], [6], [7]]", 4);
    }

    @Test
    void rowsThatTheCatalogHoldsItselfAreRead() throws SQLException {
        List<String> types = List.of("INTEGER", "INTEGER", "INTEGER", "INTEGER", "VARCHAR", "DOUBLE");
        lake.duckLake().inline("t", types, "100, -5, 1, 1, 'x', 1.0", "101, 500, 1, 1, 'x', 1.0");
        assertThat(lake.query("SELECT id FROM lake.main.t ORDER BY k LIMIT 2")).isEqualTo("[[100], [0]]");
        assertThat(lake.query("SELECT id FROM lake.main.t ORDER BY k DESC LIMIT 2"))
                .isEqualTo("[[101], [29]]");
    }

    @Test
    void earlierVersionsAreOrderedByWhatTheyHave() throws SQLException {
        lake.append(List.of(new Row(50, -1, -1, -1, "a", 0.0)));
        reads("SELECT id FROM d.s.t ORDER BY k LIMIT 1", "[[50]]", 1);
        reads("SELECT id FROM d.s.t VERSION AS OF 10 ORDER BY k LIMIT 1", "[[0]]", 1);
        reads("SELECT id FROM i.s.t ORDER BY k LIMIT 1", "[[50]]", 1);
        reads("SELECT id FROM lake.main.t ORDER BY k LIMIT 1", "[[50]]", 1);
    }

    @Test
    void filesWithoutStatisticsAreReadAndProveNothing() throws Exception {
        Path log = lake.deltaFolder().resolve("_delta_log/%020d.json".formatted(1));
        Files.writeString(log, Files.readString(log).replace("\\\"k\\\":", "\\\"nothing\\\":"));
        reads("SELECT id FROM d.s.t ORDER BY k LIMIT 2", "[[0], [1]]", 2);
        lake.iceberg()
                .table()
                .updateProperties()
                .set("write.metadata.metrics.column.k", "none")
                .commit();
        lake.append(List.of(new Row(60, -9, 1, 1, "x", 1.0), new Row(61, 900, 1, 1, "x", 1.0)));
        reads("SELECT id FROM i.s.t ORDER BY k LIMIT 2", "[[60], [0]]", 2);
        reads("SELECT id FROM i.s.t ORDER BY k DESC LIMIT 2", "[[61], [29]]", 2);
        lake.duckLake().database().change(sql -> {
            sql.run("DELETE FROM ducklake_file_column_stats WHERE column_id = 2 AND data_file_id ="
                    + " (SELECT max(data_file_id) FROM ducklake_data_file)");
            return 0;
        });
        reads("SELECT id FROM lake.main.t ORDER BY k LIMIT 2", "[[60], [0]]", 2);
        reads("SELECT id FROM lake.main.t ORDER BY k DESC LIMIT 2", "[[61], [29]]", 2);
    }

    /** Against the same statement over a table that only looks as if it were computed. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void theFirstRowsAreTheFirstRows(int seed) throws Exception {
        Random random = new Random(seed);
        for (int file = 0; file < 12; file++) {
            List<Row> rows = new ArrayList<>();
            int middle = random.nextInt(30);
            for (int i = random.nextInt(4); i >= 0; i--) {
                int near = middle + random.nextInt(6);
                rows.add(new Row(
                        100 + file * 10 + i,
                        random.nextInt(9) == 0 ? null : near,
                        random.nextBoolean() ? null : near / 4,
                        random.nextInt(5) == 0 ? null : near / 9,
                        random.nextInt(7) == 0 ? null : "n%02d".formatted(near) + "é".repeat(random.nextInt(40)),
                        random.nextInt(8) == 0 ? Double.NaN : near / 3.0));
            }
            lake.append(rows);
        }
        lake.iceberg().deletePositions(lake.icebergFile(12), 0);
        lake.duckLake().delete("t", "id % 10 = 0 AND id > 130");
        if (seed > 1) {
            new DeletionVectorWriter(lake.deltaFolder()).delete(position -> position == 1);
        }
        List<String> keys = List.of("k", "n", "tie", "name", "ratio");
        long narrowed = 0;
        for (int i = 0; i < 40; i++) {
            String sql = "SELECT id FROM t%s ORDER BY %s%s%s, id LIMIT %d%s"
                    .formatted(
                            condition(random),
                            keys.get(random.nextInt(keys.size())),
                            random.nextBoolean() ? " DESC" : "",
                            List.of("", " NULLS FIRST", " NULLS LAST").get(random.nextInt(3)),
                            1 + random.nextInt(8),
                            random.nextInt(3) == 0 ? " OFFSET " + random.nextInt(9) : "");
            for (String table : OrderedLake.TABLES) {
                String asked = FirstRowsTest.in(table, sql);
                String whole = FirstRowsTest.in(table, FirstRowsTest.unproven(sql));
                assertThat(lake.query(asked)).as(asked).isEqualTo(lake.query(whole));
                narrowed += lake.filesRead(asked) < lake.filesRead(whole) ? 1 : 0;
            }
        }
        assertThat(narrowed).isGreaterThan(30);
    }

    private static String condition(Random random) {
        int value = random.nextInt(25);
        return switch (random.nextInt(10)) {
            case 0 -> " WHERE k >= " + value;
            case 1 -> " WHERE k < %d OR k > %d".formatted(value, value + 5);
            case 2 -> " WHERE n IS NULL";
            case 3 -> " WHERE n IS NOT NULL AND tie <> 2";
            case 4 -> " WHERE NOT (ratio < %d)".formatted(value);
            case 5 -> " WHERE name > 'n%02d'".formatted(value);
            case 6 -> " WHERE tie IN (1, 2, 5)";
            case 7 -> " WHERE ratio >= " + value;
            default -> "";
        };
    }
}
