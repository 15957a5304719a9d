package io.lakegate.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lakegate.adapters.testing.Fixtures;
import io.lakegate.catalog.model.Version;
import io.lakegate.server.config.CatalogConfig;
import io.lakegate.server.config.GatewayConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** DuckLake catalogs that the extension itself wrote, unpacked, with its answers; and what we answer beside them. */
public final class DuckLakeFixtures implements AutoCloseable {
    private final List<Lake> lakes = new ArrayList<>();
    private final TestGateway gateway;
    private final DuckLakeAnswers answers;

    /** A catalog: its name in the gateway, and one of the answers' objects for it. */
    public record Lake(String name, String folder, JsonNode expected) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** What became of one answer. */
    public record Outcome(Lake lake, String what, boolean change, Optional<String> difference, boolean refused) {
        public boolean matches() {
            return difference.isEmpty();
        }
    }

    /** Puts a catalog into another database than the DuckDB file it came in, and says how it is read there. */
    public interface Mover {
        CatalogConfig.DuckLake move(CatalogConfig.DuckLake config, Path duckDb) throws SQLException;
    }

    private DuckLakeFixtures(Path source, Path temporary, Predicate<String> wanted, Mover mover)
            throws IOException, SQLException {
        List<CatalogConfig> catalogs = new ArrayList<>();
        try (Stream<Path> folders = Files.list(source)) {
            for (Path folder : folders.filter(f -> wanted.test(f.getFileName().toString()))
                    .filter(f -> Files.isRegularFile(f.resolve("answers.json")))
                    .sorted()
                    .toList()) {
                add(folder, temporary, catalogs, mover);
            }
        }
        GatewayConfig defaults = GatewayConfig.defaults();
        gateway =
                TestGateway.over(new GatewayConfig(defaults.server(), defaults.engine(), defaults.limits(), catalogs));
        answers = new DuckLakeAnswers(gateway.connect(), DriverManager.getConnection("jdbc:duckdb:"));
    }

    /** Unpacks and serves the catalogs in folders of wanted names; empty when the fixtures are missing. */
    public static Optional<DuckLakeFixtures> open(Path temporary, Predicate<String> wanted, Mover mover)
            throws IOException, SQLException {
        Optional<Path> folder = Fixtures.find()
                .map(fixtures -> fixtures.root().resolve("ducklake"))
                .filter(Files::isDirectory);
        return folder.isPresent()
                ? Optional.of(new DuckLakeFixtures(folder.get(), temporary, wanted, mover))
                : Optional.empty();
    }

    private static Optional<List<Outcome>> known; // guarded by the class

    /** What becomes of every answer of every catalog: computed once, since it takes minutes. Empty when the fixtures are missing. */
    public static synchronized Optional<List<Outcome>> outcomes() throws IOException, SQLException {
        if (known == null) {
            Path temporary = Files.createTempDirectory("lakegate-ducklake");
            Optional<DuckLakeFixtures> fixtures = open(temporary, name -> true, (config, duckDb) -> config);
            if (fixtures.isEmpty()) {
                known = Optional.empty();
            } else {
                try (DuckLakeFixtures all = fixtures.get()) {
                    known = Optional.of(all.lakes.stream()
                            .flatMap(lake -> all.outcomes(lake).stream())
                            .toList());
                }
            }
            delete(temporary);
        }
        return known;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private void add(Path folder, Path temporary, List<CatalogConfig> catalogs, Mover mover)
            throws IOException, SQLException {
        String name = folder.getFileName().toString();
        for (JsonNode expected :
                new ObjectMapper().readTree(folder.resolve("answers.json").toFile())) {
            String packed = expected.path("catalog").asText();
            String catalog = name + "-" + packed.replace(".db.gz", "").replaceAll("\\W", "_");
            Path database = unpack(folder.resolve(packed), temporary.resolve(catalog + ".db"));
            String stored = expected.path("data_path").asText();
            String prefix = "/lake/" + name + "/";
            Optional<String> data = stored.startsWith(prefix)
                    ? Optional.of(folder.resolve(stored.substring(prefix.length())) + "/")
                    : Optional.empty();
            CatalogConfig.DuckLake config = new CatalogConfig.DuckLake(
                    catalog,
                    new CatalogConfig.Database("duckdb:" + database, schemaOf(database), Optional.empty()),
                    data,
                    new CatalogConfig.Moved(false, Map.of(prefix, folder + "/")),
                    Version.LATEST,
                    temporary.resolve(catalog + ".yaml"));
            catalogs.add(mover.move(config, database));
            lakes.add(new Lake(catalog, name, expected));
        }
    }

    static Path unpack(Path packed, Path target) throws IOException {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(packed))) {
            Files.copy(in, target);
        }
        return target;
    }

    /** The schema that holds the catalog's tables, where it is not the usual one. */
    static Optional<String> schemaOf(Path database) throws SQLException {
        Properties readOnly = new Properties();
        readOnly.setProperty("duckdb.read_only", "true");
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + database, readOnly);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT table_schema FROM information_schema.tables WHERE table_name = 'ducklake_metadata'")) {
            return rows.next() ? Optional.of(rows.getString(1)).filter(s -> !s.equals("main")) : Optional.empty();
        }
    }

    public List<Lake> lakes() {
        return lakes;
    }

    /** What becomes of each answer of one catalog. */
    public List<Outcome> outcomes(Lake lake) {
        List<Outcome> outcomes = new ArrayList<>();
        for (JsonNode table : lake.expected().path("tables")) {
            outcomes.add(outcome(lake, table, false));
        }
        for (JsonNode change : lake.expected().path("changes")) {
            outcomes.add(outcome(lake, change, true));
        }
        return outcomes;
    }

    private Outcome outcome(Lake lake, JsonNode expected, boolean change) {
        String table =
                expected.path("schema").asText() + "." + expected.path("table").asText();
        String what = change
                ? "changes of %s from %s to %s".formatted(table, expected.path("start"), expected.path("end"))
                : "%s %s at %s".formatted(expected.path("kind").asText(), table, expected.path("snapshot"));
        try {
            Optional<String> difference = change
                    ? answers.ofChanges(lake.name(), expected, lake.expected().path("tables"))
                    : answers.ofTable(lake.name(), expected);
            return new Outcome(lake, what, change, difference, false);
        } catch (SQLException e) {
            boolean expectedError = expected.has("error");
            return new Outcome(
                    lake, what, change, expectedError ? Optional.empty() : Optional.of(e.getMessage()), true);
        }
    }

    @Override
    public void close() throws SQLException {
        answers.close();
        gateway.close();
    }
}
