package io.lakegate.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakegate.adapters.testing.DeltaTableWriter;
import io.lakegate.adapters.testing.DuckLakeWriter;
import io.lakegate.adapters.testing.IcebergTableWriter;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.server.config.CatalogConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Joins of tables of all formats whose keys leave files out; what somebody may see of a table has keys of its own; and such statements can be cancelled. */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class JoinKeysFormatsTest {
    private static final int FILES = 24;

    @TempDir
    private Path folder;

    @Test
    void keysOfATableOfOneFormatLeaveOutFilesOfAnother() throws Exception {
        Schema schema = new Schema(
                Types.NestedField.required(1, "id", Types.LongType.get()),
                Types.NestedField.optional(2, "k", Types.IntegerType.get()));
        IcebergTableWriter ranges = IcebergTableWriter.create(
                folder.resolve("ice/ranges"), schema, PartitionSpec.unpartitioned(), 2, FileFormat.PARQUET);
        IcebergTableWriter buckets = IcebergTableWriter.create(
                folder.resolve("ice/buckets"),
                schema,
                PartitionSpec.builderFor(schema).identity("k").build(),
                2,
                FileFormat.PARQUET);
        for (int file = 0; file < FILES; file++) {
            int k = file;
            List<Object[]> rows = new ArrayList<>();
            IntStream.range(0, 50).forEach(row -> rows.add(new Object[] {k * 100L + row, k}));
            ranges.append(rows);
            buckets.append(rows);
        }
        DeltaTableWriter.create(
                        folder.resolve("delta/dim"),
                        List.of(new Column("k", Simple.INTEGER), new Column("name", Simple.VARCHAR)))
                .append(List.<Object[]>of(
                        new Object[] {3, "x"}, new Object[] {5, "x"}, new Object[] {7, "y"}, new Object[] {null, "x"}));
        try (DuckLakeWriter duckLake = DuckLakeLake.inDuckDb(folder)) {
            duckLake.createTable("fact", new DuckLakeWriter.Col("id", "int64"), new DuckLakeWriter.Col("k", "int32"));
            for (int file = 0; file < FILES; file++) {
                duckLake.append(
                        "fact",
                        "SELECT (%d * 100 + range)::BIGINT AS id, %d::INTEGER AS k FROM range(50)"
                                .formatted(file, file));
            }
            duckLake.createTable(
                    "dim", new DuckLakeWriter.Col("k", "int32"), new DuckLakeWriter.Col("name", "varchar"));
            duckLake.append(
                    "dim", "SELECT 3::INTEGER AS k, 'x' AS name UNION ALL SELECT 5, 'x' UNION ALL SELECT 7, 'y'");
            duckLake.delete("dim", "k = 3");
        }
        CatalogConfig.Moved nowhere = new CatalogConfig.Moved(false, Map.of());
        try (TestGateway gateway = DuckLakeLake.gateway(
                        new CatalogConfig.Delta(
                                "d", Optional.of(folder.resolve("delta").toString()), List.of(), Path.of("d.yaml")),
                        new CatalogConfig.Iceberg(
                                "i",
                                "directory",
                                Optional.of(folder.resolve("ice").toString()),
                                List.of(),
                                Map.of(),
                                nowhere,
                                Path.of("i.yaml")),
                        DuckLakeLake.duckDb(folder));
                Connection client = gateway.connect();
                Statement setting = client.createStatement()) {
            String sql = "SELECT count(*), min(f.id), max(f.id) FROM %s f JOIN %s d ON f.k = d.k WHERE d.name = 'x'";
            for (String reader : List.of("auto", "format", "engine")) {
                setting.execute("SET lakegate.reader = " + reader);
                for (String fact : List.of("i.\"default\".ranges", "i.\"default\".buckets", "lake.main.fact")) {
                    if (reader.equals("format") && fact.startsWith("lake")) {
                        continue; // DuckLake has no reader of its own
                    }
                    assertThat(TestGateway.query(client, sql.formatted(fact, "d.\"default\".dim")))
                            .isEqualTo(List.of(List.of(100L, 300L, 549L)));
                    if (reader.equals("format")) {
                        continue;
                    }
                    assertThat(TestGateway.query(client, sql.formatted(fact, "lake.main.dim")))
                            .isEqualTo(List.of(List.of(50L, 500L, 549L)));
                }
            }
            setting.execute("RESET lakegate.reader");
            for (String fact : List.of("i.\"default\".ranges", "i.\"default\".buckets", "lake.main.fact")) {
                assertThat(read(client, sql.formatted(fact, "d.\"default\".dim")))
                        .isEqualTo(2 + 1);
                assertThat(read(client, sql.formatted(fact, "lake.main.dim"))).isEqualTo(1 + 1);
                assertThat(read(client, sql.formatted(fact, "lake.main.dim").replace("'x'", "'z'")))
                        .isLessThanOrEqualTo(1);
                setting.execute("SET lakegate.dynamic_filtering = off");
                assertThat(read(client, sql.formatted(fact, "d.\"default\".dim")))
                        .isEqualTo(FILES + 1);
                setting.execute("RESET lakegate.dynamic_filtering");
            }
        }
    }

    /** Files of all scans that are read. */
    private static long read(Connection client, String sql) throws SQLException {
        return TestGateway.query(client, "EXPLAIN ANALYZE " + sql).stream()
                .map(line -> line.get(0).toString())
                .filter(line -> line.contains("read by the engine"))
                .mapToLong(line -> Long.parseLong(line.replaceAll(".* (\\d+) read by the engine.*", "$1")))
                .sum();
    }

    @Test
    void keysAreThoseThatOneMaySee() throws Exception {
        try (AccessLake lake = new AccessLake(folder)) {
            DeltaTableWriter fact = DeltaTableWriter.create(
                    lake.lake.resolve("sales/fact"),
                    List.of(
                            new Column("id", Simple.INTEGER),
                            new Column("email", Simple.VARCHAR),
                            new Column("pad", Simple.VARCHAR)));
            List<String> files = new ArrayList<>();
            for (int id = 1; id <= FILES; id++) {
                String mail = List.of("", "one", "two", "three", "four", "five", "six", "***")
                        .get(Math.min(id, 7));
                fact.append(List.<Object[]>of(
                        new Object[] {id, mail.equals("***") ? "***.com" : mail + "@x.com", noise(id, 5_000)}));
                fact.files().stream().filter(file -> !files.contains(file)).forEach(files::add);
            }
            String byId = "SELECT f.id FROM lake.sales.fact f JOIN lake.sales.orders o ON f.id = o.id"
                    + " WHERE o.amount > 0 ORDER BY f.id";
            String byMail = "SELECT count(*) FROM lake.sales.fact f JOIN lake.sales.orders o ON f.email = o.email"
                    + " WHERE o.amount > 0";
            for (String setting : List.of("on", "off")) {
                assertThat(query(lake, "ann", setting, byId))
                        .isEqualTo(List.of(List.of(1), List.of(2), List.of(3), List.of(5)));
                assertThat(query(lake, "adam", setting, byId))
                        .isEqualTo(
                                IntStream.rangeClosed(1, 6).mapToObj(List::of).toList());
                assertThat(query(lake, "ann", setting, byMail)).isEqualTo(List.of(List.of(4L * (FILES - 6))));
                assertThat(query(lake, "adam", setting, byMail)).isEqualTo(List.of(List.of(6L)));
            }
            assertThat(lake.query("adam", "EXPLAIN ANALYZE " + byId).toString())
                    .contains(
                            "lake.sales.fact version 24: files: 24 listed, 0 dropped by partition, 18 dropped by statistics");
            assertThat(lake.query("ann", "EXPLAIN " + byId).toString()).doesNotContain("left out");
            for (int id = 1; id <= FILES; id++) {
                if (id > 5 || id == 4) {
                    Files.delete(lake.lake.resolve("sales/fact").resolve(files.get(id - 1)));
                }
            }
            assertThat(query(lake, "ann", "on", byId))
                    .isEqualTo(List.of(List.of(1), List.of(2), List.of(3), List.of(5)));
            assertThatThrownBy(() -> query(lake, "ann", "off", byId)).isInstanceOf(SQLException.class);
            assertThatThrownBy(() -> query(lake, "adam", "on", byId)).isInstanceOf(SQLException.class);
        }
    }

    private static List<List<Object>> query(AccessLake lake, String user, String setting, String sql)
            throws SQLException {
        try (Connection connection = lake.connect(user);
                Statement statement = connection.createStatement()) {
            statement.execute("SET lakegate.dynamic_filtering = " + setting);
            return TestGateway.query(connection, sql);
        }
    }

    /** Text that does not become short when it is packed. */
    private static String noise(int seed, int length) {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder();
        while (text.length() < length) {
            text.append((char) ('!' + random.nextInt(90)));
        }
        return text.toString();
    }

    @Test
    void aStatementIsCancelledWhileItAsksForKeys() throws Exception {
        DeltaTableWriter fact = DeltaTableWriter.create(
                folder.resolve("lake/fact"),
                List.of(new Column("k", Simple.INTEGER), new Column("pad", Simple.VARCHAR)));
        for (int k = 0; k < FILES; k++) {
            fact.append(List.<Object[]>of(new Object[] {k, noise(k, 20_000)}));
        }
        DeltaTableWriter.create(folder.resolve("lake/dim"), List.of(new Column("k", Simple.INTEGER)))
                .append(IntStream.range(0, 3_000)
                        .mapToObj(k -> new Object[] {k})
                        .toList());
        String sql = "SELECT f.pad FROM fact f JOIN (SELECT a.k FROM dim a, dim b, dim c"
                + " WHERE a.k * 7 + b.k * 3 = c.k * 5 - 1000000 AND a.k > 10) d ON f.k = d.k";
        try (TestGateway gateway = TestGateway.over(folder.resolve("lake"));
                Connection connection = gateway.connect();
                Connection other = gateway.connect();
                Statement statement = connection.createStatement()) {
            assertThat(TestGateway.query(other, "EXPLAIN " + sql).toString()).contains("files are left out by k");
            CompletableFuture<Throwable> failure = CompletableFuture.supplyAsync(() -> {
                try (var rows = statement.executeQuery(sql)) {
                    return new AssertionError("it has ended: " + rows);
                } catch (SQLException e) {
                    return e;
                }
            });
            while (gateway.gateway().runningStatements() == 0) {
                Thread.onSpinWait();
            }

            statement.cancel();

            assertThat(failure.get())
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            e -> assertThat(e.getSQLState()).isEqualTo(ErrorCode.CANCELED.sqlState()));
            assertThat(TestGateway.query(other, "SELECT count(*) FROM dim")).isEqualTo(List.of(List.of(3_000L)));
        }
    }
}
