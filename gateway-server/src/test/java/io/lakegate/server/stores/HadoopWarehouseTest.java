package io.lakegate.server.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakegate.adapters.testing.IcebergTableWriter;
import io.lakegate.adapters.testing.store.TestStore;
import io.lakegate.server.TestGateway;
import io.lakegate.server.config.CatalogConfig;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The warehouse of an Iceberg catalog of the kind {@code hadoop} in an object store, which was written on a disk and copied. */
@Timeout(300)
class HadoopWarehouseTest {
    @TempDir
    Path folder;

    @Test
    void tablesAreReadWithTheirHistory() throws Exception {
        Path written = folder.resolve("written/shop/orders");
        IcebergTableWriter table = IcebergTableWriter.create(
                written,
                new Schema(
                        Types.NestedField.optional(1, "id", Types.IntegerType.get()),
                        Types.NestedField.optional(2, "item", Types.StringType.get())),
                PartitionSpec.unpartitioned(),
                2);
        table.append(List.<Object[]>of(new Object[] {1, "plum"}));
        long first = table.snapshot();
        table.append(List.<Object[]>of(new Object[] {2, "pear"}));
        try (TestStore store = TestStore.start(folder.resolve("buckets"))) {
            TestStore.copy(written, store.bucket("lake").resolve("warehouse/shop/orders"));
            try (TestGateway gateway =
                    StoreGateway.over(store, folder.resolve("cache"), hadoop("s3://lake/warehouse"))) {
                assertThat(gateway.query("SHOW TABLES FROM lake.shop")).isEqualTo(List.of(List.of("shop", "orders")));
                assertThat(gateway.query("SELECT id, item FROM lake.shop.orders ORDER BY id"))
                        .isEqualTo(List.of(List.of(1, "plum"), List.of(2, "pear")));
                assertThat(gateway.query("SELECT item FROM lake.shop.orders FOR VERSION AS OF " + first))
                        .isEqualTo(List.of(List.of("plum")));
            }
        }
    }

    @Test
    void aWarehouseThatIsNotThereIsNamed() throws Exception {
        try (TestStore store = TestStore.start(folder.resolve("buckets"))) {
            store.bucket("lake");
            try (TestGateway gateway =
                    StoreGateway.over(store, folder.resolve("cache"), hadoop("s3://nobody/warehouse"))) {
                assertThatThrownBy(() -> gateway.query("SELECT * FROM lake.shop.orders"))
                        .isInstanceOf(SQLException.class)
                        .hasMessageContaining("s3://nobody");
            }
        }
    }

    private static CatalogConfig hadoop(String warehouse) {
        return new CatalogConfig.Iceberg(
                "lake",
                "hadoop",
                Optional.empty(),
                List.of(),
                Map.of("warehouse", warehouse),
                new CatalogConfig.Moved(true, Map.of()),
                Path.of("lake.yaml"));
    }
}
