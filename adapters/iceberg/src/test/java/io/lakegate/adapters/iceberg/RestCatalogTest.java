package io.lakegate.adapters.iceberg;

import static io.lakegate.adapters.iceberg.ServiceFailures.assertFailure;
import static io.lakegate.adapters.iceberg.ServiceFailures.service;
import static io.lakegate.adapters.testing.IcebergWriter.append;
import static io.lakegate.adapters.testing.IcebergWriter.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakegate.adapters.testing.IcebergRestServer;
import io.lakegate.adapters.testing.IcebergWriter;
import io.lakegate.adapters.testing.PinnedRows;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.model.Version;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Iceberg's REST catalog over HTTP, with SQLite behind it. */
class RestCatalogTest extends ServiceConformance {
    private static IcebergWriter writer;
    private static IcebergRestServer server;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        writer = IcebergWriter.of(
                "org.apache.iceberg.jdbc.JdbcCatalog",
                Map.of(
                        "uri",
                        "jdbc:sqlite:" + folder.resolve("catalog.db"),
                        "jdbc.schema-version",
                        "V1",
                        "warehouse",
                        "file://" + folder.resolve("warehouse")));
        server = IcebergRestServer.open(writer.catalog());
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @Override
    protected IcebergWriter writer() {
        return writer;
    }

    @Override
    IcebergSource source() {
        return service("rest", Map.of("uri", server.uri()));
    }

    @Test
    void aServiceThatIsDownIsToldAndFoundAgain() throws Exception {
        append(writer.makeTable("outage", "orders"), row(1, "tea"));
        try (IcebergRestServer second = IcebergRestServer.open(writer.catalog());
                IcebergCatalog lake = new IcebergCatalog("lake", service("rest", Map.of("uri", second.uri())))) {
            second.stop();
            assertThatThrownBy(lake::schemas)
                    .isInstanceOfSatisfying(
                            GatewayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_UNREADABLE))
                    .hasMessageStartingWith("Catalog lake, of the kind rest, failed at listing its namespaces: ")
                    .hasMessageContaining(second.uri());

            second.start();
            TableName orders = lake.find("outage", "orders").orElseThrow();
            assertThat(PinnedRows.of(lake.pin(orders, Version.LATEST))).hasSize(1);

            second.stop();
            assertThatThrownBy(() -> lake.pin(orders, Version.LATEST))
                    .isInstanceOfSatisfying(
                            GatewayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_UNREADABLE))
                    .hasMessageStartingWith(
                            "Catalog lake, of the kind rest, failed at opening table lake.outage.orders: ");

            second.start();
            assertThat(PinnedRows.of(lake.pin(orders, Version.LATEST))).hasSize(1);
        }
    }

    @Test
    void aTokenOpensAGuardedService() throws Exception {
        append(writer.makeTable("guarded", "orders"), row(1, "tea"));
        try (IcebergRestServer guarded = IcebergRestServer.guarded(writer.catalog(), "sesame-4711")) {
            IcebergSource known = service("rest", Map.of("uri", guarded.uri(), "token", "sesame-4711"));
            try (IcebergCatalog lake = new IcebergCatalog("lake", known)) {
                assertThat(PinnedRows.of(lake.pin(new TableName("lake", "guarded", "orders"), Version.LATEST)))
                        .hasSize(1);
            }
            IcebergSource header =
                    service("rest", Map.of("uri", guarded.uri(), "header.Authorization", "Bearer sesame-4711"));
            try (IcebergCatalog lake = new IcebergCatalog("lake", header)) {
                assertThat(lake.schemas()).contains("guarded");
            }
        }
    }

    @Test
    void aWrongTokenIsRefusedAndNotShown() throws Exception {
        try (IcebergRestServer guarded = IcebergRestServer.guarded(writer.catalog(), "sesame-4711")) {
            assertFailure(
                            service("rest", Map.of("uri", guarded.uri(), "token", "wrong-0815")),
                            ErrorCode.CREDENTIALS_REFUSED)
                    .hasMessageContaining("Check the credentials in its configuration.")
                    .hasMessageNotContaining("0815");
            assertFailure(
                            service("rest", Map.of("uri", guarded.uri(), "header.Authorization", "Bearer wrong-0815")),
                            ErrorCode.CREDENTIALS_REFUSED)
                    .hasMessageContaining("Check the credentials in its configuration.")
                    .hasMessageNotContaining("0815");
            assertFailure(service("rest", Map.of("uri", guarded.uri())), ErrorCode.CREDENTIALS_REFUSED)
                    .hasMessageContaining("Check the credentials in its configuration.");
        }
    }

    @Test
    void anAddressThatIsNoneIsTold() {
        assertFailure(service("rest", Map.of("uri", "http://127.0.0.1:1")), ErrorCode.STORAGE_UNREADABLE)
                .hasMessageContaining("127.0.0.1:1");
        assertFailure(service("rest", Map.of("uri", "nonsense")), ErrorCode.STORAGE_UNREADABLE);
        assertFailure(service("rest", Map.of("uri", server.uri() + "/no/such/place")), ErrorCode.STORAGE_UNREADABLE);
    }

    /** The jars of these kinds are not on this module's class path, as they are not on the server's. */
    @Test
    void aCatalogWhoseJarsAreNotThereIsToldWithTheModuleThatGathersThem(@TempDir Path empty) {
        assertFailure(service("hive", Map.of("uri", "thrift://127.0.0.1:9083")), ErrorCode.CONFIGURATION)
                .hasMessage("Catalog lake, of the kind hive, needs jars that are not there: the class"
                        + " org.apache.iceberg.hive.HiveCatalog is missing."
                        + " Build them once with mvn -pl adapters/iceberg-hive -am -DskipTests package,"
                        + " or say in its configuration in which folder they are: properties: {libraries: …}.");
        assertFailure(service("glue", Map.of("libraries", empty.toString())), ErrorCode.CONFIGURATION)
                .hasMessageContaining("needs jars that are not in the folder " + empty)
                .hasMessageContaining("mvn -pl adapters/iceberg-aws -am");
        assertFailure(
                        service("rest", Map.of("uri", server.uri(), "rest.sigv4-enabled", "true")),
                        ErrorCode.CONFIGURATION)
                .hasMessageContaining("the class org.apache.iceberg.aws.RESTSigV4AuthManager is missing")
                .hasMessageContaining("mvn -pl adapters/iceberg-aws -am");
    }
}
