package io.lakegate.benchmarks.comparison;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Measures how long the gateway takes from the start of its process to its first answer, with 100 tables in its configuration. */
final class StartComparison {
    private static final int TABLES = 100;

    private final Path script;
    private final int runs;

    /** {@code script} is {@code lakegate}, built. */
    StartComparison(Path script, int runs) {
        this.script = script;
        this.runs = runs;
    }

    /** {@code root} has the folder {@code plain}. Tells each figure. */
    void run(Path root, Consumer<Measured> figures) throws IOException, SQLException {
        Path conf = configure(root);
        List<Double> ready = new ArrayList<>();
        List<Double> answered = new ArrayList<>();
        for (int run = -1; run < runs; run++) {
            long begin = System.nanoTime();
            try (ServerProcess gateway = Servers.shipped(script, conf);
                    Connection connection = DriverManager.getConnection(gateway.address())) {
                Answers.of(connection, "SELECT count(*) FROM many.s.t7");
                if (run >= 0) { // the first prepares the others
                    ready.add(gateway.startMillis());
                    answered.add((System.nanoTime() - begin) / 1e6);
                }
            }
        }
        // There is nothing to compare with: the other figure is the target.
        figures.accept(new Measured("start", "until ready", "ms", Measured.median(ready), 2000, true));
        figures.accept(new Measured("start", "first answer", "ms", Measured.median(answered), 2000, true));
    }

    private static Path configure(Path root) throws IOException {
        Path conf = root.resolve("conf-start");
        Path catalogs = Files.createDirectories(conf.resolve("catalogs"));
        Files.writeString(conf.resolve("lakegate.yaml"), "cache: {directory: '%s'}%n".formatted(conf.resolve("cache")));
        StringBuilder many = new StringBuilder("type: delta\ntables:\n");
        for (int table = 0; table < TABLES; table++) {
            many.append("  - {schema: s, table: t%d, location: '%s'}%n".formatted(table, root.resolve("plain/nation")));
        }
        Files.writeString(catalogs.resolve("many.yaml"), many);
        return conf;
    }
}
