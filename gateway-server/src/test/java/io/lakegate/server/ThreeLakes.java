package io.lakegate.server;

import io.lakegate.adapters.testing.DeltaTableWriter;
import io.lakegate.adapters.testing.DuckLakeWriter;
import io.lakegate.adapters.testing.IcebergTableWriter;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.server.config.CatalogConfig;
import io.lakegate.server.config.GatewayConfig;
import io.lakegate.server.config.StoreConfig;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;

/**
 * The same table in each of the three formats, and a gateway over them. Its three commits each append a row: (1, north), (2, south), (3, north).
 */
final class ThreeLakes implements AutoCloseable {
    private static final List<Object[]> ROWS =
            List.of(new Object[] {1, "north"}, new Object[] {2, "south"}, new Object[] {3, "north"});

    private final Path folder;
    private final TestGateway gateway;
    private final List<Told> formats;

    /**
     * What a test needs to know of one of them.
     *
     * @param table its name in SQL
     * @param location as the table function of its format takes it
     * @param versions after each commit
     * @param times after each commit, before the next
     */
    record Told(String format, String table, String location, List<Long> versions, List<Instant> times) {
        @Override
        public String toString() {
            return format;
        }

        long version(int commit) {
            return versions.get(commit - 1);
        }

        /** As a literal of SQL holds it, in UTC. */
        String time(int commit) {
            return times.get(commit - 1).toString().replace('T', ' ').replace("Z", "");
        }
    }

    private ThreeLakes(Path folder, TestGateway gateway, List<Told> formats) {
        this.folder = folder;
        this.gateway = gateway;
        this.formats = List.copyOf(formats);
    }

    private interface Commit {
        long of(Object[] row) throws Exception;
    }

    static ThreeLakes write(Path folder) throws Exception {
        List<Told> formats = new ArrayList<>();
        Path delta = folder.resolve("delta/shop/orders");
        DeltaTableWriter deltaTable = DeltaTableWriter.create(
                delta,
                List.of(new Column("id", Simple.INTEGER), new Column("region", Simple.VARCHAR)),
                List.of(),
                Map.of("delta.enableChangeDataFeed", "true"));
        long[] deltaVersion = {0};
        formats.add(told("delta", "d.shop.orders", delta.toString(), row -> {
            deltaTable.append(List.<Object[]>of(row));
            return ++deltaVersion[0];
        }));
        Path iceberg = folder.resolve("iceberg/shop/orders");
        IcebergTableWriter icebergTable = IcebergTableWriter.create(
                iceberg,
                new Schema(
                        Types.NestedField.optional(1, "id", Types.IntegerType.get()),
                        Types.NestedField.optional(2, "region", Types.StringType.get())),
                PartitionSpec.unpartitioned(),
                2,
                FileFormat.PARQUET);
        formats.add(told("iceberg", "i.shop.orders", iceberg.toString(), row -> {
            icebergTable.append(List.<Object[]>of(row));
            return icebergTable.snapshot();
        }));
        Path duckLake = folder.resolve("ducklake");
        java.nio.file.Files.createDirectories(duckLake);
        try (DuckLakeWriter writer = DuckLakeLake.inDuckDb(duckLake)) {
            writer.createTable(
                    "orders", new DuckLakeWriter.Col("id", "int32"), new DuckLakeWriter.Col("region", "varchar"));
            formats.add(told(
                    "ducklake",
                    "lake.main.orders",
                    "duckdb:" + duckLake.resolve("lake.db"),
                    row -> writer.append("orders", "SELECT %s::INTEGER AS id, '%s' AS region".formatted(row))));
        }
        return new ThreeLakes(
                folder,
                TestGateway.over(
                        config(folder).withStore(new StoreConfig.Embedded(folder.resolve("store/lakegate.db")))),
                formats);
    }

    /** A configuration with the tables below {@code delta}, {@code iceberg} and {@code ducklake} in a folder as the catalogs d, i and lake. */
    static GatewayConfig config(Path folder) {
        GatewayConfig defaults = GatewayConfig.defaults();
        return new GatewayConfig(
                defaults.server(),
                defaults.engine(),
                defaults.limits(),
                List.of(
                        new CatalogConfig.Delta(
                                "d", Optional.of(folder.resolve("delta").toString()), List.of(), Path.of("d.yaml")),
                        new CatalogConfig.Iceberg(
                                "i",
                                "directory",
                                Optional.of(folder.resolve("iceberg").toString()),
                                List.of(),
                                Map.of(),
                                new CatalogConfig.Moved(false, Map.of()),
                                Path.of("i.yaml")),
                        DuckLakeLake.duckDb(folder.resolve("ducklake"))));
    }

    private static Told told(String format, String table, String location, Commit commit) throws Exception {
        List<Long> versions = new ArrayList<>();
        List<Instant> times = new ArrayList<>();
        for (Object[] row : ROWS) {
            pause();
            versions.add(commit.of(row));
            pause();
            times.add(Instant.now().truncatedTo(java.time.temporal.ChronoUnit.MILLIS));
        }
        pause();
        return new Told(format, table, location, versions, times);
    }

    /** Commits are told apart by milliseconds. */
    private static void pause() {
        Instant end = Instant.now().plusMillis(5);
        while (Instant.now().isBefore(end)) {
            Thread.onSpinWait();
        }
    }

    Path folder() {
        return folder;
    }

    TestGateway gateway() {
        return gateway;
    }

    List<Told> formats() {
        return formats;
    }

    @Override
    public void close() {
        gateway.close();
    }
}
