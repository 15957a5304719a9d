package io.lakegate.adapters.iceberg;

import static io.lakegate.adapters.iceberg.ServiceFailures.assertFailure;
import static io.lakegate.adapters.iceberg.ServiceFailures.service;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakegate.adapters.testing.IcebergWriter;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Iceberg's JDBC catalog in an SQLite file. */
class SqliteCatalogTest extends ServiceConformance {
    private static Path folder;
    private static IcebergWriter writer;

    @BeforeAll
    static void start(@TempDir Path given) {
        folder = given;
        writer = IcebergWriter.of("org.apache.iceberg.jdbc.JdbcCatalog", properties(folder.resolve("catalog.db")));
    }

    private static Map<String, String> properties(Path database) {
        return Map.of(
                "uri",
                "jdbc:sqlite:" + database,
                "jdbc.schema-version",
                "V1",
                "warehouse",
                folder.resolve("warehouse").toString());
    }

    @Override
    protected IcebergWriter writer() {
        return writer;
    }

    @Override
    IcebergSource source() {
        return service(
                "jdbc",
                Map.of(
                        "uri",
                        "jdbc:sqlite:" + folder.resolve("catalog.db"),
                        "warehouse",
                        folder.resolve("warehouse").toString()));
    }

    @Test
    void aDatabaseThatIsNoCatalogIsToldAndStaysAsItIs() throws Exception {
        Path other = folder.resolve("other.db");
        Files.createFile(other);

        assertFailure(service("jdbc", properties(other)), ErrorCode.STORAGE_UNREADABLE);
        assertThat(other).isEmptyFile();
    }

    @Test
    void aDatabaseThatIsNotThereIsToldAndNotMade() {
        Path other = folder.resolve("missing.db");

        assertFailure(service("jdbc", properties(other)), ErrorCode.STORAGE_UNREADABLE);
        assertThat(other).doesNotExist();
    }

    /** Each writer stores its tables under its own name for the catalog. */
    @Test
    void ofSeveralCatalogsInOneDatabaseTheOneThatIsMeantIsNamed() {
        Map<String, String> shared = new HashMap<>(properties(folder.resolve("shared.db")));
        IcebergWriter.of("org.apache.iceberg.jdbc.JdbcCatalog", "prod", shared).makeTable("sales", "orders");
        try (IcebergCatalog lake = new IcebergCatalog("lake", service("jdbc", shared))) {
            assertThat(lake.schemas()).containsExactly("sales");
        }
        IcebergWriter.of("org.apache.iceberg.jdbc.JdbcCatalog", "test", shared).makeTable("trial", "orders");

        assertThatThrownBy(() -> new IcebergCatalog("lake", service("jdbc", shared)).schemas())
                .isInstanceOf(GatewayException.class)
                .hasMessage("The database of catalog lake holds several catalogs: prod, test."
                        + " Say in its configuration which one is meant: properties: {catalog-name: …}.");
        try (IcebergCatalog test = new IcebergCatalog("test", service("jdbc", shared))) {
            assertThat(test.schemas()).containsExactly("trial");
        }
        shared.put("catalog-name", "prod");
        try (IcebergCatalog lake = new IcebergCatalog("test", service("jdbc", shared))) {
            assertThat(lake.schemas()).containsExactly("sales");
        }
    }

    @Test
    void aFileThatIsNoDatabaseIsTold() throws Exception {
        Path other = folder.resolve("text.db");
        Files.writeString(
                other,
                "no database at all, but text enough to fill more than a header of one hundred bytes. ".repeat(9));

        assertFailure(service("jdbc", properties(other)), ErrorCode.STORAGE_UNREADABLE)
                .hasMessageContaining("not a database");
    }
}
