package io.lakegate.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakegate.adapters.testing.DeltaTableWriter;
import io.lakegate.adapters.testing.DuckLakeWriter;
import io.lakegate.adapters.testing.IcebergTableWriter;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType.Simple;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What {@code TABLE(features(…))} tells of tables of each format: of good ones, of odd ones, and of those that are refused. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FeaturesTest {
    private ThreeLakes lakes;

    @BeforeAll
    void write(@TempDir Path folder) throws Exception {
        DeltaTableWriter.create(
                        folder.resolve("delta/shop/marked"),
                        List.of(new Column("id", Simple.INTEGER)),
                        List.of(),
                        Map.of("delta.enableDeletionVectors", "true"))
                .append(List.<Object[]>of(new Object[] {1}));
        Path log = Files.createDirectories(folder.resolve("delta/shop/later/_delta_log"));
        Files.writeString(log.resolve("00000000000000000000.json"), """
                {"protocol":{"minReaderVersion":3,"minWriterVersion":7,"readerFeatures":["deletionVectors","timeMachine"],"writerFeatures":["deletionVectors","timeMachine","appendOnly"]}}
                {"metaData":{"id":"5d1f6f1e-0f5c-4d2e-9d4c-0f6a5a4b3c2d","format":{"provider":"parquet","options":{}},"schemaString":"{\\"type\\":\\"struct\\",\\"fields\\":[{\\"name\\":\\"id\\",\\"type\\":\\"integer\\",\\"nullable\\":true,\\"metadata\\":{}},{\\"name\\":\\"v\\",\\"type\\":\\"variant\\",\\"nullable\\":true,\\"metadata\\":{}},{\\"name\\":\\"odd\\",\\"type\\":\\"interval\\",\\"nullable\\":true,\\"metadata\\":{}}]}","partitionColumns":[],"configuration":{},"createdTime":1700000000000}}
                """);
        IcebergTableWriter odd = IcebergTableWriter.create(
                folder.resolve("iceberg/shop/odd"),
                new Schema(
                        Types.NestedField.optional(1, "id", Types.IntegerType.get()),
                        Types.NestedField.optional(2, "v", Types.VariantType.get())),
                PartitionSpec.unpartitioned(),
                3,
                FileFormat.ORC);
        odd.table()
                .updateProperties()
                .set("write.format.default", "orc")
                .set("encryption.key-id", "k1")
                .commit();
        lakes = ThreeLakes.write(folder);
        try (DuckLakeWriter writer = DuckLakeLake.inDuckDb(Files.createDirectories(folder.resolve("second")))) {
            writer.createTable("fine", new DuckLakeWriter.Col("id", "int32"));
        }
    }

    @AfterAll
    void stop() {
        lakes.close();
    }

    /** Kind, name, status and reader; the reasons are for people. */
    private List<List<Object>> features(String table) throws Exception {
        List<List<Object>> told = new ArrayList<>();
        for (List<Object> row : lakes.gateway().query("SELECT * FROM TABLE(features('%s')) AS f".formatted(table))) {
            assertThat(row.get(4)).asString().isNotBlank();
            told.add(row.subList(0, 4));
        }
        return told;
    }

    private static List<Object> row(String kind, String name, String status, String reader) {
        return java.util.Arrays.asList(kind, name, status, reader);
    }

    @Test
    void aTableOfEachFormatTellsItsProtocolAndItsColumns() throws Exception {
        assertThat(features("d.shop.orders"))
                .contains(
                        row("protocol", "readerVersion 1", "supported", "format"),
                        row("column", "id integer", "supported", "engine"),
                        row("column", "region string", "supported", "engine"));
        assertThat(features("d.shop.marked"))
                .contains(
                        row("protocol", "readerVersion 3", "supported", "format"),
                        row("protocol", "deletionVectors", "supported", "engine"));
        assertThat(features("i.shop.orders"))
                .containsExactly(
                        row("protocol", "format version 2", "supported", "format"),
                        row("protocol", "files of the format parquet", "supported", "engine"),
                        row("column", "id int", "supported", "engine"),
                        row("column", "region string", "supported", "engine"));
        assertThat(features("lake.main.orders"))
                .containsExactly(
                        row("protocol", "version 1.0", "supported", "engine"),
                        row("column", "id int32", "supported", "engine"),
                        row("column", "region varchar", "supported", "engine"));
    }

    @Test
    void aRefusedTableStillTellsWhatItIsMadeOf() throws Exception {
        assertThatThrownBy(() -> lakes.gateway().query("SELECT * FROM d.shop.later"))
                .hasMessageContaining("timeMachine");
        assertThat(features("d.shop.later"))
                .containsExactly(
                        row("protocol", "readerVersion 3", "supported", "format"),
                        row("protocol", "writerVersion 7", "supported", null),
                        row("protocol", "deletionVectors", "supported", "engine"),
                        row("protocol", "timeMachine", "refused", null),
                        row("protocol", "appendOnly", "supported", null),
                        row("column", "id integer", "supported", "engine"),
                        row("column", "v variant", "degraded", "format"),
                        row("column", "odd interval", "refused", null));
        assertThat(features("i.shop.odd"))
                .containsExactly(
                        row("protocol", "format version 3", "supported", "format"),
                        row("protocol", "row lineage", "supported", "engine"),
                        row("protocol", "table encryption", "refused", null),
                        row("protocol", "files of the format orc", "degraded", "format"),
                        row("column", "id int", "supported", "engine"),
                        row("column", "v variant", "degraded", "format"));
    }

    @Test
    void featuresAreRowsLikeAnyAndNeedATableThatExists() throws Exception {
        assertThat(lakes.gateway()
                        .query("SELECT count(*) FROM TABLE(features('d.shop.later')) AS f WHERE f.status = 'refused'"))
                .isEqualTo(List.of(List.of(2L)));
        assertThatThrownBy(() -> features("d.shop.ordes")).hasMessageContaining("Did you mean orders?");
        assertThatThrownBy(() -> lakes.gateway().query("SELECT * FROM TABLE(features())"))
                .hasMessageContaining("features");
    }
}
