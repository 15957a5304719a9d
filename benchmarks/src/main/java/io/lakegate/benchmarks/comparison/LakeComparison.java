package io.lakegate.benchmarks.comparison;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.lakegate.adapters.testing.TpchDelta;
import io.lakegate.adapters.testing.TpchStatements;
import io.lakegate.adapters.testing.store.TestStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Compares the gateway, through the shipped driver, with DuckDB in the client's process over the same Parquet files: both warm, one after the other
 * statement by statement, each answer compared.
 */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description =
                "Compares the gateway with bare DuckDB over the same files, and with others that have a JDBC driver.")
public final class LakeComparison implements Callable<Integer> {
    private static final List<String> LAKES = List.of("plain", "ice", "ducklake", "months", "vectors", "icedeletes");

    private final List<Measured> measured = new ArrayList<>();

    @Option(names = "--scale", description = "TPC-H's scale factor. Default: 1")
    private double scale = 1;

    @Option(names = "--runs", description = "How often each statement is measured, behind one that is not. Default: 5")
    private int runs = 5;

    @Option(names = "--folder", description = "Where the tables are kept. Default: target/tpch")
    private Path folder = Path.of("target/tpch");

    @Option(
            names = "--lakes",
            split = ",",
            description = "Which lakes: plain,ice,ducklake,months,vectors,icedeletes, or none. Default: all")
    private List<String> chosen = LAKES;

    @Option(names = "--store", description = "Compares a cold and a warm object store with the local disk, too.")
    private boolean store;

    @Option(
            names = "--avatica",
            description = "The built module benchmarks/avatica: compares what statements cost on the way, too.")
    private @Nullable Path avatica;

    @Option(names = "--script", description = "The script lakegate: how fast it starts is measured, too.")
    private @Nullable Path script;

    @Option(names = "--peer", description = "NAME=JDBC-URL of another with the same tables in its default schema.")
    private Map<String, String> peers = Map.of();

    /** Where a lake's Parquet files are, without the deleted rows where there are such. */
    private static String files(String lake, String table) {
        return switch (lake) {
            case "ducklake" -> "ducklake/data/main/%s/*.parquet".formatted(table);
            case "months" -> "months/%s/**/*.parquet".formatted(table);
            default -> "plain/%s/*.parquet".formatted(table);
        };
    }

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new LakeComparison()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        Path root = folder.toAbsolutePath().resolve("scale-" + scale);
        TpchLakes.write(root, scale, chosen);
        Path conf = configure(root, Map.of());
        if (script != null) {
            new StartComparison(script.toAbsolutePath(), runs).run(root, this::add);
        }
        try (ServerProcess gateway = Servers.gateway(conf);
                Connection ours = DriverManager.getConnection(gateway.address());
                Connection duckDb = DriverManager.getConnection("jdbc:duckdb:")) {
            for (String lake : chosen.equals(List.of("none")) ? List.<String>of() : chosen) {
                use(ours, lake);
                views(duckDb, root, lake);
                for (int number = 1; number <= TpchStatements.COUNT; number++) {
                    compare(lake, "Q" + number, TpchStatements.text(number), ours, duckDb);
                }
                compare(lake, "count(*)", "SELECT count(*) FROM lineitem", ours, duckDb);
                compare(lake, "min, max", "SELECT min(l_orderkey), max(l_shipdate) FROM lineitem", ours, duckDb);
                compare(
                        lake,
                        "a day",
                        "SELECT sum(l_extendedprice) FROM lineitem WHERE l_shipdate = DATE '1995-03-03'",
                        ours,
                        duckDb);
                compare(lake, "an order", "SELECT * FROM orders WHERE o_orderkey = 123456", ours, duckDb);
                compare(lake, "limit", "SELECT * FROM lineitem LIMIT 100", ours, duckDb, /* comparable= */ false);
            }
            use(ours, "plain");
            views(duckDb, root, "plain");
            compare("overhead", "SELECT 1", "SELECT 1", ours, duckDb);
            fetch(ours, duckDb);
            crowd(gateway.address(), duckDb);
            for (Map.Entry<String, String> peer : peers.entrySet()) {
                try (Connection other = DriverManager.getConnection(peer.getValue())) {
                    for (int number = 1; number <= TpchStatements.COUNT; number++) {
                        compare("against " + peer.getKey(), "Q" + number, TpchStatements.text(number), ours, other);
                    }
                }
            }
            if (avatica != null) {
                new WireComparison(this::add, scale, Math.min(runs, 3))
                        .run(gateway.address(), root.resolve("plain"), avatica.toAbsolutePath());
            }
            if (store) {
                store(root);
            }
        }
        report(root);
        return measured.stream().allMatch(Measured::same) ? 0 : 1;
    }

    /** Writes a configuration with all lakes as catalogs. */
    private static Path configure(Path root, Map<String, String> more) throws IOException {
        Path conf = Files.createDirectories(root.resolve(more.isEmpty() ? "conf" : "conf-store"));
        Path catalogs = Files.createDirectories(conf.resolve("catalogs"));
        Files.writeString(conf.resolve("lakegate.yaml"), "cache: {directory: '%s'}%n".formatted(conf.resolve("cache")));
        for (String lake : LAKES) {
            // One that was not asked for is not there.
            if (Files.isDirectory(root.resolve(lake))) {
                Files.writeString(catalogs.resolve(lake + ".yaml"), catalog(root, lake) + "\n");
            }
        }
        for (Map.Entry<String, String> file : more.entrySet()) {
            Files.writeString(catalogs.resolve(file.getKey()), file.getValue());
        }
        return conf;
    }

    private static String catalog(Path root, String lake) {
        return switch (lake) {
            case "plain", "months", "vectors" -> "{type: delta, location: '%s'}".formatted(root.resolve(lake));
            case "ducklake" ->
                "{type: ducklake, metadata: 'duckdb:%s', data-path: '%s'}"
                        .formatted(root.resolve("ducklake/catalog.db"), root.resolve("ducklake/data"));
            default -> "{type: iceberg, catalog: directory, location: '%s'}".formatted(root.resolve(lake));
        };
    }

    private static void use(Connection ours, String lake) throws SQLException {
        ours.setCatalog(lake);
        ours.setSchema(lake.equals("ducklake") ? "main" : "default");
    }

    private static void views(Connection duckDb, Path root, String lake) throws SQLException {
        try (Statement statement = duckDb.createStatement()) {
            for (String table : TpchDelta.TABLES) {
                statement.execute("CREATE OR REPLACE VIEW %s AS SELECT * FROM read_parquet('%s/%s')"
                        .formatted(table, root, files(lake, table)));
            }
        }
    }

    private void add(Measured one) {
        measured.add(one);
        System.err.printf(
                Locale.ROOT,
                "%-14s %-12s %10.2f %10.2f %-6s %6.2f %s%n",
                one.group(),
                one.name(),
                one.ours(),
                one.other(),
                one.unit(),
                one.ratio(),
                one.same() ? "" : "ANSWERS DIFFER");
    }

    private void compare(String group, String name, String sql, Connection ours, Connection other) throws SQLException {
        compare(group, name, sql, ours, other, /* comparable= */ true);
    }

    private void compare(String group, String name, String sql, Connection ours, Connection other, boolean comparable)
            throws SQLException {
        List<String> expected = Answers.of(other, sql).rows();
        List<String> answer = Answers.of(ours, sql).rows();
        boolean same = comparable ? answer.equals(expected) : answer.size() == expected.size();
        int more = sql.equals("SELECT 1") ? 400 : 1;
        List<Double> mine = new ArrayList<>();
        List<Double> theirs = new ArrayList<>();
        for (int run = 0; run < runs * more; run++) {
            theirs.add(Answers.of(other, sql).millis());
            mine.add(Answers.of(ours, sql).millis());
        }
        add(new Measured(group, name, "ms", Measured.median(mine), Measured.median(theirs), same));
    }

    /** All of lineitem's first six columns by their getters. */
    private void fetch(Connection ours, Connection duckDb) throws SQLException {
        String sql =
                "SELECT l_orderkey, l_linenumber, CAST(l_extendedprice AS DOUBLE), l_quantity, l_shipmode, l_shipdate FROM lineitem";
        List<Double> mine = new ArrayList<>();
        List<Double> theirs = new ArrayList<>();
        long sum = read(ours, sql);
        boolean same = sum == read(duckDb, sql);
        for (int run = 0; run < Math.min(runs, 3); run++) {
            long begin = System.nanoTime();
            read(duckDb, sql);
            long between = System.nanoTime();
            read(ours, sql);
            theirs.add((between - begin) / 1e6);
            mine.add((System.nanoTime() - between) / 1e6);
        }
        add(new Measured("fetch", "6 columns", "ms", Measured.median(mine), Measured.median(theirs), same));
    }

    private static long read(Connection connection, String sql) throws SQLException {
        long sum = 0;
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                sum += rows.getLong(1) + rows.getInt(2) + Math.round(rows.getDouble(3) * 100);
                sum += rows.getBigDecimal(4).intValue() + rows.getString(5).length();
                sum += rows.getDate(6).getTime() / 1000;
            }
        }
        return sum;
    }

    private void crowd(String url, Connection duckDb) throws Exception {
        String sql = "SELECT count(*), sum(c_acctbal) FROM customer WHERE c_nationkey = ?";
        Crowd.Connector gateway = () -> {
            Connection connection = DriverManager.getConnection(url);
            use(connection, "plain");
            return connection;
        };
        DuckDBConnection database = duckDb.unwrap(DuckDBConnection.class);
        // Until the gateway's code is compiled: warm is what a server is all day.
        Crowd.run(gateway, 32, 300, sql, 25);
        Crowd.run(database::duplicate, 32, 30, sql, 25);
        Crowd mine = Crowd.run(gateway, 32, 100, sql, 25);
        Crowd theirs = Crowd.run(database::duplicate, 32, 100, sql, 25);
        add(new Measured("32 clients", "statements", "/s", mine.perSecond(), theirs.perSecond(), true));
        add(new Measured("32 clients", "p50", "ms", mine.p50Millis(), theirs.p50Millis(), true));
        add(new Measured("32 clients", "p99", "ms", mine.p99Millis(), theirs.p99Millis(), true));
    }

    /**
     * The plain tables in a store of this process: the first time, when nothing is in the cache, and then again, against the disk. Both are read by
     * one gateway, which has just started: its code is as little compiled for the one as for the other.
     */
    private void store(Path root) throws Exception {
        try (TestStore server = TestStore.start(root.resolve("buckets"))) {
            for (String table : TpchDelta.TABLES) {
                TestStore.copy(
                        root.resolve("plain").resolve(table),
                        server.bucket("tpch").resolve(table));
            }
            Path conf = configure(
                    root,
                    Map.of(
                            "bucket.yaml",
                            "{type: delta, location: 's3://tpch/', storage: {endpoint: '%s', access-key: %s, secret-key: %s}}%n"
                                    .formatted(server.endpoint(), TestStore.ACCESS_KEY, TestStore.SECRET_KEY)));
            for (int number = 1; number <= TpchStatements.COUNT; number++) {
                // A cache that is empty for each statement.
                delete(conf.resolve("cache"));
                try (ServerProcess gateway = Servers.gateway(conf);
                        Connection local = DriverManager.getConnection(gateway.address());
                        Connection bucket = DriverManager.getConnection(gateway.address())) {
                    use(local, "plain");
                    use(bucket, "bucket");
                    String sql = TpchStatements.text(number);
                    Answers.of(local, sql); // warms all but the store
                    server.proxy().forget();
                    Answers cold = Answers.of(bucket, sql);
                    long bytes = server.proxy().objectBytes();
                    server.proxy().forget();
                    List<Double> again = new ArrayList<>();
                    List<Double> disk = new ArrayList<>();
                    for (int run = 0; run < runs; run++) {
                        disk.add(Answers.of(local, sql).millis());
                        again.add(Answers.of(bucket, sql).millis());
                    }
                    double base = Measured.median(disk);
                    boolean same = cold.rows().equals(Answers.of(local, sql).rows());
                    add(new Measured("store, cold", "Q" + number, "ms", cold.millis(), base, same));
                    add(new Measured("store, warm", "Q" + number, "ms", Measured.median(again), base, true));
                    System.err.printf(
                            "  %d bytes, then %d%n", bytes, server.proxy().objectBytes());
                }
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (var tree = Files.walk(folder)) {
                for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    private void report(Path root) throws IOException {
        Map<String, List<Measured>> groups = new LinkedHashMap<>();
        measured.forEach(one ->
                groups.computeIfAbsent(one.group(), group -> new ArrayList<>()).add(one));
        System.out.println("| what | statements | geometric mean of ratios | worst | answers |");
        System.out.println("|---|---|---|---|---|");
        groups.forEach((group, all) -> {
            List<Measured> queries =
                    all.stream().filter(one -> one.name().startsWith("Q")).toList();
            if (!queries.isEmpty()) {
                Measured worst = queries.stream()
                        .max(Comparator.comparingDouble(Measured::ratio))
                        .orElseThrow();
                System.out.printf(
                        Locale.ROOT,
                        "| %s, TPC-H | %d | %.2f | %s %.2f | %s |%n",
                        group,
                        queries.size(),
                        Measured.geometricMean(queries),
                        worst.name(),
                        worst.ratio(),
                        queries.stream().allMatch(Measured::same) ? "equal" : "DIFFER");
            }
            all.stream()
                    .filter(one -> !one.name().startsWith("Q"))
                    .forEach(one -> System.out.printf(
                            Locale.ROOT,
                            "| %s, %s | 1 | %.2f (%.2f to %.2f %s) | | %s |%n",
                            group,
                            one.name(),
                            one.ratio(),
                            one.ours(),
                            one.other(),
                            one.unit(),
                            one.same() ? "equal" : "DIFFER"));
        });
        Path json = root.resolve("comparison.json");
        new ObjectMapper().writerWithDefaultPrettyPrinter().writeValue(json.toFile(), measured);
        System.out.println("All figures: " + json);
    }
}
