package io.lakegate.spark.differential;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakegate.spark.SparkSessions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random Iceberg tables that Spark writes, read by Spark and by the gateway: the newest state, an earlier snapshot and a branch. The
 * properties are those of {@link DifferentialIT}; the tables stay below {@code target/differential-iceberg}.
 */
class IcebergDifferentialIT {
    private static final long SEED = Long.getLong("differential.seed", System.nanoTime() % 1_000_000);
    private static final int TABLES = Integer.getInteger("differential.tables", 6);
    private static final int FIRST = Integer.getInteger("differential.first", 0);
    private static final int FILTERS = Integer.getInteger("differential.filters", 500);
    private static final int STEPS = Integer.getInteger("differential.steps", 8);
    private static final Path WORK = Path.of("target/differential-iceberg").toAbsolutePath();

    private static SparkSession spark;
    private static GatewayProcess gateway;

    @BeforeAll
    static void start() throws Exception {
        System.out.println("Differential test of Iceberg: -Ddifferential.seed=" + SEED);
        FileUtils.deleteDirectory(WORK.toFile());
        Path lake = Files.createDirectories(WORK.resolve("lake"));
        gateway = GatewayProcess.start(
                GatewayProcess.installation(),
                Map.of(
                        "lake", "type: iceberg\ncatalog: directory\nlocation: " + GatewayProcess.yaml(lake),
                        "hadoop", "type: iceberg\ncatalog: hadoop\nwarehouse: " + GatewayProcess.yaml(lake)),
                WORK);
        spark = SparkSessions.start(
                Map.of(),
                Map.of(
                        "spark.sql.extensions", "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions",
                        "spark.sql.catalog.spark_catalog", "org.apache.iceberg.spark.SparkSessionCatalog",
                        "spark.sql.catalog.spark_catalog.type", "hadoop",
                        "spark.sql.catalog.spark_catalog.warehouse",
                                WORK.resolve("unused").toString(),
                        "spark.sql.catalog.ice", "org.apache.iceberg.spark.SparkCatalog",
                        "spark.sql.catalog.ice.type", "hadoop",
                        "spark.sql.catalog.ice.warehouse", lake.toString(),
                        "spark.sql.catalog.ice.cache-enabled", "false",
                        // Iceberg asks a file system for its scheme, which the raw local one does not have.
                        "spark.hadoop.fs.file.impl", "org.apache.hadoop.fs.LocalFileSystem"));
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
        String name = "shop.t" + number;
        RandomIcebergTable table = new RandomIcebergTable(spark, random, "ice", name);
        table.append();
        for (int i = 0; i < STEPS; i++) {
            table.step();
        }
        Files.writeString(WORK.resolve("t" + number + ".sql"), table.statements());
        List<Long> snapshots = table.snapshots();
        // What each side is asked for: the newest state, an earlier snapshot, the branch.
        Map<String, String> states = new LinkedHashMap<>();
        states.put("ice." + name, "lake." + name + " AS t");
        long earlier = random.oneOf(snapshots);
        states.put(table.at(earlier), "lake.%s VERSION AS OF %d AS t".formatted(name, earlier));
        if (table.branched()) {
            String branch = " VERSION AS OF '" + RandomIcebergTable.BRANCH + "'";
            states.put("ice." + name + branch, "lake." + name + branch + " AS t");
        }
        int filters = (FILTERS + TABLES - 1) / TABLES;
        int each = (filters + states.size() - 1) / states.size();
        List<String> differences;
        try (Connection connection = gateway.connect()) {
            Comparison comparison = new Comparison(spark, connection);
            states.forEach((sparks, ours) -> compare(comparison, random, sparks, ours, each));
            compareReaders(connection, comparison, table, name);
            differences = comparison.differences();
        }
        System.out.printf(
                "Table %d: %d states of %d snapshots compared, %d filters, %d steps refused by Spark, %d differences%n",
                number, states.size(), snapshots.size(), each * states.size(), table.refused(), differences.size());
        assertThat(differences)
                .as("seed %d, table %s in %s, made by%n%s", SEED, name, WORK, table.statements())
                .isEmpty();
    }

    private static void compare(Comparison comparison, RandomValues random, String sparks, String ours, int filters) {
        Dataset<Row> answer = spark.sql("SELECT * FROM " + sparks);
        List<Row> rows = answer.collectAsList();
        comparison.rows("SELECT * FROM " + ours, answer.schema(), rows);
        RandomFilter.Source source = new RandomFilter.Source(random, answer.schema(), rows);
        comparison.counts(
                ours, sparks, Stream.generate(source::next).limit(filters).toList());
    }

    /** The newest state through the other catalog, with the other reader, and with the lineage of its rows. */
    private static void compareReaders(
            Connection connection, Comparison comparison, RandomIcebergTable table, String name) throws SQLException {
        Dataset<Row> answer = spark.sql("SELECT * FROM ice." + name);
        List<Row> rows = answer.collectAsList();
        comparison.rows("SELECT * FROM hadoop." + name, answer.schema(), rows);
        if (table.rowLineage()) {
            Dataset<Row> lineage =
                    spark.sql("SELECT id, _row_id AS r, _last_updated_sequence_number AS s FROM ice." + name);
            comparison.rows(
                    "SELECT \"id\", \"_row_id\" AS \"r\", \"_last_updated_sequence_number\" AS \"s\" FROM lake." + name,
                    lineage.schema(),
                    lineage.collectAsList());
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET lakegate.reader = format");
            comparison.rows("SELECT * FROM lake." + name, answer.schema(), rows);
        }
    }
}
