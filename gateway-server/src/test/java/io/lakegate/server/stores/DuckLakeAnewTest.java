package io.lakegate.server.stores;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakegate.adapters.ducklake.DuckLakeCatalog;
import io.lakegate.adapters.ducklake.DuckLakePlaces;
import io.lakegate.adapters.ducklake.database.MetadataDatabase;
import io.lakegate.adapters.ducklake.database.MetadataLocation;
import io.lakegate.adapters.testing.DuckLakeDatabase;
import io.lakegate.adapters.testing.DuckLakeWriter;
import io.lakegate.adapters.testing.DuckLakeWriter.Col;
import io.lakegate.adapters.testing.store.TestStore;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.model.Version;
import io.lakegate.catalog.spi.PinnedTable;
import io.lakegate.server.TestGateway;
import io.lakegate.server.config.CatalogConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is known of a DuckLake catalog when another is put in its place. */
@Timeout(120)
class DuckLakeAnewTest {
    @TempDir
    private Path folder;

    /** A catalog whose database says that its files lie in a folder of a bucket, where they do. */
    private Path catalog(String name, TestStore store, String rows) throws Exception {
        Path database = folder.resolve(name + ".db");
        Path data = folder.resolve(name);
        try (DuckLakeWriter writer = DuckLakeWriter.create(DuckLakeDatabase.duckDb(database), data)) {
            writer.createTable("t", new Col("id", "int64"));
            writer.append("t", rows);
            writer.database().change(sql -> {
                sql.run("UPDATE ducklake_metadata SET value = 's3://ducks/%s/' WHERE key = 'data_path'"
                        .formatted(name));
                return 0;
            });
        }
        TestStore.copy(data, store.bucket("ducks").resolve(name));
        return database;
    }

    private static CatalogConfig config(Path database) {
        return new CatalogConfig.DuckLake(
                "lake",
                new CatalogConfig.Database("duckdb:" + database, Optional.empty(), Optional.empty()),
                Optional.empty(),
                new CatalogConfig.Moved(false, Map.of()),
                Version.LATEST,
                database.resolveSibling("lake.yaml"));
    }

    @Test
    void aCatalogThatIsMadeAnewWithItsFilesElsewhereIsReadFromThere() throws Exception {
        try (TestStore store = TestStore.start(folder.resolve("buckets"))) {
            Path one = catalog("one", store, "SELECT 1::BIGINT AS id");
            Path two = catalog("two", store, "SELECT 2::BIGINT AS id UNION ALL SELECT 3");
            try (TestGateway gateway = StoreGateway.over(store, folder.resolve("cache"), config(one))) {
                String sql = "SELECT sum(id), count(*) FROM lake.main.t WHERE id > 0";
                assertThat(gateway.query(sql).toString()).isEqualTo("[[1, 1]]");
                Files.move(two, one, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
                assertThat(gateway.query(sql).toString()).isEqualTo("[[5, 2]]");
                assertThat(gateway.query("SELECT id FROM lake.main.t ORDER BY id")
                                .toString())
                        .isEqualTo("[[2], [3]]");
            }
        }
    }

    /** A pin as soon as one has a key: what was written a moment ago might be written again, and look the same. */
    private static PinnedTable known(DuckLakeCatalog catalog, TableName table) {
        PinnedTable pinned = catalog.pin(table, Version.LATEST);
        while (pinned.contentKey().isEmpty()) {
            pinned = catalog.pin(table, Version.LATEST);
        }
        return pinned;
    }

    @Test
    void whatWasPinnedBeforeAnotherDatabaseCameHasTheKeyOfNeither() throws Exception {
        Path file = folder.resolve("lake.db");
        MetadataLocation location =
                MetadataLocation.parse("duckdb:" + file, folder, Optional.empty(), Optional.empty());
        DuckLakePlaces places = new DuckLakePlaces(Optional.empty(), Map.of(), folder);
        try (DuckLakeWriter writer = DuckLakeWriter.create(DuckLakeDatabase.duckDb(file), folder.resolve("data"));
                DuckLakeCatalog catalog =
                        new DuckLakeCatalog("lake", new MetadataDatabase("lake", location), places, Version.LATEST)) {
            writer.createTable("t", new Col("id", "int64"));
            writer.createTable("other", new Col("id", "int64"));
            TableName table = catalog.find("main", "t").orElseThrow();
            PinnedTable before = known(catalog, table);
            assertThat(known(catalog, table).contentKey()).isEqualTo(before.contentKey());

            writer.append("other", "SELECT 1::BIGINT AS id");
            PinnedTable after = known(catalog, table);
            assertThat(List.of(after.contentKey().orElseThrow())).isNotEmpty();
            assertThat(before.contentKey())
                    .as("the file looks settled again, but not as it did when the table was pinned")
                    .isEmpty();
        }
    }
}
