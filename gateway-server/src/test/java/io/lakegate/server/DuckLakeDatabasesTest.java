package io.lakegate.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lakegate.adapters.testing.DuckLakeDatabase;
import io.lakegate.adapters.testing.DuckLakeWriter;
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

    @Test
    void catalogsInMariaDbGiveTheAnswersOfTheExtension() throws Exception {
        assumeTrue(Fixtures.find().isPresent(), Fixtures.MISSING);
        try (MariaDbServer server = MariaDbServer.start(temporary)) {
            requireAllAnswered(DuckLakeFixtures.open(temporary, CATALOGS::contains, (config, database) -> {
                String name = config.name().replaceAll("\\W", "_");
                server.createDatabase(name);
                try (Connection target = server.connect(name)) {
                    CatalogCopy.copy(database, target, "");
                }
                return in(
                        server.address(name),
                        config,
                        Optional.empty(),
                        Optional.of(new CatalogConfig.Login(MariaDbServer.USER, new Secret(MariaDbServer.PASSWORD))));
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
            try (Connection writer = DuckLakeDatabase.openDuckDb(file)) {
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

    /** More often than there are connections, so that one that is lost each time would be missed. */
    @Test
    void aServerThatIsDownOrRefusesIsAnErrorAndTheNextStatementWorks() throws Exception {
        try (MariaDbServer server = MariaDbServer.start(temporary)) {
            server.createDatabase("lake");
            try (DuckLakeWriter writer = DuckLakeWriter.create(
                    new DuckLakeDatabase(() -> server.connect("lake")), temporary.resolve("data"))) {
                writer.createTable("t", new DuckLakeWriter.Col("id", "int32"));
                writer.append("t", "SELECT range AS id FROM range(3)");
                writer.delete("t", "id = 1");
                writer.update("t", Map.of("id", "id + 10"), "id = 2");
                writer.inline("t", List.of("INTEGER"), "7");
                long before = writer.deleteInlined("t", "id = 0");
                writer.delete("t", "id = 7");
                CatalogConfig.Login login =
                        new CatalogConfig.Login(MariaDbServer.USER, new Secret(MariaDbServer.PASSWORD));
                try (TestGateway gateway = over(lake(server.address("lake"), Optional.of(login)))) {
                    List<List<Object>> rows = List.of(List.of(12));
                    assertThat(gateway.query("SELECT id FROM lake.main.t")).isEqualTo(rows);
                    assertThat(gateway.query(
                                    "SELECT id FROM lake.main.t VERSION AS OF %d ORDER BY id".formatted(before)))
                            .isEqualTo(List.of(List.of(7), List.of(12)));
                    server.stop();
                    for (int i = 0; i < 20; i++) {
                        assertThatThrownBy(() -> gateway.query("SELECT id FROM lake.main.t"))
                                .isInstanceOf(SQLException.class)
                                .hasMessageContaining("The metadata of catalog lake in mysql://127.0.0.1")
                                .hasMessageContaining("cannot be read")
                                .hasMessageNotContaining(MariaDbServer.PASSWORD);
                    }
                    server.start();
                    assertThat(gateway.query("SELECT id FROM lake.main.t")).isEqualTo(rows);
                    writer.database().change(sql -> {
                        sql.run("ALTER TABLE ducklake_data_file RENAME TO hidden");
                        return 0;
                    });
                    for (int i = 0; i < 20; i++) {
                        assertThatThrownBy(() -> gateway.query("SELECT id FROM lake.main.t"))
                                .hasMessageContaining("ducklake_data_file");
                    }
                    writer.database().change(sql -> {
                        sql.run("ALTER TABLE hidden RENAME TO ducklake_data_file");
                        return 0;
                    });
                    assertThat(gateway.query("SELECT id FROM lake.main.t")).isEqualTo(rows);
                }
            }
            assertQueryFails(
                    lake(
                            server.address("lake"),
                            Optional.of(new CatalogConfig.Login(MariaDbServer.USER, new Secret("wrong-sesame")))),
                    "Access denied for user 'reader'");
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
                    .hasMessageNotContaining("-sesame");
        }
    }
}
