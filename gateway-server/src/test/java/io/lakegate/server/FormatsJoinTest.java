package io.lakegate.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakegate.adapters.testing.DeltaTableWriter;
import io.lakegate.adapters.testing.DuckLakeWriter;
import io.lakegate.adapters.testing.IcebergTableWriter;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.server.config.CatalogConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One statement over a Delta, an Iceberg and a DuckLake table, each at a version of its own. */
class FormatsJoinTest {
    @TempDir
    private Path folder;

    @Test
    void tablesOfThreeFormatsAreJoinedEachAtItsOwnVersion() throws Exception {
        DeltaTableWriter delta = DeltaTableWriter.create(
                folder.resolve("delta/orders"), List.of(new Column("id", LakeType.Simple.INTEGER)));
        long deltaVersion = 1;
        delta.append(List.of(new Object[] {1}, new Object[] {2}, new Object[] {3}));
        delta.append(List.<Object[]>of(new Object[] {4}));
        Schema schema = new Schema(
                Types.NestedField.required(1, "id", Types.IntegerType.get()),
                Types.NestedField.optional(2, "name", Types.StringType.get()));
        IcebergTableWriter iceberg = IcebergTableWriter.create(
                folder.resolve("ice/names"), schema, PartitionSpec.unpartitioned(), 2, FileFormat.PARQUET);
        iceberg.append(List.of(new Object[] {1, "a"}, new Object[] {2, "b"}));
        long icebergVersion = iceberg.snapshot();
        iceberg.append(List.of(new Object[] {3, "c"}, new Object[] {4, "d"}));
        try (DuckLakeWriter duckLake = DuckLakeLake.inDuckDb(folder)) {
            duckLake.createTable(
                    "amounts", new DuckLakeWriter.Col("id", "int32"), new DuckLakeWriter.Col("qty", "int32"));
            long duckLakeVersion = duckLake.append(
                    "amounts", "SELECT range::INTEGER AS id, (range * 10)::INTEGER AS qty FROM range(5)");
            duckLake.update("amounts", Map.of("qty", "7"), "id > 0");
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
                    DuckLakeLake.duckDb(folder))) {
                String join =
                        "SELECT o.id, n.name, a.qty FROM d.\"default\".orders%s AS o JOIN i.\"default\".names%s AS n ON n.id = o.id"
                                + " JOIN lake.main.amounts%s AS a ON a.id = o.id ORDER BY o.id";
                assertThat(gateway.query(join.formatted("", "", "")))
                        .isEqualTo(List.of(
                                List.of(1, "a", 7), List.of(2, "b", 7), List.of(3, "c", 7), List.of(4, "d", 7)));
                assertThat(gateway.query(join.formatted(
                                " VERSION AS OF " + deltaVersion,
                                " VERSION AS OF " + icebergVersion,
                                " VERSION AS OF " + duckLakeVersion)))
                        .isEqualTo(List.of(List.of(1, "a", 10), List.of(2, "b", 20)));
                assertThat(gateway.query(join.formatted(
                                " VERSION AS OF " + deltaVersion, "", " VERSION AS OF " + duckLakeVersion)))
                        .isEqualTo(List.of(List.of(1, "a", 10), List.of(2, "b", 20), List.of(3, "c", 30)));
            }
        }
    }
}
