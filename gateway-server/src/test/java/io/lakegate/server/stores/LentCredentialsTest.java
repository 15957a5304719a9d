package io.lakegate.server.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakegate.adapters.testing.IcebergRestServer;
import io.lakegate.adapters.testing.IcebergWriter;
import io.lakegate.adapters.testing.store.BucketFolder;
import io.lakegate.adapters.testing.store.TestStore;
import io.lakegate.server.TestGateway;
import io.lakegate.server.config.ConfigLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A REST catalog lends keys for the files of its tables, each for one table; the gateway itself has none. */
class LentCredentialsTest {
    private static final String QUERY = "SELECT count(*), max(item) FROM lake.shop.";

    @TempDir
    Path folder;

    private final Map<String, Map<String, String>> lent = new ConcurrentHashMap<>();
    private TestStore store;
    private IcebergRestServer rest;
    private TestGateway gateway;

    @BeforeEach
    void start() throws Exception {
        store = TestStore.start(folder.resolve("buckets"));
        store.bucket("lake");
        IcebergWriter writer = IcebergWriter.of(
                "org.apache.iceberg.jdbc.JdbcCatalog",
                Map.of(
                        "uri", "jdbc:sqlite:" + folder.resolve("catalog.db"),
                        "jdbc.schema-version", "V1",
                        "warehouse", "s3://lake/warehouse",
                        "io-impl", BucketFolder.class.getName(),
                        BucketFolder.BUCKETS, folder.resolve("buckets").toString()));
        for (String name : List.of("orders", "returns")) {
            Table table = writer.makeTable("shop", name);
            IcebergWriter.append(table, IcebergWriter.row(1, "tea"), IcebergWriter.row(2, "milk"));
        }
        rest = IcebergRestServer.vending(
                writer.catalog(), request -> true, table -> lent.getOrDefault(table, Map.of()));
        Files.createDirectories(folder.resolve("conf/catalogs"));
        Files.writeString(
                folder.resolve("conf/lakegate.yaml"), "cache: {directory: '%s'}\n".formatted(folder.resolve("cache")));
        Files.writeString(
                folder.resolve("conf/catalogs/lake.yaml"),
                "{type: iceberg, catalog: rest, uri: '%s', storage: {anonymous: true}}\n".formatted(rest.uri()));
        gateway = TestGateway.over(ConfigLoader.load(folder.resolve("conf")));
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
        rest.close();
        store.close();
    }

    private Map<String, String> keys(String secret) {
        return new HashMap<>(Map.of(
                "s3.access-key-id", TestStore.ACCESS_KEY,
                "s3.secret-access-key", secret,
                "s3.endpoint", store.endpoint().toString(),
                "s3.path-style-access", "true"));
    }

    @Test
    void theKeysOfATableReadThatTable() throws Exception {
        lent.put("orders", keys(TestStore.SECRET_KEY));
        assertThat(gateway.query(QUERY + "orders")).isEqualTo(List.of(List.of(2L, "tea")));
        assertThat(gateway.query("SELECT count(*) FROM lake.shop.\"orders$files\"")).isEqualTo(List.of(List.of(1L)));
        // The other table comes with the address of the store, and with no keys.
        Map<String, String> address = keys("none");
        address.keySet().removeIf(key -> key.contains("key"));
        lent.put("returns", address);
        assertThatThrownBy(() -> gateway.query(QUERY + "returns")).isInstanceOf(SQLException.class);
    }

    @Test
    void wrongKeysAreToldAndNotShown() {
        lent.put("orders", keys("wrong-secret-5926"));
        assertThatThrownBy(() -> gateway.query(QUERY + "orders"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("s3://lake/warehouse/shop/orders")
                .hasMessageContaining("the store denies access")
                .hasMessageNotContainingAny("5926", TestStore.ACCESS_KEY);
        lent.put("orders", keys(TestStore.SECRET_KEY));
        assertThat(store.proxy().requests()).isNotEmpty();
    }

    @Test
    void keysThatAreAboutToEndAreRenewedWhileAStatementRuns() throws Exception {
        Map<String, String> ending = keys(TestStore.SECRET_KEY);
        ending.put(
                "s3.session-token-expires-at-ms", String.valueOf(System.currentTimeMillis() + 30_000));
        lent.put("orders", ending);
        rest.forget();
        assertThat(gateway.query(QUERY + "orders")).isEqualTo(List.of(List.of(2L, "tea")));
        long loads = rest.requests().stream()
                .filter(request -> request.path().endsWith("/tables/orders"))
                .count();
        assertThat(loads).isGreaterThan(2); // one for the statement, and others for its requests

        ending.put(
                "s3.session-token-expires-at-ms", String.valueOf(System.currentTimeMillis() + 3_600_000));
        lent.put("orders", ending);
        rest.forget();
        assertThat(gateway.query("SELECT min(id), max(item) FROM lake.shop.orders"))
                .isEqualTo(List.of(List.of(1, "tea")));
        assertThat(rest.requests().stream()
                        .filter(request -> request.path().endsWith("/tables/orders"))
                        .count())
                .isLessThanOrEqualTo(1);
    }

    @Test
    void noKeyShowsAnywhere() throws Exception {
        lent.put("orders", keys(TestStore.SECRET_KEY));
        List<Object> shown = new ArrayList<>();
        for (String query : List.of(
                "EXPLAIN (SQL) SELECT * FROM lake.shop.orders",
                "EXPLAIN ANALYZE SELECT * FROM lake.shop.orders",
                "SELECT * FROM lake.shop.\"orders$properties\"",
                "SELECT * FROM lake.shop.\"orders$detail\"")) {
            shown.addAll(gateway.query(query));
        }
        assertThat(shown.toString())
                .contains("s3://lake/warehouse/shop/orders")
                .doesNotContain(TestStore.SECRET_KEY)
                .doesNotContain(TestStore.ACCESS_KEY);
    }
}
