package io.lakegate.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakegate.adapters.testing.DeletionVectorWriter;
import io.lakegate.adapters.testing.DeltaTableWriter;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType.Simple;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Counts that metadata proves are answered without a data file; others are not. The data files are taken away to tell. */
class MetadataAnswersTest {
    private static final String TABLE = "lake.\"default\".t";

    @TempDir
    Path folder;

    private TestGateway gateway;
    private Path table;

    @BeforeEach
    void start() throws Exception {
        table = folder.resolve("lake/t");
        DeltaTableWriter writer = DeltaTableWriter.create(
                table,
                List.of(new Column("id", Simple.INTEGER), new Column("region", Simple.VARCHAR)),
                List.of("region"),
                Map.of("delta.enableDeletionVectors", "true"));
        writer.append(List.<Object[]>of(
                new Object[] {1, "north"}, new Object[] {2, "north"}, new Object[] {3, "north"}, new Object[] {
                    4, "south"
                }));
        writer.append(List.<Object[]>of(new Object[] {5, "south"}, new Object[] {6, null}));
        gateway = TestGateway.over(folder.resolve("lake"));
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
    }

    private void takeFilesAway() throws Exception {
        try (Stream<Path> all = Files.walk(table)) {
            for (Path file :
                    all.filter(name -> name.toString().endsWith(".parquet")).toList()) {
                Files.delete(file);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SELECT count(*) FROM t | 6",
                "SELECT count(1) FROM (SELECT id + 1 AS n FROM t) | 6",
                "SELECT count(*) FROM t WHERE region = 'north' | 3",
                "SELECT count(*) FROM t WHERE region IS NULL | 1",
                "SELECT count(*) FROM t WHERE region <> 'north' | 2",
                "SELECT count(*) FROM t WHERE region IN ('south', 'west') | 2",
                "SELECT count(*) FROM t WHERE NOT (region = 'north') OR region IS NULL | 3",
                "SELECT count(*) FROM t WHERE region = 'west' | 0"
            })
    void aCountOfWholeFilesReadsNone(String sql, long count) throws Exception {
        takeFilesAway();
        assertThat(gateway.query(sql.replace("FROM t", "FROM " + TABLE))).isEqualTo(List.of(List.of(count)));
    }

    @Test
    void deletedRowsAreNotCounted() throws Exception {
        new DeletionVectorWriter(table).delete(position -> position == 0);
        List<List<Object>> rows = gateway.query("SELECT * FROM " + TABLE);
        takeFilesAway();
        assertThat(gateway.query("SELECT count(*) FROM " + TABLE)).isEqualTo(List.of(List.of((long) rows.size())));
        assertThat(gateway.query("SELECT count(*) FROM " + TABLE + " FOR VERSION AS OF 2"))
                .isEqualTo(List.of(List.of(6L)));
    }

    @Test
    void aCountThatNeedsRowsReadsThem() throws Exception {
        Map<String, Long> counts = Map.of(
                "SELECT count(*) FROM t WHERE id > 1 AND region = 'north'", 2L,
                "SELECT count(*) FROM t WHERE length(region) = 5 AND id <> 4", 4L,
                "SELECT count(DISTINCT region) FROM t", 2L,
                "SELECT count(*) FILTER (WHERE id < 3) FROM t", 2L,
                "SELECT count(region) FROM t", 5L,
                "SELECT count(*) FROM t WHERE id IN (SELECT id FROM t WHERE id < 3)", 2L);
        for (Map.Entry<String, Long> count : counts.entrySet()) {
            assertThat(gateway.query(count.getKey().replace("FROM t", "FROM " + TABLE)))
                    .as(count.getKey())
                    .isEqualTo(List.of(List.of(count.getValue())));
        }
        assertThat(gateway.query("SELECT count(*), count(*) FROM " + TABLE)).isEqualTo(List.of(List.of(6L, 6L)));
        assertThat(gateway.query("SELECT region, count(*) FROM " + TABLE + " GROUP BY region"))
                .hasSize(3);
    }

    @Test
    void aLimitReadsNoMoreFilesThanItNeeds() throws Exception {
        assertThat(gateway.query("EXPLAIN (SQL) SELECT * FROM " + TABLE + " LIMIT 1")
                        .toString())
                .containsOnlyOnce(".parquet");
        assertThat(gateway.query("SELECT * FROM " + TABLE + " LIMIT 5")).hasSize(5);
        assertThat(gateway.query("SELECT * FROM " + TABLE + " LIMIT 100")).hasSize(6);
        assertThat(gateway.query("SELECT * FROM " + TABLE + " WHERE region IS NULL LIMIT 1"))
                .hasSize(1);
        assertThat(gateway.query("SELECT id FROM " + TABLE + " ORDER BY id DESC LIMIT 1"))
                .isEqualTo(List.of(List.of(6)));
    }
}
