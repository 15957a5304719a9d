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
import io.lakegate.adapters.testing.TokenServer;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.model.Version;
import io.lakegate.catalog.spi.LakeCatalog;
import io.lakegate.catalog.spi.PinnedTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may ask a REST catalog, what its tables bring for being read, and how often it is asked. */
class RestSecurityTest {
    private static final TableName ORDERS = new TableName("lake", "shop", "orders");
    private static final TableName RETURNS = new TableName("lake", "shop", "returns");

    private static IcebergWriter writer;

    @BeforeAll
    static void write(@TempDir Path folder) {
        writer = IcebergWriter.of(
                "org.apache.iceberg.jdbc.JdbcCatalog",
                Map.of(
                        "uri",
                        "jdbc:sqlite:" + folder.resolve("catalog.db"),
                        "jdbc.schema-version",
                        "V1",
                        "warehouse",
                        "file://" + folder.resolve("warehouse")));
        append(writer.makeTable("shop", "orders"), row(1, "tea"));
        append(writer.makeTable("shop", "returns"), row(2, "milk"));
    }

    private static Map<String, String> credentials(String uri, TokenServer tokens, String credential) {
        return Map.of("uri", uri, "oauth2-server-uri", tokens.uri(), "credential", credential, "scope", "lake:read");
    }

    @Test
    void aClientsSecretIsExchangedForATokenThatOpensTheCatalog() throws Exception {
        try (TokenServer tokens = new TokenServer("gateway", "swordfish-4711", 3600);
                IcebergRestServer rest = guarded(tokens);
                IcebergCatalog lake = new IcebergCatalog(
                        "lake", service("rest", credentials(rest.uri(), tokens, "gateway:swordfish-4711")))) {
            assertThat(PinnedRows.of(lake.pin(ORDERS, Version.LATEST))).containsExactly(List.of(1, "tea"));

            assertThat(tokens.asked())
                    .singleElement()
                    .satisfies(form -> assertThat(form)
                            .containsEntry("grant_type", "client_credentials")
                            .containsEntry("client_id", "gateway")
                            .containsEntry("scope", "lake:read"));
            assertThat(rest.requests())
                    .extracting(IcebergRestServer.Request::authorization)
                    .containsOnly("Bearer token-1-2718");
        }
    }

    private static IcebergRestServer guarded(TokenServer tokens) throws Exception {
        return IcebergRestServer.guarded(writer.catalog(), request -> tokens.knows(request.getHeader("Authorization")));
    }

    @Test
    void aTokenIsRenewedBeforeItEnds() throws Exception {
        try (TokenServer tokens = new TokenServer("gateway", "swordfish-4711", 3);
                IcebergRestServer rest = guarded(tokens);
                IcebergCatalog lake = new IcebergCatalog(
                        "lake", service("rest", credentials(rest.uri(), tokens, "gateway:swordfish-4711")))) {
            assertThat(lake.schemas()).containsExactly("shop");

            assertThat(tokens.awaitExchange()).isTrue();
            assertThat(PinnedRows.of(lake.pin(ORDERS, Version.LATEST))).hasSize(1);
        }
    }

    @Test
    void aWrongSecretIsRefusedAndNotShown() throws Exception {
        try (TokenServer tokens = new TokenServer("gateway", "swordfish-4711", 3600);
                IcebergRestServer rest = guarded(tokens)) {
            assertFailure(
                            service("rest", credentials(rest.uri(), tokens, "gateway:wrong-0815")),
                            ErrorCode.CREDENTIALS_REFUSED)
                    .hasMessageContaining("invalid_client")
                    .hasMessageContaining("Check the credentials in its configuration.")
                    .hasMessageNotContaining("0815");
            assertThat(ErrorCode.CREDENTIALS_REFUSED.sqlState()).isEqualTo("28000");
            assertThat(rest.requests()).isEmpty();
        }
    }

    @Test
    void aTokenServiceThatIsDownIsTold() throws Exception {
        TokenServer tokens = new TokenServer("gateway", "swordfish-4711", 3600);
        tokens.close();
        try (IcebergRestServer rest = guarded(tokens)) {
            assertFailure(
                            service("rest", credentials(rest.uri(), tokens, "gateway:swordfish-4711")),
                            ErrorCode.STORAGE_UNREADABLE)
                    .hasMessageContaining("Check its address and that it is up.")
                    .hasMessageNotContaining("4711");
        }
    }

    /** Tokens and keys that come with a table are for that table. */
    @Test
    void whatATableBringsGoesNowhereElseAndIsNeverShown() throws Exception {
        try (IcebergRestServer rest = IcebergRestServer.vending(
                        writer.catalog(),
                        request -> "Bearer own-4711".equals(request.getHeader("Authorization")),
                        table -> Map.of("token", "vended-for-" + table + "-3141", "s3.secret-access-key", "key-5926"));
                IcebergCatalog lake =
                        new IcebergCatalog("lake", service("rest", Map.of("uri", rest.uri(), "token", "own-4711")))) {
            for (TableName name : List.of(ORDERS, RETURNS, ORDERS, RETURNS)) {
                PinnedTable table = lake.pin(name, Version.LATEST);
                List<Object> shown = new ArrayList<>(List.of(table.toString()));
                for (String kind : table.metadataKinds()) {
                    shown.addAll(PinnedRows.of(table.metadata(kind).orElseThrow()));
                }
                assertThat(shown).hasSizeGreaterThan(5);
                assertThat(shown.toString()).doesNotContain("3141", "5926", "4711");
            }

            assertThat(rest.requests())
                    .extracting(IcebergRestServer.Request::authorization)
                    .containsOnly("Bearer own-4711");
            rest.stop();
            assertThatThrownBy(() -> lake.pin(ORDERS, Version.LATEST))
                    .isInstanceOf(GatewayException.class)
                    .hasMessageNotContainingAny("3141", "5926", "4711");
        }
    }

    @Test
    void aStatementAsksOnceForEachNameOfATable() throws Exception {
        try (IcebergRestServer rest = IcebergRestServer.open(writer.catalog());
                IcebergCatalog lake = new IcebergCatalog("lake", service("rest", Map.of("uri", rest.uri())))) {
            lake.schemas();
            for (int statement = 0; statement < 2; statement++) {
                rest.forget();
                LakeCatalog moment = lake.atOneMoment();
                for (int use = 0; use < 2; use++) {
                    for (TableName name : List.of(ORDERS, RETURNS)) {
                        assertThat(moment.schema("shop")).contains("shop");
                        assertThat(moment.view("shop", name.table(), Version.LATEST))
                                .isEmpty();
                        assertThat(moment.find("shop", name.table())).contains(name);
                        assertThat(PinnedRows.of(moment.pin(name, Version.LATEST)))
                                .hasSize(1);
                    }
                }

                assertThat(rest.requests())
                        .extracting(request -> request.method() + " " + request.path())
                        .containsExactlyInAnyOrder(
                                "HEAD /v1/namespaces/shop",
                                "GET /v1/namespaces/shop/tables/orders",
                                "GET /v1/namespaces/shop/tables/returns");
            }
        }
    }
}
