package io.lakegate.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lakegate.adapters.testing.DeltaTableWriter;
import io.lakegate.adapters.testing.DuckLakeWriter;
import io.lakegate.adapters.testing.IcebergTableWriter;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType.Simple;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A change of a table's columns shows in its history and, when the gateway comes upon it, in the log: in each format. */
class SchemaChangeTest {
    private static final String CHANGES = "SELECT schema_change FROM %s ORDER BY committed_at";

    @TempDir
    private Path folder;

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger("io.lakegate.catalog.registry.SeenSchemas");

    @BeforeEach
    void listen() {
        logger.setLevel(Level.INFO);
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(log);
        logger.setLevel(null);
    }

    private List<String> logged() {
        return log.list.stream()
                .map(ILoggingEvent::getFormattedMessage)
                .map(line -> line.replaceAll("version -?\\d+", "version N"))
                .toList();
    }

    private static List<List<Object>> rows(Object... texts) {
        return Arrays.stream(texts).map(text -> Arrays.asList(text)).toList();
    }

    @Test
    void ofADeltaTable() throws Exception {
        Path table = folder.resolve("shop/orders");
        DeltaTableWriter writer = DeltaTableWriter.create(table, List.of(new Column("id", Simple.INTEGER)));
        writer.append(List.<Object[]>of(new Object[] {1}));
        try (TestGateway gateway = TestGateway.over(folder)) {
            assertThat(gateway.query("SELECT * FROM lake.shop.orders")).isEqualTo(List.of(List.of(1)));
            addPrice(table.resolve("_delta_log"), 2);

            assertThat(gateway.query("SELECT price FROM lake.shop.orders")).isEqualTo(rows((Object) null));
            assertThat(gateway.query(CHANGES.formatted("lake.shop.orders$history")))
                    .isEqualTo(rows(null, null, "added price DOUBLE"));
            assertThat(gateway.query(CHANGES.formatted("lake.shop.orders$snapshots")))
                    .isEqualTo(rows(null, null, "added price DOUBLE"));
            assertThat(logged())
                    .containsExactly(
                            "The schema of table lake.shop.orders has changed between version N and version N: added price DOUBLE");
        }
    }

    /** As ALTER TABLE ADD COLUMN commits it. */
    private static void addPrice(Path commits, int version) throws Exception {
        ObjectMapper json = new ObjectMapper();
        for (String line : Files.readAllLines(commits.resolve("%020d.json".formatted(0)))) {
            ObjectNode action = (ObjectNode) json.readTree(line);
            if (action.get("metaData") instanceof ObjectNode metadata) {
                ObjectNode schema =
                        (ObjectNode) json.readTree(metadata.get("schemaString").asText());
                ((ArrayNode) schema.get("fields"))
                        .addObject()
                        .put("name", "price")
                        .put("type", "double")
                        .put("nullable", true)
                        .putObject("metadata");
                metadata.put("schemaString", schema.toString());
                Files.writeString(commits.resolve("%020d.json".formatted(version)), action + "\n");
            }
        }
    }

    @Test
    void ofAnIcebergTable() throws Exception {
        IcebergTableWriter writer = IcebergTableWriter.create(
                folder.resolve("shop/orders"),
                new Schema(
                        Types.NestedField.optional(1, "id", Types.IntegerType.get()),
                        Types.NestedField.optional(2, "region", Types.StringType.get())),
                PartitionSpec.unpartitioned(),
                2,
                FileFormat.PARQUET);
        writer.append(List.<Object[]>of(new Object[] {1, "north"}));
        try (TestGateway gateway = IcebergConcurrentWriterTest.gateway(folder)) {
            assertThat(gateway.query("SELECT * FROM lake.shop.orders")).hasSize(1);
            writer.table()
                    .updateSchema()
                    .addColumn("price", Types.DoubleType.get())
                    .renameColumn("region", "area")
                    .updateColumn("id", Types.LongType.get())
                    .commit();
            String change = "id from INTEGER to BIGINT; renamed region to area; added price DOUBLE";

            assertThat(gateway.query("SELECT area FROM lake.shop.orders")).isEqualTo(rows("north"));
            assertThat(gateway.query(CHANGES.formatted("lake.shop.orders$history")))
                    .isEqualTo(rows("since then: " + change));
            assertThat(logged())
                    .singleElement()
                    .asString()
                    .startsWith("The schema of table lake.shop.orders has changed between version N and version N: ")
                    .contains("added price DOUBLE", "dropped region", "added area VARCHAR");
            writer.append(List.<Object[]>of(new Object[] {2L, "south", 1.5}));
            assertThat(gateway.query(CHANGES.formatted("lake.shop.orders$history")))
                    .isEqualTo(rows(null, change));
            assertThat(gateway.query(CHANGES.formatted("lake.shop.orders$snapshots")))
                    .isEqualTo(rows(null, change));
        }
    }

    @Test
    void ofADuckLakeTable() throws Exception {
        try (DuckLakeWriter writer = DuckLakeLake.inDuckDb(folder)) {
            writer.createTable(
                    "orders", new DuckLakeWriter.Col("id", "int32"), new DuckLakeWriter.Col("region", "varchar"));
            writer.append("orders", "SELECT 1::INTEGER AS id, 'north' AS region");
            try (TestGateway gateway = DuckLakeLake.gateway(DuckLakeLake.duckDb(folder))) {
                assertThat(gateway.query("SELECT * FROM lake.main.orders")).hasSize(1);
                writer.database().change(sql -> {
                    long next = sql.number("SELECT max(snapshot_id) + 1 FROM ducklake_snapshot");
                    long table = writer.tableId("orders");
                    sql.run(
                            "INSERT INTO ducklake_snapshot SELECT %d, now(), max(schema_version) + 1, max(next_catalog_id), max(next_file_id) FROM ducklake_snapshot"
                                    .formatted(next));
                    sql.run("INSERT INTO ducklake_snapshot_changes VALUES (%d, 'altered_table:%d', 'writer', 'm', 'e')"
                            .formatted(next, table));
                    String renamed = "FROM ducklake_column WHERE column_name = 'region' AND end_snapshot IS NULL";
                    sql.run(
                            "INSERT INTO ducklake_column SELECT column_id, %d, NULL, table_id, column_order, 'area', column_type, initial_default, default_value, nulls_allowed, parent_column, default_value_type, default_value_dialect %s"
                                    .formatted(next, renamed));
                    sql.run(
                            "INSERT INTO ducklake_column SELECT column_id + 100, %d, NULL, table_id, column_order + 1, 'price', 'float64', NULL, NULL, nulls_allowed, parent_column, default_value_type, default_value_dialect %s"
                                    .formatted(next, renamed));
                    sql.run("UPDATE ducklake_column SET end_snapshot = %d WHERE column_name = 'region'"
                            .formatted(next));
                    return next;
                });
                String change = "renamed region to area; added price DOUBLE";

                assertThat(gateway.query("SELECT area, price FROM lake.main.orders"))
                        .isEqualTo(List.of(Arrays.asList("north", null)));
                assertThat(gateway.query(CHANGES.formatted("lake.main.orders$history")))
                        .isEqualTo(rows(null, null, change));
                assertThat(logged()).singleElement().asString().contains("added price DOUBLE");
            }
        }
    }
}
