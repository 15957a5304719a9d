package io.lakegate.adapters.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.lakegate.adapters.storage.Location;
import io.lakegate.adapters.testing.DeltaTableWriter;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.Version;
import io.lakegate.catalog.spi.PinnedTable;
import io.lakegate.catalog.spi.Rows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HistoryTableTest {
    private static final String INFO = """
            {"commitInfo":{"timestamp":1,"operation":"WRITE","operationParameters":{"mode":"Append","predicate":null,"files":2},\
            "userId":"7","userName":"ann","userMetadata":"nightly","engineInfo":"Spark/4","readVersion":0,"isolationLevel":"Serializable",\
            "isBlindAppend":true,"operationMetrics":{"numFiles":"1"},"job":{"jobId":"j1"},"notebook":{"notebookId":"n1"},\
            "clusterId":"c1","txnId":"t1"}}""";

    @TempDir
    Path root;

    @Test
    void historyTellsTheCommitsNewestFirstWithWhatTheirWritersSaid() {
        PinnedTable table = HandmadeTable.plain(root.resolve("t"), HandmadeTable.ID_COLUMN)
                .commit(1, HandmadeTable.add("a.parquet"), INFO)
                .pin();

        assertThat(MetadataOf.rows(
                        table,
                        "history",
                        "version",
                        "parent_version",
                        "operation",
                        "user_name",
                        "commit_message",
                        "engine",
                        "summary",
                        "operation_parameters",
                        "is_blind_append",
                        "read_version",
                        "job"))
                .first()
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .containsExactly(
                        1L,
                        0L,
                        "WRITE",
                        "ann",
                        "nightly",
                        "Spark/4",
                        Map.of("numFiles", "1"),
                        Map.of("mode", "Append", "files", "2"),
                        true,
                        0L,
                        Map.of("jobId", "j1"));
        assertThat(MetadataOf.rows(table, "history", "version", "parent_version", "operation", "summary"))
                .element(1)
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .containsExactly(0L, null, null, null);
    }

    @Test
    void whatDescribeHistoryCallsOtherwiseIsThereUnderThatNameButNotInAStar() {
        PinnedTable table = HandmadeTable.plain(root.resolve("t"), HandmadeTable.ID_COLUMN)
                .commit(1, INFO)
                .pin();
        PinnedTable history = table.metadata("history").orElseThrow();

        assertThat(MetadataOf.rows(
                        table, "history", "userId", "clusterId", "operationMetrics", "engineInfo", "isolationLevel"))
                .first()
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .containsExactly("7", "c1", Map.of("numFiles", "1"), "Spark/4", "Serializable");
        assertThat(MetadataOf.names(history.columns())).doesNotContain("userId", "timestamp");
        assertThat(MetadataOf.names(history.hiddenColumns())).contains("userId", "timestamp");
        assertThat(history.name().table()).isEqualTo("t$history");
    }

    @Test
    void snapshotsHasTheFirstColumnsOfHistory() {
        PinnedTable table =
                HandmadeTable.plain(root.resolve("t"), HandmadeTable.ID_COLUMN).pin();
        List<Column> snapshots = table.metadata("snapshots").orElseThrow().columns();

        assertThat(table.metadata("history").orElseThrow().columns()).startsWith(snapshots.toArray(Column[]::new));
        assertThat(MetadataOf.column(table, "snapshots", "version")).containsExactly(0L);
    }

    @Test
    void historyEndsAtTheVersionThatIsRead() {
        HandmadeTable table = HandmadeTable.plain(root.resolve("t"), HandmadeTable.ID_COLUMN)
                .commit(1, INFO)
                .commit(2, INFO);

        PinnedTable pinned = table.catalog().pin(HandmadeTable.NAME, new Version.Numbered(1));

        assertThat(MetadataOf.column(pinned, "history", "version")).containsExactly(1L, 0L);
    }

    @Test
    void timesThatDoNotComeAfterEachOtherAreShifted() throws IOException {
        HandmadeTable table = HandmadeTable.plain(root.resolve("t"), HandmadeTable.ID_COLUMN)
                .commit(1, INFO)
                .commit(2, INFO);
        for (int version = 0; version < 3; version++) {
            Files.setLastModifiedTime(
                    table.log().resolve("%020d.json".formatted(version)),
                    FileTime.from(Instant.parse("2024-04-0%dT00:00:00Z".formatted(3 - version))));
        }

        assertThat(MetadataOf.column(table.pin(), "history", "committed_at"))
                .containsExactly(
                        Instant.parse("2024-04-03T00:00:00.002Z"),
                        Instant.parse("2024-04-03T00:00:00.001Z"),
                        Instant.parse("2024-04-03T00:00:00Z"));
    }

    @Test
    void commitsTellTheirOwnTimesWhereTheTableHasThem() throws IOException {
        String protocol = """
                {"protocol":{"minReaderVersion":1,"minWriterVersion":7,"writerFeatures":["inCommitTimestamp"]}}""";
        HandmadeTable table = new HandmadeTable(root.resolve("t"))
                .commit(0, protocol, HandmadeTable.metadata(List.of(), Map.of(), HandmadeTable.ID_COLUMN))
                .commit(
                        1,
                        "{\"commitInfo\":{\"inCommitTimestamp\":1700000000123}}",
                        HandmadeTable.metadata(
                                List.of(),
                                Map.of(
                                        "delta.enableInCommitTimestamps", "true",
                                        "delta.inCommitTimestampEnablementVersion", "1",
                                        "delta.inCommitTimestampEnablementTimestamp", "1700000000123"),
                                HandmadeTable.ID_COLUMN));
        Files.setLastModifiedTime(
                table.log().resolve("%020d.json".formatted(0)), FileTime.from(Instant.parse("2023-01-01T00:00:00Z")));

        assertThat(MetadataOf.column(table.pin(), "history", "committed_at"))
                .containsExactly(Instant.ofEpochMilli(1700000000123L), Instant.parse("2023-01-01T00:00:00Z"));

        table.commit(2, INFO);
        assertThatThrownBy(() -> MetadataOf.column(table.pin(), "history", "committed_at"))
                .asInstanceOf(type(GatewayException.class))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.TABLE_DAMAGED));
    }

    @Test
    void commitsThatWereCleanedUpAreLeftOut() throws IOException {
        Column id = new Column("id", LakeType.Simple.BIGINT);
        DeltaTableWriter writer = DeltaTableWriter.create(root.resolve("t"), List.of(id));
        writer.append(List.<Object[]>of(new Object[] {1L}));
        writer.append(List.<Object[]>of(new Object[] {2L}));
        writer.checkpoint();
        writer.append(List.<Object[]>of(new Object[] {3L}));
        for (int version = 0; version < 2; version++) {
            Files.delete(writer.folder().resolve("_delta_log/%020d.json".formatted(version)));
        }

        PinnedTable table = table(writer.folder());

        assertThat(MetadataOf.rows(table, "history", "version", "operation"))
                .containsExactly(List.of(3L, "WRITE"), List.of(2L, "WRITE"));
        assertThat(MetadataOf.column(table, "files", "row_count")).containsExactlyInAnyOrder(1L, 1L, 1L);
    }

    @Test
    void theFirstRowsDoNotWaitForOldCommits() {
        HandmadeTable table = HandmadeTable.plain(root.resolve("t"), HandmadeTable.ID_COLUMN);
        for (int version = 1; version <= 30; version++) {
            table.commit(version, INFO);
        }
        PinnedTable pinned = table.pin();
        table.commit(3, "{\"commitInfo\":{\"opera");

        try (Rows rows = MetadataOf.open(pinned, "history", "version", "operation")) {
            assertThat(rows.next(1000).orElseThrow().value(0, 0)).isEqualTo(30L);
        }
        assertThat(MetadataOf.column(pinned, "history", "version")).hasSize(31);
        assertThatThrownBy(() -> MetadataOf.column(pinned, "history", "operation"))
                .asInstanceOf(type(GatewayException.class))
                .satisfies(e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.TABLE_DAMAGED);
                    assertThat(e).hasMessageContaining("00000000000000000003.json");
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"history", "detail"})
    void aTableMadeAnewUnderAPinnedOneIsAnErrorAndNotItsHistory(String kind) throws IOException {
        HandmadeTable table = HandmadeTable.plain(root.resolve("t"), HandmadeTable.ID_COLUMN);
        PinnedTable pinned = table.pin();
        Files.delete(table.log().resolve("%020d.json".formatted(0)));
        table.commit(0, INFO, HandmadeTable.protocol(1, 2));

        String column = kind.equals("history") ? "version" : "file_count";
        assertThatThrownBy(() -> MetadataOf.column(pinned, kind, column))
                .hasMessageContaining("was replaced or cleaned up while it was being read");
    }

    static PinnedTable table(Path folder) {
        SingleTable single =
                new SingleTable(HandmadeTable.NAME.schema(), HandmadeTable.NAME.table(), new Location(folder));
        return new DeltaCatalog("lake", new DeltaSource(Optional.empty(), List.of(single)))
                .pin(HandmadeTable.NAME, Version.LATEST);
    }
}
