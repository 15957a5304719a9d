package io.lakegate.adapters.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakegate.adapters.testing.DeltaTableWriter;
import io.lakegate.adapters.testing.IcebergWriter;
import io.lakegate.adapters.testing.store.BucketFolder;
import io.lakegate.adapters.testing.store.StoreRequest;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType.Simple;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables in containers answer as on disk, whichever way their addresses are spelled and whoever asks. */
class TablesInContainersTest {
    private static final Path SAMPLE = Path.of("..", "..", "sample-lake");
    private static final String HOST = Azurite.ACCOUNT + ".dfs.core.windows.net";
    private static final List<String> QUERIES = List.of(
            "SHOW SCHEMAS FROM lake",
            "SHOW TABLES FROM lake.shop",
            "SELECT * FROM lake.shop.orders ORDER BY 1, 2",
            "SELECT count(*) FROM lake.shop.order_items",
            "SELECT * FROM lake.\"default\".events ORDER BY 1, 2",
            "SELECT * FROM lake.\"default\".events FOR VERSION AS OF 1 ORDER BY 1, 2",
            "SELECT version, operation FROM lake.\"default\".\"events$history\" ORDER BY 1",
            "SELECT count(*), sum(size_bytes) FROM lake.\"default\".\"events$files\"");

    @TempDir
    static Path folder;

    private static Azurite store;

    @BeforeAll
    static void start() throws Exception {
        store = Azurite.start();
        store.container("lake", false);
        store.copy(SAMPLE.resolve("lake"), "lake", "some/where/");
    }

    @AfterAll
    static void stop() throws Exception {
        if (store != null) {
            store.close();
        }
    }

    private static String key() {
        return "account-key: '%s'".formatted(Azurite.KEY);
    }

    private static String signed(Instant ends) {
        return "sas-token: '%s'".formatted(Azurite.signature("rl", ends));
    }

    private static String delta(String location, String login) {
        return "{type: delta, location: '%s', storage: {endpoint: '%s', %s}}"
                .formatted(location, store.proxy().endpoint(), login);
    }

    @Test
    void deltaTablesAnswerAsOnDiskWithBothReaders() throws Exception {
        String catalog = delta("abfs://lake@%s/some/where".formatted(HOST), key());
        try (AzureGateway disk = AzureGateway.over(
                        folder,
                        "{type: delta, location: '%s'}"
                                .formatted(
                                        SAMPLE.resolve("lake").toAbsolutePath().normalize()));
                AzureGateway container = AzureGateway.over(folder, catalog);
                Connection format = container.connect()) {
            try (Statement statement = format.createStatement()) {
                statement.execute("SET lakegate.reader = format");
            }
            for (String query : QUERIES) {
                List<String> expected = disk.query(query);
                assertThat(expected).as(query).isNotEmpty();
                assertThat(container.query(query)).as(query).isEqualTo(expected);
                assertThat(AzureGateway.query(format, query)).as(query).isEqualTo(expected);
            }
        }
    }

    @Test
    void allSpellingsOfAnAddressAndAllWaysToAskWork() throws Exception {
        store.container("open", true);
        store.copy(SAMPLE.resolve("lake/shop"), "open", "shop/");
        Instant later = Instant.now().plus(1, ChronoUnit.HOURS);
        List<String> counts = new ArrayList<>();
        for (String catalog : List.of(
                delta("abfss://lake@%s/some/where/".formatted(HOST), key()),
                delta("az://%s/lake/some/where".formatted(Azurite.ACCOUNT), signed(later)),
                delta(
                        "azure://%s/lake/some/where".formatted(Azurite.ACCOUNT),
                        signed(later).replace("'sv", "'?sv")),
                delta("az://%s/open".formatted(Azurite.ACCOUNT), "anonymous: true"))) {
            try (AzureGateway gateway = AzureGateway.over(folder, catalog)) {
                counts.addAll(gateway.query("SELECT count(*) FROM lake.shop.orders"));
            }
        }
        assertThat(counts).hasSize(4).allMatch(counts.get(0)::equals);
    }

    @Test
    void icebergTablesAnswerAsOnDisk() throws Exception {
        Path buckets = folder.resolve("buckets");
        String warehouse = "abfss://lake@%s/warehouse".formatted(HOST);
        IcebergWriter writer = IcebergWriter.of(
                "org.apache.iceberg.jdbc.JdbcCatalog",
                Map.of(
                        "uri",
                        "jdbc:sqlite:" + folder.resolve("catalog.db"),
                        "jdbc.schema-version",
                        "V1",
                        "warehouse",
                        warehouse,
                        "io-impl",
                        BucketFolder.class.getName(),
                        BucketFolder.BUCKETS,
                        buckets.toString()));
        Table table = writer.makeTable("shop", "orders");
        IcebergWriter.append(table, IcebergWriter.row(1, "tea"), IcebergWriter.row(2, "milk"));
        IcebergWriter.append(table, IcebergWriter.row(3, null));
        store.copy(buckets.resolve("lake/warehouse"), "lake", "warehouse/");
        String files = "{type: iceberg, location: '%s', storage: {endpoint: '%s', %s}}";
        try (AzureGateway disk = AzureGateway.over(
                        folder,
                        "{type: iceberg, location: '%s', moved: true}".formatted(buckets.resolve("lake/warehouse")));
                AzureGateway container = AzureGateway.over(
                        folder,
                        files.formatted(
                                "az://%s/lake/warehouse".formatted(Azurite.ACCOUNT),
                                store.proxy().endpoint(),
                                key()))) {
            String query = "SELECT * FROM lake.shop.orders ORDER BY 1";
            assertThat(container.query(query)).hasSize(3).isEqualTo(disk.query(query));
            String old = "SELECT item FROM lake.shop.orders FOR VERSION AS OF %d ORDER BY 1"
                    .formatted(table.history().get(0).snapshotId());
            assertThat(container.query(old)).containsExactly("[milk]", "[tea]").isEqualTo(disk.query(old));
        }
    }

    @Test
    void namesAreTakenAsTheyStand() throws Exception {
        String odd = "odd/a b+c%20d é";
        DeltaTableWriter.create(folder.resolve("odd"), List.of(new Column("id", Simple.INTEGER)))
                .append(List.<Object[]>of(new Object[] {7}));
        store.copy(folder.resolve("odd"), "lake", odd + "/t/");
        try (AzureGateway gateway =
                AzureGateway.over(folder, delta("az://%s/lake/%s".formatted(Azurite.ACCOUNT, odd), key()))) {
            assertThat(gateway.query("SELECT id FROM lake.\"default\".t")).containsExactly("[7]");
        }
    }

    @Test
    void listingsGoOnBehindTheirFirstPage() throws Exception {
        Path table = folder.resolve("long");
        DeltaTableWriter writer = DeltaTableWriter.create(table, List.of(new Column("id", Simple.INTEGER)));
        writer.append(List.<Object[]>of(new Object[] {1}));
        Path log = table.resolve("_delta_log");
        Path first = log.resolve("%020d.json".formatted(0));
        for (int i = 0; i < 1_100; i++) { // these come before the log's own in the order of names
            Files.copy(first, log.resolve("%020d.%05d.tmp".formatted(0, i)));
        }
        store.copy(table, "lake", "long/t/");
        store.proxy().forget();
        try (AzureGateway gateway =
                AzureGateway.over(folder, delta("az://%s/lake/long".formatted(Azurite.ACCOUNT), key()))) {
            assertThat(gateway.query("SELECT id FROM lake.\"default\".t")).containsExactly("[1]");
        }
        assertThat(store.proxy().requests())
                .filteredOn(StoreRequest::lists)
                .anyMatch(request -> request.query().contains("marker="));
    }

    @Test
    void noSecretShowsAnywhere() throws Exception {
        Instant later = Instant.now().plus(1, ChronoUnit.HOURS);
        String token = Azurite.signature("rl", later);
        String mark = token.substring(token.indexOf("sig=") + 4);
        for (String login : List.of(key(), signed(later))) {
            try (AzureGateway gateway =
                    AzureGateway.over(folder, delta("az://%s/lake/some/where".formatted(Azurite.ACCOUNT), login))) {
                List<String> shown = new ArrayList<>();
                for (String query : List.of(
                        "EXPLAIN (SQL) SELECT * FROM lake.shop.orders",
                        "EXPLAIN ANALYZE SELECT * FROM lake.shop.orders",
                        "SELECT * FROM lake.shop.\"orders$properties\"",
                        "SELECT * FROM lake.shop.\"orders$detail\"")) {
                    shown.addAll(gateway.query(query));
                }
                assertThat(shown.toString())
                        .contains("abfss://lake@%s/some/where/shop/orders".formatted(HOST))
                        .doesNotContain(Azurite.KEY)
                        .doesNotContain(mark);
            }
        }
    }

    @Test
    void withoutTheJarsTheErrorSaysHowToGetThem() {
        String catalog = delta("az://%s/lake".formatted(Azurite.ACCOUNT), key());
        assertThatThrownBy(() -> AzureGateway.over(folder, catalog, folder.resolve("nowhere")))
                .hasMessageContaining(
                        "The address abfss://lake@%s needs jars that are not in the folder".formatted(HOST))
                .hasMessageContaining("mvn -pl adapters/storage-azure -am -DskipTests package")
                .hasMessageContaining("-Dlakegate.storage.azure=FOLDER");
        assertThatThrownBy(() -> Class.forName("com.azure.storage.blob.BlobServiceClientBuilder"))
                .isInstanceOf(ClassNotFoundException.class);
    }
}
