package io.lakegate.adapters.iceberg.aws;

import static io.lakegate.adapters.testing.IcebergWriter.append;
import static io.lakegate.adapters.testing.IcebergWriter.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakegate.adapters.iceberg.IcebergCatalog;
import io.lakegate.adapters.testing.IcebergRestServer;
import io.lakegate.adapters.testing.IcebergWriter;
import io.lakegate.adapters.testing.PinnedRows;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.model.Version;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** REST catalogs whose requests are signed as AWS wants it: signature version 4. */
class SignedRequestsTest {
    private static final Pattern SIGNED =
            Pattern.compile("AWS4-HMAC-SHA256 Credential=AKIATEST/\\d{8}/eu-central-1/glue/aws4_request,"
                    + " SignedHeaders=[a-z0-9;-]*host;[a-z0-9;-]*x-amz-date[a-z0-9;-]*, Signature=[0-9a-f]{64}");

    private static IcebergWriter writer;

    @BeforeAll
    static void write(@TempDir Path folder) {
        writer = IcebergWriter.of(
                "org.apache.iceberg.hadoop.HadoopCatalog",
                Map.of("warehouse", folder.resolve("warehouse").toString()));
        append(writer.makeTable("shop", "orders"), row(1, "tea"));
    }

    private static boolean isSigned(HttpServletRequest request) {
        String authorization = request.getHeader("Authorization");
        return authorization != null
                && SIGNED.matcher(authorization).matches()
                && request.getHeader("x-amz-date") != null;
    }

    private static IcebergCatalog lake(String uri, String key) {
        return AwsJars.lake(
                "rest",
                Map.of(
                        "uri", uri,
                        "rest.auth.type", "sigv4",
                        "rest.auth.sigv4.delegate-auth-type", "none",
                        "rest.signing-name", "glue",
                        "rest.signing-region", "eu-central-1",
                        "rest.access-key-id", key,
                        "rest.secret-access-key", "swordfish-4711"));
    }

    @Test
    void everyRequestIsSigned() throws Exception {
        try (IcebergRestServer rest = IcebergRestServer.guarded(writer.catalog(), SignedRequestsTest::isSigned);
                IcebergCatalog lake = lake(rest.uri(), "AKIATEST")) {
            assertThat(lake.schemas()).containsExactly("shop");
            TableName orders = lake.find("shop", "orders").orElseThrow();
            assertThat(PinnedRows.of(lake.pin(orders, Version.LATEST))).containsExactly(List.of(1, "tea"));

            assertThat(rest.requests())
                    .hasSizeGreaterThan(3)
                    .allSatisfy(request -> assertThat(request.authorization()).matches(SIGNED));
        }
    }

    @Test
    void aKeyThatIsNotKnownIsRefusedAndNotShown() throws Exception {
        try (IcebergRestServer rest = IcebergRestServer.guarded(writer.catalog(), SignedRequestsTest::isSigned);
                IcebergCatalog lake = lake(rest.uri(), "AKIAOTHER")) {
            assertThatThrownBy(lake::schemas)
                    .isInstanceOfSatisfying(
                            GatewayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CREDENTIALS_REFUSED))
                    .hasMessageContaining("Check the credentials in its configuration.")
                    .hasMessageNotContainingAny("4711", "AKIAOTHER");
        }
    }
}
