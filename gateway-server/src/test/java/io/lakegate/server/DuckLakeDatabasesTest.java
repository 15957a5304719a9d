package io.lakegate.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lakegate.adapters.testing.Fixtures;
import io.lakegate.catalog.model.Version;
import io.lakegate.server.DuckLakeFixtures.Outcome;
import io.lakegate.server.config.CatalogConfig;
import io.lakegate.server.config.GatewayConfig;
import io.lakegate.server.config.Secret;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** DuckLake catalogs in the other databases that can hold them, and databases that do not answer. Real ones: a server and files. */
class DuckLakeDatabasesTest {
    /** Catalogs with inlined rows of many types, deletes of every kind, merged and mapped files, nested columns and partitions. */
    private static final Set<String> CATALOGS = Set.of(
            "data_inlining__data_inlining_alter",
            "alter__struct_in_map_evolution",
            "deletion_inlining__test_deletion_inlining",
            "delete__deletion_vector",
            "compaction__merge_adjacent_partial_max",
            "add_files__add_file_partitioned",
            "virtualcolumns__ducklake_snapshot_id",
            "view__view_portable_alias");

    @TempDir
    Path temporary;

    @Test
    void catalogsInSqliteGiveTheAnswersOfTheExtension() throws Exception {
        requireAllAnswered(DuckLakeFixtures.open(temporary, CATALOGS::contains, (config, database) -> {
            Path file = temporary.resolve(config.name() + ".sqlite");
            try (Connection target = DriverManager.getConnection("jdbc:sqlite:" + file)) {
                CatalogCopy.copy(database, target, "");
            }
            return in("sqlite:" + file, config, Optional.empty(), Optional.empty());
        }));
    }

    @Test
    void catalogsInPostgreSqlGiveTheAnswersOfTheExtension() throws Exception {
        assumeTrue(Fixtures.find().isPresent(), Fixtures.MISSING);
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                .setOverrideWorkingDirectory(temporary.resolve("postgres").toFile())
                .start()) {
            requireAllAnswered(DuckLakeFixtures.open(temporary, CATALOGS::contains, (config, database) -> {
                try (Connection target = postgres.getPostgresDatabase().getConnection();
                        Statement statement = target.createStatement()) {
                    statement.execute("CREATE SCHEMA \"" + config.name() + "\"");
                    CatalogCopy.copy(database, target, config.name());
                }
                return in(
                        "postgresql://127.0.0.1:%d/postgres".formatted(postgres.getPort()),
                        config,
                        Optional.of(config.name()),
                        Optional.of(new CatalogConfig.Login("postgres", new Secret("postgres"))));
            }));
        }
    }

    private static CatalogConfig.DuckLake in(
            String metadata,
            CatalogConfig.DuckLake config,
            Optional<String> schema,
            Optional<CatalogConfig.Login> login) {
        return new CatalogConfig.DuckLake(
                config.name(),
                new CatalogConfig.Database(metadata, schema, login),
                config.dataPath(),
                config.moved(),
                Version.LATEST,
                config.source());
    }

    private static void requireAllAnswered(Optional<DuckLakeFixtures> opened) throws Exception {
        assumeTrue(opened.isPresent(), Fixtures.MISSING);
        List<Outcome> outcomes = new ArrayList<>();
        try (DuckLakeFixtures fixtures = opened.get()) {
            fixtures.lakes().forEach(lake -> outcomes.addAll(fixtures.outcomes(lake)));
        }
        assertThat(outcomes).hasSizeGreaterThan(50);
        assertThat(outcomes).filteredOn(outcome -> !outcome.matches()).isEmpty();
    }

    @Test
    void aWrongAddressIsAnErrorThatNamesTheDatabaseAndHidesThePassword() throws Exception {
        CatalogConfig.DuckLake lake = lake(
                "postgresql://127.0.0.1:1/lake",
                Optional.of(new CatalogConfig.Login("reader", new Secret("open-sesame"))));

        assertQueryFails(lake, "The metadata of catalog lake in postgresql://127.0.0.1:1/lake cannot be read");
    }

    @Test
    void aFileThatIsNotThereIsAnErrorThatNamesIt() throws Exception {
        Path file = temporary.resolve("none.db");

        assertQueryFails(
                lake("duckdb:" + file, Optional.empty()),
                "in %s cannot be read: there is no such file".formatted(file));
        assertThat(file).doesNotExist();
    }

    @Test
    void aDatabaseWithoutACatalogIsAnError() throws Exception {
        Path file = temporary.resolve("plain.db");
        DriverManager.getConnection("jdbc:duckdb:" + file).close();

        assertQueryFails(lake("duckdb:" + file, Optional.empty()), "has no table ducklake_metadata");
    }

    @Test
    void aVersionThatNobodyKnowsIsRefusedByName() throws Exception {
        Path file = metadataOnly("7.3");

        assertQueryFails(lake("duckdb:" + file, Optional.empty()), "Catalog lake is of DuckLake version 7.3");
    }

    @Test
    void aFileThatIsOpenForWritingIsAnErrorThatNamesItAndTheNextStatementWorks() throws Exception {
        Path file = metadataOnly("1.0");
        CatalogConfig.DuckLake lake = lake("duckdb:" + file, Optional.empty());
        try (TestGateway gateway = over(lake)) {
            try (Connection writer = DriverManager.getConnection("jdbc:duckdb:" + file)) {
                assertThat(writer.isValid(1)).isTrue();
                assertThatThrownBy(() -> gateway.query("SELECT * FROM lake.main.t"))
                        .hasMessageContaining("another process holds it open for writing")
                        .hasMessageContaining(file.toString());
            }
            assertThatThrownBy(() -> gateway.query("SELECT * FROM lake.main.t"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageNotContaining("holds it open");
        }
    }

    private Path metadataOnly(String version) throws SQLException {
        Path file = temporary.resolve("catalog.db");
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE ducklake_metadata (key VARCHAR, value VARCHAR)");
            statement.execute("INSERT INTO ducklake_metadata VALUES ('version', '%s'), ('data_path', '%s/data/')"
                    .formatted(version, temporary));
        }
        return file;
    }

    private CatalogConfig.DuckLake lake(String metadata, Optional<CatalogConfig.Login> login) throws Exception {
        return new CatalogConfig.DuckLake(
                "lake",
                new CatalogConfig.Database(metadata, Optional.empty(), login),
                Optional.of(Files.createDirectories(temporary.resolve("data")).toString()),
                new CatalogConfig.Moved(false, Map.of()),
                Version.LATEST,
                temporary.resolve("lake.yaml"));
    }

    private static TestGateway over(CatalogConfig.DuckLake lake) {
        GatewayConfig defaults = GatewayConfig.defaults();
        return TestGateway.over(
                new GatewayConfig(defaults.server(), defaults.engine(), defaults.limits(), List.of(lake)));
    }

    private static void assertQueryFails(CatalogConfig.DuckLake lake, String message) throws Exception {
        try (TestGateway gateway = over(lake)) {
            assertThatThrownBy(() -> gateway.query("SELECT * FROM lake.main.t"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining(message)
                    .hasMessageNotContaining("open-sesame");
        }
    }
}
