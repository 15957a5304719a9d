package io.lakegate.spark;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Writes the sample lake anew and compares it with the one in the repository. */
class SampleLakeTest {
    private static final Path STORED = Path.of("../sample-lake");

    @TempDir
    private static Path folder;

    private static SparkSession spark;

    @BeforeAll
    static void writeLake() throws IOException {
        Files.copy(STORED.resolve("demo.sql"), folder.resolve("demo.sql"));
        spark = SparkSessions.start(Map.of("lake", folder.resolve("lake"), "stored", STORED.resolve("lake")));
        SampleLakeWriter.write(spark, folder);
    }

    @AfterAll
    static void stopSpark() throws IOException {
        if (spark != null) {
            spark.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"shop.customers", "shop.products", "shop.orders", "shop.order_items", "default.events"})
    void eachVersionOfAStoredTableHasTheRowsThatTheWriterWrites(String table) {
        assertThat(spark.table("stored." + table).schema())
                .isEqualTo(spark.table("lake." + table).schema());
        List<String> operations = operations("lake." + table);
        assertThat(operations("stored." + table)).isEqualTo(operations);
        for (int version = 0; version < operations.size(); version++) {
            assertThat(rows("stored." + table, version))
                    .as("version %d", version)
                    .isEqualTo(rows("lake." + table, version));
        }
    }

    @Test
    void aVersionIsTheTableAsItWasThen() {
        assertThat(rows("stored.shop.customers", 1)).hasSize(26);
        assertThat(rows("stored.shop.customers", 2))
                .hasSize(32)
                .filteredOn(row -> row.contains("1004"))
                .singleElement()
                .asString()
                .contains("Kraków");
        assertThat(rows("stored.shop.customers", 3))
                .filteredOn(row -> row.contains("1004"))
                .singleElement()
                .asString()
                .contains("Wrocław");
    }

    @Test
    void theStoredAnswerToTheDemoQueryIsSparksAnswer() throws IOException {
        assertThat(STORED.resolve("demo.expected.csv"))
                .hasSameTextualContentAs(folder.resolve("demo.expected.csv"), UTF_8);
        assertThat(SampleLakeWriter.csv(
                        spark.sql(Files.readString(STORED.resolve("demo.sql")).replace("lake.shop.", "stored.shop."))))
                .isEqualTo(Files.readString(folder.resolve("demo.expected.csv")));
    }

    @Test
    void noFileOfTheLakeNamesTheFolderItWasWrittenTo() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("lake")).filter(Files::isRegularFile)) {
            assertThat(files)
                    .isNotEmpty()
                    .allSatisfy(file ->
                            assertThat(Files.readString(file, ISO_8859_1)).doesNotContain(folder.toString(), "file:/"));
        }
    }

    @Test
    void theCatalogListsTheTablesOfASchema() {
        assertThat(spark.sql("SHOW TABLES IN stored.shop")
                        .select("tableName")
                        .as(Encoders.STRING())
                        .collectAsList())
                .containsExactly("customers", "order_items", "orders", "products");
    }

    @Test
    void aFolderWithoutADemoQueryIsLeftAlone(@TempDir Path other) throws IOException {
        Path kept =
                Files.writeString(Files.createDirectory(other.resolve("lake")).resolve("kept.txt"), "kept");
        assertThatThrownBy(() -> SampleLakeWriter.write(spark, other)).hasMessageContaining("holds no demo.sql");
        assertThat(kept).exists();
    }

    private static List<String> operations(String table) {
        return spark.sql("DESCRIBE HISTORY " + table)
                .orderBy("version")
                .select("operation")
                .as(Encoders.STRING())
                .collectAsList();
    }

    private static List<String> rows(String table, int version) {
        Dataset<Row> rows = spark.sql("SELECT * FROM %s VERSION AS OF %d".formatted(table, version));
        return rows.selectExpr("to_json(struct(*)) AS json")
                .orderBy("json")
                .as(Encoders.STRING())
                .collectAsList();
    }
}
