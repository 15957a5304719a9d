package io.lakegate.spark.differential;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakegate.spark.SparkSessions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random Delta tables that Spark writes, read by Spark and by the gateway. The seed is printed, and {@code
 * -Ddifferential.seed} sets it: table {@code n} of a seed is the same in every run, and stays below {@code target/differential}.
 */
class DifferentialIT {
    private static final long SEED = Long.getLong("differential.seed", System.nanoTime() % 1_000_000);
    private static final int TABLES = Integer.getInteger("differential.tables", 6);
    private static final int FIRST = Integer.getInteger("differential.first", 0);
    private static final int FILTERS = Integer.getInteger("differential.filters", 500);
    private static final int STEPS = Integer.getInteger("differential.steps", 8);
    private static final int OLD_VERSIONS = 3;
    private static final Path WORK = Path.of("target/differential").toAbsolutePath();

    private static SparkSession spark;
    private static GatewayProcess gateway;

    @BeforeAll
    static void start() throws Exception {
        System.out.println("Differential test: -Ddifferential.seed=" + SEED);
        FileUtils.deleteDirectory(WORK.toFile());
        Path lake = Files.createDirectories(WORK.resolve("lake"));
        gateway = GatewayProcess.start(
                GatewayProcess.installation(),
                Map.of("lake", "type: delta\nlocation: " + GatewayProcess.yaml(lake)),
                WORK);
        spark = SparkSessions.start(Map.of());
        // Days before 1582 as the proleptic Gregorian calendar has them, which is what the protocol means.
        spark.conf().set("spark.sql.parquet.int96RebaseModeInWrite", "CORRECTED");
        spark.conf().set("spark.sql.parquet.datetimeRebaseModeInWrite", "CORRECTED");
        // Each statement is another one and runs once over a few rows: compiling it would be most of the time.
        spark.conf().set("spark.sql.codegen.wholeStage", "false");
        spark.conf().set("spark.sql.codegen.factoryMode", "NO_CODEGEN");
    }

    @AfterAll
    static void stop() throws Exception {
        if (gateway != null) {
            gateway.close();
        }
        if (spark != null) {
            spark.close();
        }
    }

    static IntStream numbers() {
        return IntStream.range(FIRST, FIRST + TABLES);
    }

    @ParameterizedTest(name = "table {0}")
    @MethodSource("numbers")
    void aRandomTableIsReadAsSparkReadsIt(int number) throws Exception {
        RandomValues random = new RandomValues(new Random(SEED * 1000 + number));
        spark.conf().set("spark.sql.parquet.outputTimestampType", random.oneOf(List.of("INT96", "TIMESTAMP_MICROS")));
        RandomDeltaTable table = new RandomDeltaTable(spark, random, WORK.resolve("lake/t" + number));
        table.append();
        for (int i = 0; i < STEPS; i++) {
            table.step();
        }
        Files.writeString(WORK.resolve("t" + number + ".sql"), table.statements());
        long latest = table.latestVersion();
        TreeSet<Long> versions = new TreeSet<>(List.of(latest));
        for (int i = 0; i < OLD_VERSIONS; i++) {
            versions.add((long) random.below((int) latest + 1));
        }
        List<String> differences;
        int filters = (FILTERS + TABLES - 1) / TABLES;
        int each = (filters + versions.size() - 1) / versions.size();
        try (Connection connection = gateway.connect()) {
            Comparison comparison = new Comparison(spark, connection);
            for (long version : versions) {
                String ours = "lake.\"default\".t%d VERSION AS OF %d AS t".formatted(number, version);
                Dataset<Row> answer = spark.sql("SELECT * FROM " + table.at(version));
                List<Row> rows = answer.collectAsList();
                comparison.rows("SELECT * FROM " + ours, answer.schema(), rows);
                if (table.rowTracking()) {
                    compareRowIds(comparison, ours, table.at(version));
                }
                RandomFilter.Source source = new RandomFilter.Source(random, answer.schema(), rows);
                List<RandomFilter> some =
                        Stream.generate(source::next).limit(each).toList();
                comparison.counts(ours, table.at(version), some);
            }
            if (table.changeFeed()) {
                compareChanges(comparison, table, number, random.below((int) latest + 1), latest);
            }
            differences = comparison.differences();
        }
        System.out.printf(
                "Table %d: versions %s compared, %d filters, %d steps refused by Spark, %d differences%n",
                number, versions, each * versions.size(), table.refused(), differences.size());
        assertThat(differences)
                .as("seed %d, table %d in %s, made by%n%s", SEED, number, table.folder(), table.statements())
                .isEmpty();
    }

    private static void compareRowIds(Comparison comparison, String ours, String sparks) {
        Dataset<Row> answer =
                spark.sql("SELECT id, _metadata.row_id AS r, _metadata.row_commit_version AS v FROM " + sparks);
        String sql = "SELECT \"id\", \"_row_id\" AS \"r\", \"_row_commit_version\" AS \"v\" FROM " + ours;
        comparison.rows(sql, answer.schema(), answer.collectAsList());
    }

    private static void compareChanges(Comparison comparison, RandomDeltaTable table, int number, long from, long to)
            throws Exception {
        Dataset<Row> answer;
        List<Row> rows;
        try {
            answer = spark.sql("SELECT * FROM table_changes_by_path('%s', %d, %d)".formatted(table.folder(), from, to));
            rows = answer.collectAsList();
        } catch (Exception e) { // Spark throws checked ones without declaring them.
            if (!(e instanceof SparkThrowable)) {
                throw e;
            }
            return; // Spark does not read a feed across every change of columns.
        }
        String sql = "SELECT * FROM TABLE(table_changes('lake.default.t%d', %d, %d))".formatted(number, from, to);
        comparison.rows(sql, answer.schema(), rows);
    }
}
