package io.lakegate.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lakegate.adapters.testing.Fixtures;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.model.Version;
import io.lakegate.server.DuckLakeFixtures.Outcome;
import io.lakegate.server.config.CatalogConfig;
import io.lakegate.server.config.GatewayConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * DuckLake catalogs that its own extension wrote, read through the driver: the extension's answers, or a refusal by name. Their folder is no
 * part of the project; without it these tests are skipped.
 */
class DuckLakeFixturesTest {
    private static final List<Integer> REFUSALS = List.of(
            ErrorCode.UNSUPPORTED_TABLE_FEATURE.number(),
            ErrorCode.STORAGE_UNREADABLE.number(),
            ErrorCode.TABLE_DAMAGED.number());

    @Test
    void noTableDiffersFromTheExtensionsAnswer() throws Exception {
        Optional<List<Outcome>> outcomes = DuckLakeFixtures.outcomes();
        assumeTrue(outcomes.isPresent(), Fixtures.MISSING);

        assertThat(outcomes.get())
                .filteredOn(outcome -> !outcome.change() && !outcome.matches() && !outcome.refused())
                .isEmpty();
    }

    /** But where the extension's feed contradicts the extension's own readings of the table, see {@link FeedBalance}. */
    @Test
    void noChangeFeedDiffersFromTheExtensions() throws Exception {
        Optional<List<Outcome>> outcomes = DuckLakeFixtures.outcomes();
        assumeTrue(outcomes.isPresent(), Fixtures.MISSING);

        assertThat(outcomes.get())
                .filteredOn(outcome -> outcome.change() && !outcome.matches() && !outcome.refused())
                .isEmpty();
    }

    /** Refused are the time 24:00:00, which Java cannot hold, and a catalog whose file came without tables. */
    @Test
    void nearlyAllAnswersAreGivenAndTheOthersRefusedByName() throws Exception {
        Optional<List<Outcome>> outcomes = DuckLakeFixtures.outcomes();
        assumeTrue(outcomes.isPresent(), Fixtures.MISSING);
        long matching = outcomes.get().stream().filter(Outcome::matches).count();

        assertThat((double) matching / outcomes.get().size()).isGreaterThan(0.99);
        assertThat(outcomes.get())
                .filteredOn(outcome -> !outcome.matches())
                .allSatisfy(outcome -> assertThat(outcome.difference().orElseThrow())
                        .containsAnyOf(
                                "a time that Java has no object for, as 24:00:00", "has no table ducklake_metadata"));
    }

    /** Only their metadata is there: their tables are opened, and refused or found to lack files when they are read. */
    @Test
    void catalogsOfOlderVersionsAreOpenedOrRefusedByName(@TempDir Path temporary) throws Exception {
        Optional<Path> folder =
                Fixtures.find().map(f -> f.root().resolve("ducklake/old")).filter(Files::isDirectory);
        assumeTrue(folder.isPresent(), Fixtures.MISSING);
        List<CatalogConfig> catalogs = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder.get())) {
            for (Path packed : files.sorted().toList()) {
                String name =
                        packed.getFileName().toString().replace(".db.gz", "").replace('.', '_');
                Path database = DuckLakeFixtures.unpack(packed, temporary.resolve(name + ".db"));
                catalogs.add(new CatalogConfig.DuckLake(
                        name,
                        new CatalogConfig.Database("duckdb:" + database, Optional.empty(), Optional.empty()),
                        Optional.of(temporary + "/data/"),
                        new CatalogConfig.Moved(false, Map.of()),
                        Version.LATEST,
                        temporary.resolve(name + ".yaml")));
            }
        }
        GatewayConfig defaults = GatewayConfig.defaults();
        try (TestGateway gateway = TestGateway.over(
                        new GatewayConfig(defaults.server(), defaults.engine(), defaults.limits(), catalogs));
                Connection client = gateway.connect()) {
            for (CatalogConfig catalog : catalogs) {
                List<List<Object>> schemas =
                        TestGateway.query(client, "SHOW SCHEMAS FROM \"%s\"".formatted(catalog.name()));
                assertThat(schemas).as(catalog.name()).isNotEmpty();
                for (List<Object> schema : schemas) {
                    readAll(client, catalog.name(), String.valueOf(schema.get(schema.size() - 1)));
                }
            }
        }
    }

    private static void readAll(Connection client, String catalog, String schema) throws SQLException {
        List<String> tables = new ArrayList<>();
        try (var rows = client.getMetaData().getTables(catalog, schema, "%", null)) {
            while (rows.next()) {
                tables.add(rows.getString("TABLE_NAME"));
            }
        }
        for (String table : tables) {
            try {
                TestGateway.query(client, "SELECT * FROM \"%s\".\"%s\".\"%s\"".formatted(catalog, schema, table));
            } catch (SQLException e) {
                assertThat(e.getErrorCode()).as(e.getMessage()).isIn(REFUSALS);
            }
        }
    }
}
