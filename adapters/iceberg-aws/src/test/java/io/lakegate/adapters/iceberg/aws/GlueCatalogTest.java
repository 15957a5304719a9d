package io.lakegate.adapters.iceberg.aws;

import static io.lakegate.adapters.testing.IcebergWriter.append;
import static io.lakegate.adapters.testing.IcebergWriter.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakegate.adapters.iceberg.IcebergCatalog;
import io.lakegate.adapters.testing.IcebergServiceConformance;
import io.lakegate.adapters.testing.IcebergWriter;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.spi.LakeCatalog;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Iceberg tables of AWS Glue: Iceberg's own client and the SDK of AWS, against a server that speaks Glue's protocol. */
class GlueCatalogTest extends IcebergServiceConformance {
    private static GlueServer server;
    private static IcebergWriter writer;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        System.setProperty("aws.accessKeyId", "AKIATEST");
        System.setProperty("aws.secretAccessKey", "swordfish-4711");
        server = new GlueServer("AKIATEST");
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(AwsJars.loader(before));
        try {
            Map<String, String> properties = new HashMap<>(properties(server.uri()));
            properties.put("http-client.type", "urlconnection");
            properties.put("warehouse", "file:" + folder.resolve("warehouse"));
            properties.put("io-impl", "org.apache.iceberg.hadoop.HadoopFileIO");
            writer = IcebergWriter.of("org.apache.iceberg.aws.glue.GlueCatalog", properties);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @AfterAll
    static void stop() {
        server.close();
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
    }

    private static Map<String, String> properties(String uri) {
        return Map.of("glue.endpoint", uri, "client.region", "eu-central-1");
    }

    @Override
    protected IcebergWriter writer() {
        return writer;
    }

    @Override
    protected LakeCatalog open() {
        return AwsJars.lake("glue", properties(server.uri()));
    }

    @Test
    void theClassesOfAwsAreNotOnTheClassPath() {
        assertThatThrownBy(() -> Class.forName("org.apache.iceberg.aws.glue.GlueCatalog"))
                .isInstanceOf(ClassNotFoundException.class);
        assertThatThrownBy(() -> Class.forName("software.amazon.awssdk.services.glue.GlueClient"))
                .isInstanceOf(ClassNotFoundException.class);
    }

    @Test
    void namesAreFoundInAnyCaseAndSpelledAsGlueDoes() {
        append(writer.makeTable("spelling", "orders"), row(1, "tea"));

        assertThat(lake().find("Spelling", "ORDERS")).contains(new TableName("lake", "spelling", "orders"));
        assertThat(lake().find("spelling", "order")).isEmpty();
        assertThat(lake().find("spelling", "no such/table")).isEmpty();
        assertThat(lake().find("spelling.eu", "orders")).isEmpty();
        assertThat(lake().schema("SPELLING")).contains("spelling");
        assertThat(lake().schema("spell")).isEmpty();
    }

    @Test
    void allPagesOfAListingAreRead() {
        for (String table : new String[] {"a", "b", "c", "d", "e"}) {
            writer.makeTable("pages", table);
        }

        assertThat(lake().tables("pages")).containsExactly("a", "b", "c", "d", "e");
    }

    @Test
    void aKeyThatGlueDoesNotKnowIsToldAndNotShown() {
        System.setProperty("aws.accessKeyId", "AKIAOTHER");
        try (IcebergCatalog lake = AwsJars.lake("glue", properties(server.uri()))) {
            assertThatThrownBy(lake::schemas)
                    .isInstanceOfSatisfying(
                            GatewayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CREDENTIALS_REFUSED))
                    .hasMessageContaining("security token")
                    .hasMessageContaining("Check the credentials in its configuration.")
                    .hasMessageNotContaining("4711");
        } finally {
            System.setProperty("aws.accessKeyId", "AKIATEST");
        }
    }

    @Test
    void anAddressWhereNothingListensIsTold() {
        try (IcebergCatalog lake = AwsJars.lake("glue", properties("http://127.0.0.1:1"))) {
            assertThatThrownBy(lake::schemas)
                    .isInstanceOfSatisfying(
                            GatewayException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_UNREADABLE))
                    .hasMessageStartingWith("Catalog lake, of the kind glue, failed at listing its namespaces: ")
                    .hasMessageContaining("Check its address and that it is up.");
        }
    }
}
