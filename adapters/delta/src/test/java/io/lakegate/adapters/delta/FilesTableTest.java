package io.lakegate.adapters.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lakegate.adapters.storage.Location;
import io.lakegate.adapters.testing.DeltaTableWriter;
import io.lakegate.adapters.testing.Fixtures;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.Version;
import io.lakegate.catalog.spi.PinnedTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The metadata tables that tell about the state of a table. */
class FilesTableTest {
    private static final List<Column> COLUMNS = List.of(
            new Column("id", LakeType.Simple.BIGINT),
            new Column("name", LakeType.Simple.VARCHAR),
            new Column("region", LakeType.Simple.VARCHAR));

    @TempDir
    Path root;

    private DeltaTableWriter writer;

    @BeforeEach
    void threeFilesInTwoPartitions() {
        writer = DeltaTableWriter.create(
                root.resolve("t"), COLUMNS, List.of("region"), Map.of("delta.appendOnly", "true"));
        writer.append(List.of(row(1L, "ann", "north"), row(2L, null, "north"), row(3L, "cid", null)));
        writer.append(List.of(row(4L, "dan", "north"), row(5L, "eve", "north")));
    }

    private static Object[] row(Object... values) {
        return values;
    }

    private PinnedTable pin() {
        return HistoryTableTest.table(writer.folder());
    }

    @Test
    void filesTellsWhereTheyAreAndWhatIsInThem() throws Exception {
        List<List<Object>> files = MetadataOf.rows(
                pin(),
                "files",
                "path",
                "size_bytes",
                "row_count",
                "deleted_row_count",
                "partition_values",
                "lower_bounds",
                "upper_bounds",
                "null_counts");

        assertThat(files).hasSize(3);
        for (List<Object> file : files) {
            assertThat(Files.size(Path.of((String) file.get(0)))).isEqualTo(file.get(1));
        }
        assertThat(files)
                .extracting(file -> file.subList(2, 8))
                .containsExactlyInAnyOrder(
                        List.of(
                                2L,
                                0L,
                                Map.of("region", "north"),
                                Map.of("id", "1", "name", "ann"),
                                Map.of("id", "2", "name", "ann"),
                                Map.of("id", 0L, "name", 1L)),
                        List.of(
                                1L,
                                0L,
                                Collections.singletonMap("region", null),
                                Map.of("id", "3", "name", "cid"),
                                Map.of("id", "3", "name", "cid"),
                                Map.of("id", 0L, "name", 0L)),
                        List.of(
                                2L,
                                0L,
                                Map.of("region", "north"),
                                Map.of("id", "4", "name", "dan"),
                                Map.of("id", "5", "name", "eve"),
                                Map.of("id", 0L, "name", 0L)));
    }

    @Test
    void partitionsSumsTheirFiles() {
        assertThat(MetadataOf.rows(pin(), "partitions", "partition_values", "file_count", "row_count"))
                .containsExactlyInAnyOrder(
                        List.of(Map.of("region", "north"), 2L, 4L),
                        List.of(Collections.singletonMap("region", null), 1L, 1L));
    }

    @Test
    void anEarlierVersionHasItsOwnFiles() {
        SingleTable single =
                new SingleTable(HandmadeTable.NAME.schema(), HandmadeTable.NAME.table(), new Location(writer.folder()));
        try (DeltaCatalog catalog = new DeltaCatalog("lake", new DeltaSource(Optional.empty(), List.of(single)))) {
            PinnedTable first = catalog.pin(HandmadeTable.NAME, new Version.Numbered(1));
            PinnedTable empty = catalog.pin(HandmadeTable.NAME, new Version.Numbered(0));

            assertThat(MetadataOf.column(first, "files", "row_count")).containsExactlyInAnyOrder(2L, 1L);
            assertThat(MetadataOf.rows(first, "detail", "version", "file_count"))
                    .containsExactly(List.of(1L, 2L));
            assertThat(MetadataOf.column(empty, "partitions", "file_count")).isEmpty();
        }
    }

    @Test
    void propertiesTellsWhatIsSetAndTheProtocol() {
        assertThat(MetadataOf.rows(pin(), "properties", "key", "value"))
                .contains(List.of("delta.appendOnly", "true"))
                .anySatisfy(property -> assertThat(property.get(0)).isEqualTo("delta.minReaderVersion"));
    }

    @Test
    void detailIsOneRow() {
        PinnedTable table = pin();

        assertThat(MetadataOf.rows(
                        table,
                        "detail",
                        "format",
                        "name",
                        "location",
                        "version",
                        "partition_columns",
                        "clustering_columns",
                        "file_count",
                        "numFiles",
                        "properties"))
                .containsExactly(List.of(
                        "delta",
                        "lake.default.t",
                        writer.folder().toString(),
                        2L,
                        List.of("region"),
                        List.of(),
                        3L,
                        3L,
                        Map.of("delta.appendOnly", "true")));
        assertThat(MetadataOf.column(table, "detail", "last_modified_at"))
                .isEqualTo(MetadataOf.column(table, "history", "committed_at").subList(0, 1));
    }

    @Test
    void rowsThatADeletionVectorHidesAreCounted() {
        PinnedTable table = HistoryTableTest.table(fixture("trino", "deltalake__deletion_vector_pages"));

        assertThat(MetadataOf.rows(table, "files", "row_count", "deleted_row_count"))
                .containsExactlyInAnyOrder(List.of(20001L, 1L), List.of(1L, 0L));
        assertThat(MetadataOf.rows(table, "partitions", "partition_values", "row_count", "deleted_row_count"))
                .containsExactly(List.of(List.of(), 20002L, 1L));
    }

    @Test
    void columnsAreNamedAsUsersKnowThem() {
        PinnedTable table = HistoryTableTest.table(fixture("kernel-rs", "cdf-column-mapping-name-mode"));

        assertThat(MetadataOf.column(table, "files", "lower_bounds"))
                .allSatisfy(bounds -> assertThat(bounds)
                        .asInstanceOf(InstanceOfAssertFactories.MAP)
                        .containsOnlyKeys("id", "name", "value"));
    }

    @Test
    void rowsAreCountedWhereACheckpointHasTypedStatisticsOnly() {
        PinnedTable table = HistoryTableTest.table(fixture("kernel-rs", "v2-classic-parquet-struct-stats-only"));

        assertThat(MetadataOf.rows(table, "files", "row_count", "lower_bounds"))
                .isNotEmpty()
                .allSatisfy(file -> assertThat(file).doesNotContainNull());
    }

    @Test
    void everyKindOpensAndNoOther() {
        PinnedTable table = pin();

        assertThat(table.metadataKinds())
                .isSorted()
                .contains("history", "files", "partitions", "properties", "snapshots", "detail")
                .allSatisfy(kind -> assertThat(table.metadata(kind)).isPresent());
        assertThat(table.metadata("nothing")).isEmpty();
        assertThat(MetadataOf.rows(table, "files")).hasSize(3);
    }

    private static Path fixture(String source, String name) {
        Optional<Fixtures> fixtures = Fixtures.find();
        assumeTrue(fixtures.isPresent(), Fixtures.MISSING);
        return fixtures.get().folder("delta", source).resolve(name);
    }
}
