package io.lakegate.benchmarks;

import io.lakegate.adapters.testing.DeltaTableWriter;
import io.lakegate.adapters.testing.store.TestStore;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.server.Gateway;
import io.lakegate.server.auth.PasswordFile;
import io.lakegate.server.config.ConfigLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * How long it takes to hear of a table that one may not see, and of one that nobody has, on disk and in a store: medians of runs that take turns, and the same for two names
 * that nobody has, which is the noise. A program of its own.
 */
public final class HiddenNames {
    private static final int WARM = 200;
    private static final int RUNS = 1_000;
    private static final String RULES = """
            allow: [{table: disk.open}, {table: store.open}]
            deny: [{table: disk.open.hidden}, {table: store.open.hidden}]
            """;

    private static final List<String> DOORS = List.of(
            "SELECT count(*) FROM %s",
            "SELECT count(*) FROM %s FOR VERSION AS OF 0",
            "SELECT count(*) FROM TABLE(table_changes('%s', 0))",
            "DESCRIBE %s");

    private HiddenNames() {}

    /** Measures and prints; the first argument is the number of runs. */
    public static void main(String[] arguments) throws Exception {
        int runs = arguments.length > 0 ? Integer.parseInt(arguments[0]) : RUNS;
        Path folder = Files.createTempDirectory("lakegate-hidden");
        try (TestStore store = TestStore.start(folder.resolve("buckets"))) {
            for (String table : List.of("shown", "hidden")) {
                Path place = folder.resolve("lake/open").resolve(table);
                DeltaTableWriter.create(place, List.of(new Column("id", Simple.INTEGER)))
                        .append(List.<Object[]>of(new Object[] {1}));
                TestStore.copy(place, store.bucket("lake").resolve("open").resolve(table));
            }
            try (Gateway gateway = Gateway.start(
                            ConfigLoader.load(write(folder, store)).withAddress(Optional.empty(), OptionalInt.of(0)));
                    Connection ann = DriverManager.getConnection(gateway.url(), "ann", "annann");
                    Statement statement = ann.createStatement()) {
                System.out.println("| | hidden | absent | ratio | another absent | ratio of the two absent |");
                System.out.println("|---|---|---|---|---|---|");
                for (String catalog : List.of("disk", "store")) {
                    for (String door : DOORS) {
                        measure(statement, catalog, door, runs);
                    }
                }
            }
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private static Path write(Path folder, TestStore store) throws IOException {
        Path conf = folder.resolve("conf");
        Files.createDirectories(conf.resolve("catalogs"));
        var unused = PasswordFile.add(conf.resolve("users"), "ann", "annann", List.of());
        Files.writeString(conf.resolve("access.yaml"), RULES);
        Files.writeString(conf.resolve("lakegate.yaml"), """
                authentication: {password-file: users}
                access: {rules: access.yaml}
                cache: {directory: '%s'}
                """.formatted(folder.resolve("cache")));
        Files.writeString(
                conf.resolve("catalogs/disk.yaml"), "{type: delta, location: '%s'}".formatted(folder.resolve("lake")));
        Files.writeString(
                conf.resolve("catalogs/store.yaml"),
                "{type: delta, location: 's3://lake/', storage: {endpoint: '%s', access-key: %s, secret-key: %s}}"
                        .formatted(store.endpoint(), TestStore.ACCESS_KEY, TestStore.SECRET_KEY));
        return conf;
    }

    private static void measure(Statement statement, String catalog, String door, int runs) {
        Map<String, List<Double>> millis = new LinkedHashMap<>();
        List<String> names = List.of("hidden", "absent", "nowhere");
        for (int run = 0; run < WARM + runs; run++) {
            for (int i = 0; i < names.size(); i++) {
                String name = names.get((run + i) % names.size()); // none is always the first
                double took = refused(statement, door.formatted(catalog + ".open." + name));
                if (run >= WARM) {
                    millis.computeIfAbsent(name, each -> new ArrayList<>()).add(took);
                }
            }
        }
        double hidden = median(millis.getOrDefault("hidden", List.of()));
        double absent = median(millis.getOrDefault("absent", List.of()));
        double nowhere = median(millis.getOrDefault("nowhere", List.of()));
        System.out.printf(
                "| %s, `%s` | %.3f ms | %.3f ms | %.3f | %.3f ms | %.3f |%n",
                catalog, door.formatted("t"), hidden, absent, hidden / absent, nowhere, nowhere / absent);
    }

    private static double refused(Statement statement, String sql) {
        long start = System.nanoTime();
        try {
            statement.execute(sql);
        } catch (SQLException e) {
            return (System.nanoTime() - start) / 1e6;
        }
        throw new IllegalStateException("it should be refused: " + sql);
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }
}
