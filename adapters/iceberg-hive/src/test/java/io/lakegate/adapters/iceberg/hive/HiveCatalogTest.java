package io.lakegate.adapters.iceberg.hive;

import static io.lakegate.adapters.testing.IcebergWriter.append;
import static io.lakegate.adapters.testing.IcebergWriter.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakegate.adapters.iceberg.IcebergCatalog;
import io.lakegate.adapters.iceberg.IcebergSource;
import io.lakegate.adapters.iceberg.Moved;
import io.lakegate.adapters.testing.IcebergServiceConformance;
import io.lakegate.adapters.testing.IcebergWriter;
import io.lakegate.adapters.testing.PinnedRows;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.model.Version;
import io.lakegate.catalog.spi.LakeCatalog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types.IntegerType;
import org.apache.iceberg.types.Types.NestedField;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Iceberg tables of a real Hive metastore. */
class HiveCatalogTest extends IcebergServiceConformance {
    private static HiveMetastore metastore;
    private static IcebergWriter writer;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        metastore = HiveMetastore.start(folder);
        Map<String, String> properties =
                Map.of("uri", metastore.uri(), "warehouse", "file:" + folder.resolve("warehouse"));
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(HiveMetastore.loader(before, HiveMetastore.CLIENT));
        try {
            Configuration hadoop = new Configuration();
            hadoop.set("iceberg.engine.hive.lock-enabled", "false"); // a database in memory has no lock tables
            writer = new IcebergWriter(
                    CatalogUtil.loadCatalog("org.apache.iceberg.hive.HiveCatalog", "writer", properties, hadoop));
            writer.catalog().listTables(IcebergWriter.namespace("default")); // its clients are made here
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Override
    protected IcebergWriter writer() {
        return writer;
    }

    @Override
    protected LakeCatalog open() {
        return lake(metastore.uri(), HiveMetastore.CLIENT);
    }

    private static IcebergCatalog lake(String uri, Path jars) {
        return new IcebergCatalog(
                "lake",
                new IcebergSource(
                        Optional.of(
                                new IcebergSource.Service("hive", Map.of("uri", uri, "libraries", jars.toString()))),
                        Optional.empty(),
                        List.of(),
                        Moved.NOT));
    }

    @Test
    void theClientsClassesAreNotOnTheClassPath() {
        assertThatThrownBy(() -> Class.forName("org.apache.iceberg.hive.HiveCatalog"))
                .isInstanceOf(ClassNotFoundException.class);
        assertThatThrownBy(() -> Class.forName("org.apache.hadoop.hive.conf.HiveConf"))
                .isInstanceOf(ClassNotFoundException.class);
    }

    @Test
    void namesAreFoundInAnyCaseAndSpelledAsTheMetastoreDoes() {
        append(writer.makeTable("spelling", "orders"), row(1, "tea"));

        assertThat(lake().find("Spelling", "ORDERS")).contains(new TableName("lake", "spelling", "orders"));
        assertThat(lake().find("spelling", "order")).isEmpty();
        assertThat(lake().find("spelling.eu", "orders")).isEmpty();
        assertThat(lake().schema("SPELLING")).contains("spelling");
        assertThat(lake().schema("spell")).isEmpty();
    }

    @Test
    void aViewIsFound() {
        writer.makeTable("views", "orders");
        writer.view("views", "numbers", new Schema(NestedField.optional(1, "number", IntegerType.get())))
                .withQuery("trino", "SELECT id FROM orders")
                .create();

        assertThat(lake().view("views", "numbers", Version.LATEST)).hasValueSatisfying(view -> {
            assertThat(view.name()).isEqualTo(new TableName("lake", "views", "numbers"));
            assertThat(view.columns()).containsExactly("number");
        });
        assertThat(lake().view("views", "orders", Version.LATEST)).isEmpty();
        assertThat(lake().tables("views")).containsExactly("numbers", "orders");
    }

    @Test
    void theFolderOfTheJarsIsFoundByTheServersProperty() {
        append(writer.makeTable("folders", "orders"), row(1, "tea"));
        String property = "lakegate.iceberg.hive";
        System.setProperty(property, HiveMetastore.CLIENT.toString());
        try (IcebergCatalog lake = new IcebergCatalog(
                "lake",
                new IcebergSource(
                        Optional.of(new IcebergSource.Service("hive", Map.of("uri", metastore.uri()))),
                        Optional.empty(),
                        List.of(),
                        Moved.NOT))) {
            TableName orders = lake.find("folders", "orders").orElseThrow();
            assertThat(PinnedRows.of(lake.pin(orders, Version.LATEST))).containsExactly(List.of(1, "tea"));
        } finally {
            System.clearProperty(property);
        }
    }

    @Test
    void aMetastoreThatIsNotThereIsTold() {
        try (IcebergCatalog lake = lake("thrift://127.0.0.1:1", HiveMetastore.CLIENT)) {
            assertThatThrownBy(lake::schemas)
                    .isInstanceOfSatisfying(
                            GatewayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_UNREADABLE))
                    .hasMessageStartingWith("Catalog lake, of the kind hive, failed at listing its namespaces: ")
                    .hasMessageContaining("Check its address and that it is up.");
        }
    }

    @Test
    void aFolderWithoutTheJarsIsTold(@TempDir Path empty) throws Exception {
        Files.writeString(empty.resolve("readme.txt"), "no jar");
        try (IcebergCatalog lake = lake(metastore.uri(), empty)) {
            assertThatThrownBy(lake::schemas)
                    .isInstanceOfSatisfying(
                            GatewayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION))
                    .hasMessageContaining("needs jars that are not in the folder " + empty);
        }
    }
}
