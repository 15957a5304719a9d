package io.lakegate.server.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.lakegate.adapters.testing.Fixtures;
import io.lakegate.adapters.testing.Fixtures.Fixture;
import io.lakegate.adapters.testing.store.TestStore;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.model.Version;
import io.lakegate.server.TestGateway;
import io.lakegate.server.config.CatalogConfig;
import io.lakegate.server.config.GatewayConfig;
import io.lakegate.server.config.TableConfig;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tables that other projects wrote, copied into a bucket, answer as on disk: the same rows, or the same error, with both readers. A sample of
 * them; all with {@code -Dlakegate.stores.fixtures=all}.
 */
class FixturesInStoreTest {
    private static final Optional<Fixtures> FIXTURES = Fixtures.find();
    private static final Set<Integer> UNREADABLE =
            Set.of(ErrorCode.TABLE_DAMAGED.number(), ErrorCode.STORAGE_UNREADABLE.number());
    private static final boolean ALL = "all".equals(System.getProperty("lakegate.stores.fixtures"));
    private static final int SAMPLE = 12;

    @TempDir
    Path folder;

    @Test
    void deltaTables() throws Exception {
        List<CatalogConfig> disk = new ArrayList<>();
        List<CatalogConfig> bucket = new ArrayList<>();
        compare("delta", disk, bucket, (fixture, place) -> {
            String name = "c" + disk.size();
            disk.add(delta(name, fixture.folder().toString()));
            bucket.add(delta(name, place));
        });
    }

    private static CatalogConfig delta(String name, String location) {
        return new CatalogConfig.Delta(
                name, Optional.empty(), List.of(new TableConfig("default", "t", location)), Path.of(name + ".yaml"));
    }

    @Test
    void icebergTables() throws Exception {
        List<CatalogConfig> disk = new ArrayList<>();
        List<CatalogConfig> bucket = new ArrayList<>();
        compare("iceberg", disk, bucket, (fixture, place) -> {
            String name = "c" + disk.size();
            Map<String, String> moved = new LinkedHashMap<>();
            Map<String, String> inBucket = new LinkedHashMap<>();
            fixture.moved().forEach((prefix, to) -> {
                moved.put(prefix, to.toString());
                String below = fixture.folder().relativize(to).toString();
                inBucket.put(prefix, below.isEmpty() ? place : place + "/" + below);
            });
            disk.add(iceberg(name, fixture.folder().toString(), moved));
            bucket.add(iceberg(name, place, inBucket));
        });
    }

    private static CatalogConfig iceberg(String name, String location, Map<String, String> moved) {
        return new CatalogConfig.Iceberg(
                name,
                "directory",
                Optional.empty(),
                List.of(new TableConfig("default", "t", location)),
                Map.of(),
                new CatalogConfig.Moved(moved.isEmpty(), moved),
                Path.of(name + ".yaml"));
    }

    private interface Adder {
        void add(Fixture fixture, String place);
    }

    private void compare(String format, List<CatalogConfig> disk, List<CatalogConfig> bucket, Adder adder)
            throws Exception {
        assumeTrue(FIXTURES.isPresent(), Fixtures.MISSING);
        List<Fixture> all = FIXTURES.get().tables(format).stream()
                .filter(fixture -> Files.isDirectory(fixture.folder()))
                .filter(fixture -> fixture.moved().values().stream().allMatch(to -> to.startsWith(fixture.folder())))
                .toList();
        int step = ALL ? 1 : Math.max(1, all.size() / SAMPLE);
        List<Fixture> chosen = new ArrayList<>();
        try (TestStore store = TestStore.start(folder.resolve("buckets"))) {
            for (int i = 0; i < all.size(); i += step) {
                Fixture fixture = all.get(i);
                TestStore.copy(
                        fixture.folder(), store.bucket("tables").resolve(format).resolve("t" + i));
                adder.add(fixture, "s3://tables/" + format + "/t" + i);
                chosen.add(fixture);
            }
            GatewayConfig defaults = GatewayConfig.defaults();
            try (TestGateway local = TestGateway.over(
                            new GatewayConfig(defaults.server(), defaults.engine(), defaults.limits(), disk));
                    TestGateway remote =
                            StoreGateway.over(store, folder.resolve("cache"), bucket.toArray(CatalogConfig[]::new))) {
                int rows = 0;
                for (int i = 0; i < chosen.size(); i++) {
                    String query = "SELECT * FROM c" + i + ".\"default\".t";
                    for (String reader : List.of("auto", "format")) {
                        List<String> expected = outcome(local, query, reader);
                        assertThat(outcome(remote, query, reader))
                                .as("%s, reader %s", chosen.get(i), reader)
                                .isEqualTo(expected);
                        rows += expected.size();
                    }
                }
                assertThat(rows).isPositive();
            }
        }
    }

    /** Rows in no order, or the number of the error. */
    private static List<String> outcome(TestGateway gateway, String query, String reader) throws SQLException {
        try (Connection connection = gateway.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SET lakegate.reader = " + reader);
            return TestGateway.query(connection, query).stream()
                    .map(row -> Arrays.deepToString(row.toArray()))
                    .sorted()
                    .toList();
        } catch (SQLException e) {
            // A file that a reader looks for under another name is missing here and damage there.
            boolean unreadable = UNREADABLE.contains(e.getErrorCode());
            return List.of("error " + (unreadable ? UNREADABLE : e.getErrorCode()));
        }
    }

    @Test
    void duckLakeTables() throws Exception {
        assumeTrue(FIXTURES.isPresent(), Fixtures.MISSING);
        Path lakes = FIXTURES.get().root().resolve("ducklake");
        List<CatalogConfig> disk = new ArrayList<>();
        List<CatalogConfig> bucket = new ArrayList<>();
        try (TestStore store = TestStore.start(folder.resolve("buckets"));
                Stream<Path> answers = Files.walk(lakes)) {
            List<Path> folders = answers.filter(file -> file.endsWith("answers.json"))
                    .map(Path::getParent)
                    .sorted()
                    .toList();
            for (Path lake : ALL ? folders : folders.subList(0, Math.min(2, folders.size()))) {
                String name = lake.getFileName().toString();
                TestStore.copy(lake, store.bucket("lakes").resolve(name));
                new ObjectMapper()
                        .readTree(lake.resolve("answers.json").toFile())
                        .forEach(entry -> {
                            String packed = entry.path("catalog").asText();
                            String stored = entry.path("data_path").asText();
                            String prefix = "/lake/" + name + "/";
                            if (stored.startsWith(prefix) && (ALL || disk.size() < 4)) {
                                Path database =
                                        unpack(lake.resolve(packed), folder.resolve("db" + disk.size() + ".db"));
                                disk.add(duckLake("c" + disk.size(), database, lake + "/", prefix, stored));
                                bucket.add(duckLake(
                                        "c" + bucket.size(), database, "s3://lakes/" + name + "/", prefix, stored));
                            }
                        });
            }
            GatewayConfig defaults = GatewayConfig.defaults();
            int rows = 0;
            try (TestGateway local = TestGateway.over(
                            new GatewayConfig(defaults.server(), defaults.engine(), defaults.limits(), disk));
                    TestGateway remote =
                            StoreGateway.over(store, folder.resolve("cache"), bucket.toArray(CatalogConfig[]::new))) {
                for (CatalogConfig catalog : disk) {
                    for (List<Object> table : tables(local, remote, catalog.name())) {
                        String query =
                                "SELECT * FROM %s.\"%s\".\"%s\"".formatted(catalog.name(), table.get(0), table.get(1));
                        List<String> expected = outcome(local, query, "auto");
                        assertThat(outcome(remote, query, "auto")).as(query).isEqualTo(expected);
                        rows += expected.size();
                    }
                }
                assertThat(rows).isPositive();
                assertThat(store.proxy().objectBytes()).isPositive();
            }
        }
    }

    /** Schemas and names; none of a catalog that both refuse in the same way. */
    private static List<List<Object>> tables(TestGateway local, TestGateway remote, String catalog) {
        String query = "SELECT table_schema, table_name FROM " + catalog
                + ".information_schema.tables WHERE table_schema <> 'information_schema'";
        try {
            return local.query(query);
        } catch (SQLException e) {
            assertThatThrownBy(() -> remote.query(query))
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            same -> assertThat(same.getErrorCode()).isEqualTo(e.getErrorCode()));
            return List.of();
        }
    }

    private static CatalogConfig duckLake(String name, Path database, String root, String prefix, String stored) {
        try {
            return new CatalogConfig.DuckLake(
                    name,
                    new CatalogConfig.Database("duckdb:" + database, Optional.empty(), Optional.empty()),
                    Optional.of(root + stored.substring(prefix.length())),
                    new CatalogConfig.Moved(false, Map.of(prefix, root)),
                    Version.LATEST,
                    database.resolveSibling(name + ".yaml"));
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path unpack(Path packed, Path target) {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(packed))) {
            Files.copy(in, target);
            return target;
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
