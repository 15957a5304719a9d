package io.lakegate.adapters.iceberg;

import static io.lakegate.adapters.iceberg.ServiceFailures.assertFailure;
import static io.lakegate.adapters.iceberg.ServiceFailures.service;

import io.lakegate.adapters.testing.IcebergWriter;
import io.lakegate.catalog.error.ErrorCode;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Iceberg's Hadoop catalog: folders, of which the version hint tells the newest state. */
class HadoopCatalogTest extends ServiceConformance {
    private static Path warehouse;
    private static IcebergWriter writer;

    @BeforeAll
    static void start(@TempDir Path folder) {
        warehouse = folder.resolve("warehouse");
        writer = IcebergWriter.of("org.apache.iceberg.hadoop.HadoopCatalog", properties());
    }

    private static Map<String, String> properties() {
        return Map.of("warehouse", warehouse.toString());
    }

    @Override
    protected IcebergWriter writer() {
        return writer;
    }

    @Override
    IcebergSource source() {
        return service("hadoop", properties());
    }

    @Test
    void aWarehouseThatIsNotThereIsTold() {
        Path missing = warehouse.resolveSibling("missing");

        assertFailure(service("hadoop", Map.of("warehouse", missing.toString())), ErrorCode.STORAGE_UNREADABLE)
                .hasMessageContaining("its warehouse does not exist");
    }
}
