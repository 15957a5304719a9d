package io.lakegate.spark.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakegate.spark.SparkSessions;
import io.lakegate.spark.differential.GatewayProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Spark's JDBC source reads through the driver what Spark reads from the table itself. */
class SparkJdbcSourceIT {
    private static final Path WORK = Path.of("target/jdbc-source").toAbsolutePath();
    private static final int ROWS = 25_000;

    private static SparkSession spark;
    private static GatewayProcess gateway;

    @BeforeAll
    static void start() throws Exception {
        FileUtils.deleteDirectory(WORK.toFile());
        Path lake = Files.createDirectories(WORK.resolve("lake"));
        gateway = GatewayProcess.start(
                GatewayProcess.installation(),
                Map.of("lake", "type: delta\nlocation: " + GatewayProcess.yaml(lake)),
                WORK);
        spark = SparkSessions.start(Map.of());
        spark.range(ROWS)
                .selectExpr(
                        "id",
                        "CAST(id % 100 AS TINYINT) AS tiny",
                        "CAST(id % 1000 AS SMALLINT) AS small",
                        "CAST(id * 7 AS INT) AS whole",
                        "CAST(id / 3 AS FLOAT) AS single",
                        "id / 7D AS twice",
                        "CAST(id / 8 AS DECIMAL(18,3)) AS amount",
                        "CASE WHEN id % 5 = 0 THEN NULL ELSE concat('name ', id % 50) END AS name",
                        "id % 2 = 0 AS even",
                        "CAST(CAST(id AS STRING) AS BINARY) AS bytes",
                        "date_add(DATE '1995-01-01', CAST(id % 3000 AS INT)) AS day",
                        "timestamp_micros(id * 86399000001) AS moment",
                        "CAST(timestamp_micros(id * 86399000001) AS TIMESTAMP_NTZ) AS wall")
                .repartition(2)
                .write()
                .format("delta")
                .save(lake.resolve("t").toString());
        spark.range(3)
                .selectExpr("id", "array(id, id + 1) AS list", "named_struct('a', id) AS pair")
                .write()
                .format("delta")
                .save(lake.resolve("nested").toString());
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

    private static String url() {
        return gateway.url() + "?instants=timestamp";
    }

    private static DataFrameReader jdbc() {
        return spark.read().format("jdbc").option("url", url()).option("driver", "io.lakegate.jdbc.LakegateDriver");
    }

    private static Dataset<Row> table() {
        return spark.read().format("delta").load(WORK.resolve("lake/t").toString());
    }

    private static void assertSame(Dataset<Row> ours, Dataset<Row> sparks) {
        assertThat(ours.sort("id").collectAsList()).isEqualTo(sparks.sort("id").collectAsList());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1_000})
    void aTableIsReadAsSparkReadsIt(int fetchSize) {
        Dataset<Row> ours = jdbc().option("dbtable", "lake.\"default\".t")
                .option("fetchsize", fetchSize)
                .load();
        assertThat(ours.columns()).isEqualTo(table().columns());
        assertSame(ours.drop("wall"), table().drop("wall"));
        // Spark takes what clocks show for clocks of this JVM's zone.
        assertThat(ours.select("id", "wall").sort("id").collectAsList())
                .isEqualTo(table().select("id", "wall").sort("id").collectAsList().stream()
                        .map(row -> RowFactory.create(
                                row.getLong(0),
                                Timestamp.valueOf((LocalDateTime) row.get(1)).toInstant()))
                        .toList());
    }

    @Test
    void partsOfATableAreReadSideBySide() {
        Dataset<Row> ours = jdbc().option("dbtable", "lake.\"default\".t")
                .option("partitionColumn", "day")
                .option("lowerBound", "1995-01-01")
                .option("upperBound", "2003-01-01")
                .option("numPartitions", 4)
                .load();
        assertThat(ours.rdd().getNumPartitions()).isEqualTo(4);
        assertSame(ours.select("id", "day", "name"), table().select("id", "day", "name"));
        Properties properties = new Properties();
        properties.setProperty("driver", "io.lakegate.jdbc.LakegateDriver");
        String[] predicates = {"\"whole\" < 70000", "\"whole\" >= 70000"};
        assertSame(
                spark.read()
                        .jdbc(url(), "lake.\"default\".t", predicates, properties)
                        .select("id", "whole"),
                table().select("id", "whole"));
    }

    @Test
    void whatSparkPushesDownMeansTheSame() {
        Dataset<Row> ours = jdbc().option("dbtable", "lake.\"default\".t")
                .option("pushDownAggregate", "true")
                .option("pushDownLimit", "true")
                .option("pushDownOffset", "true")
                .load();
        for (String filter : List.of(
                "name = 'name 7'",
                "name LIKE 'name 1%' AND NOT even",
                "name IS NULL AND day < DATE '1996-05-05'",
                "moment >= TIMESTAMP '1970-01-09 07:59:52.00001Z'",
                "amount BETWEEN 10.125 AND 99.5 OR id IN (1, 5, 24999)",
                "length(name) = 6 AND whole % 14 = 0")) {
            assertThat(ours.where(filter).count())
                    .as(filter)
                    .isEqualTo(table().where(filter).count());
            assertSame(ours.where(filter).select("id", "name"), table().where(filter).select("id", "name"));
        }
        assertThat(ours.groupBy("tiny").sum("whole").sort("tiny").collectAsList())
                .isEqualTo(table().groupBy("tiny").sum("whole").sort("tiny").collectAsList());
        assertThat(ours.sort("id").offset(10).limit(5).select("id").collectAsList())
                .isEqualTo(table().sort("id").offset(10).limit(5).select("id").collectAsList());
    }

    @Test
    void aQueryWithHistoryIsRead() {
        Dataset<Row> ours = jdbc().option(
                        "query", "SELECT id, name FROM lake.\"default\".t VERSION AS OF 0 WHERE id < 10")
                .load();
        assertSame(ours, table().where("id < 10").select("id", "name"));
    }

    @Test
    void nestedColumnsComeAsText() {
        assertThat(jdbc().option("url", url() + "&nested=text")
                        .option("dbtable", "lake.\"default\".nested")
                        .load()
                        .sort("id")
                        .collectAsList()
                        .toString())
                .isEqualTo("[[0,[0,1],{\"a\":0}], [1,[1,2],{\"a\":1}], [2,[2,3],{\"a\":2}]]");
    }

    @Test
    void anErrorOfTheGatewayReachesTheUser() {
        assertThatThrownBy(() -> jdbc().option("dbtable", "lake.\"default\".nowhere").load())
                .hasMessageContaining("nowhere");
    }
}
