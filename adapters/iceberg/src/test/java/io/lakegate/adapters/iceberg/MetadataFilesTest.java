package io.lakegate.adapters.iceberg;

import static io.lakegate.adapters.testing.IcebergWriter.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;

import io.lakegate.adapters.storage.Location;
import io.lakegate.adapters.testing.IcebergTableWriter;
import io.lakegate.adapters.testing.PinnedRows;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.model.Version;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.PartitionSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which of a table's metadata files is the newest, where no catalog says so. */
class MetadataFilesTest {
    private static final TableName NAME = new TableName("lake", "default", "orders");

    @TempDir
    private Path lake;

    private List<List<Object>> rows() {
        IcebergSource source =
                new IcebergSource(Optional.empty(), Optional.of(new Location(lake)), List.of(), Moved.NOT);
        try (IcebergCatalog catalog = new IcebergCatalog("lake", source)) {
            return PinnedRows.of(catalog.pin(NAME, Version.LATEST));
        }
    }

    /** Hadoop's tables write their metadata under such a name first, and rename it to commit it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "02952192-cc29-4fb6-b85c-fca4e762f1ba.metadata.json",
                "99999999-0000-4fb6-b85c-fca4e762f1ba.metadata.json",
                "cc292192-cc29-4fb6-b85c-fca4e762f1ba.metadata.json"
            })
    void aFileThatWasNotCommittedIsPassedOver(String name) throws Exception {
        IcebergTableWriter orders =
                IcebergTableWriter.create(lake.resolve("orders"), ORDERS, PartitionSpec.unpartitioned(), 2);
        orders.append(List.<Object[]>of(new Object[] {1, "tea"}));
        Path metadata = lake.resolve("orders/metadata");
        Path committed = metadata.resolve("v3.metadata.json");
        orders.append(List.<Object[]>of(new Object[] {2, "milk"}));
        Files.move(committed, metadata.resolve(name)); // as if the writer had stopped before it committed

        assertThat(rows()).containsExactly(List.of(1, "tea"));

        Files.writeString(metadata.resolve(name), "");
        assertThat(rows()).containsExactly(List.of(1, "tea"));
    }

    @Test
    void theGreatestNumberIsTheNewestAndNotTheLastName() throws Exception {
        IcebergTableWriter orders =
                IcebergTableWriter.create(lake.resolve("orders"), ORDERS, PartitionSpec.unpartitioned(), 2);
        for (int id = 1; id <= 10; id++) {
            orders.append(List.<Object[]>of(new Object[] {id, "tea"}));
        }
        assertThat(rows()).hasSize(10); // v11 after v9

        Path metadata = lake.resolve("orders/metadata");
        Files.move(
                metadata.resolve("v11.metadata.json"),
                metadata.resolve("00011-02952192-cc29-4fb6-b85c-fca4e762f1ba.metadata.json"));
        assertThat(rows()).hasSize(10);
    }
}
