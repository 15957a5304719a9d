package io.lakegate.adapters.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.lakegate.adapters.storage.Location;
import io.lakegate.adapters.testing.DeltaTableWriter;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.filter.Filter;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.DataFile;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.Value;
import io.lakegate.catalog.model.Version;
import io.lakegate.catalog.scan.FileVerdict;
import io.lakegate.catalog.scan.ScanPlan;
import io.lakegate.catalog.scan.ScanRequest;
import io.lakegate.catalog.spi.PinnedTable;
import io.lakegate.catalog.spi.Reader;
import io.lakegate.catalog.spi.Scan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChangeFeedTest {
    private static final Map<String, String> RECORDED = Map.of("delta.enableChangeDataFeed", "true");
    private static final List<String> CHANGE = List.of("_change_type", "_commit_version");

    @TempDir
    Path root;

    @Test
    void filesThatCameAndWentAreInsertedAndDeletedRows() {
        List<Column> columns =
                List.of(new Column("id", LakeType.Simple.BIGINT), new Column("region", LakeType.Simple.VARCHAR));
        DeltaTableWriter writer = DeltaTableWriter.create(root.resolve("t"), columns, List.of("region"), RECORDED);
        writer.append(List.of(new Object[] {1L, "north"}, new Object[] {2L, null}));
        writer.remove(path -> true);
        writer.append(List.<Object[]>of(new Object[] {3L, "south"}));

        PinnedTable changes = changes(writer.folder(), numbered(0), Version.LATEST);

        assertThat(MetadataOf.names(changes.columns()))
                .containsExactly("id", "region", "_change_type", "_commit_version", "_commit_timestamp");
        assertThat(changes.columns().get(4).type()).isEqualTo(LakeType.Simple.TIMESTAMP_TZ);
        assertThat(PlanRows.of(plan(changes, Filter.ANYTHING, "id", "region", "_change_type", "_commit_version")))
                .containsExactlyInAnyOrder(
                        List.of("1", "north", "insert", "1"),
                        List.of("2", "", "insert", "1"),
                        List.of("1", "north", "delete", "2"),
                        List.of("2", "", "delete", "2"),
                        List.of("3", "south", "insert", "3"));
    }

    @Test
    void bothBoundsAreIncluded() {
        HandmadeTable table = recorded()
                .commit(1, HandmadeTable.add("a.parquet"))
                .commit(2, HandmadeTable.add("b.parquet"))
                .commit(3, HandmadeTable.add("c.parquet"));

        assertThat(plan(changes(table, numbered(1), numbered(2)), Filter.ANYTHING)
                        .files())
                .extracting(file -> Path.of(file.location()).getFileName() + " "
                        + file.constants().get("_commit_version").content().orElseThrow())
                .containsExactly("a.parquet 1", "b.parquet 2");
    }

    @Test
    void filesThatWereOnlyRewrittenAreNoChange() {
        HandmadeTable table = recorded()
                .commit(1, HandmadeTable.add("a.parquet"))
                .commit(2, remove("a.parquet", false), add("b.parquet", false));

        assertThat(plan(changes(table, numbered(2), numbered(2)), Filter.ANYTHING)
                        .files())
                .isEmpty();
    }

    @Test
    void aMergeThatFoundNothingToChangeIsNoChange() {
        HandmadeTable table = recorded()
                .commit(1, HandmadeTable.add("a.parquet"))
                .commit(
                        2,
                        "{\"commitInfo\":{\"operation\":\"MERGE\",\"operationMetrics\":{\"numTargetRowsInserted\":\"0\",\"numTargetRowsUpdated\":\"0\",\"numTargetRowsDeleted\":\"0\"}}}",
                        remove("a.parquet", true),
                        add("b.parquet", true));

        assertThat(plan(changes(table, numbered(2), numbered(2)), Filter.ANYTHING)
                        .files())
                .isEmpty();
    }

    @Test
    void aPartitionValueThatIsLeftOutOfARemovalIsNull() {
        HandmadeTable table = new HandmadeTable(root.resolve("t"))
                .commit(
                        0,
                        HandmadeTable.protocol(1, 4),
                        HandmadeTable.metadata(
                                List.of("region"),
                                RECORDED,
                                HandmadeTable.ID_COLUMN,
                                HandmadeTable.field("region", "\"string\"")))
                .commit(
                        1,
                        "{\"remove\":{\"path\":\"a.parquet\",\"dataChange\":true,\"partitionValues\":{},\"size\":1}}");
        PinnedTable changes = changes(table, numbered(0), Version.LATEST);

        assertThat(names(plan(changes, new Filter.IsNull("region")))).containsExactly("a.parquet");
        assertThat(names(plan(changes, equal("region", LakeType.Simple.VARCHAR, "north"))))
                .isEmpty();
    }

    @Test
    void filtersOnWhatIsKnownOfAFileDropIt() {
        HandmadeTable table = new HandmadeTable(root.resolve("t"))
                .commit(
                        0,
                        HandmadeTable.protocol(1, 4),
                        HandmadeTable.metadata(
                                List.of("region"),
                                RECORDED,
                                HandmadeTable.ID_COLUMN,
                                HandmadeTable.field("region", "\"string\"")))
                .commit(1, HandmadeTable.add("a.parquet", Map.of("region", "north")))
                .commit(
                        2,
                        HandmadeTable.add("b.parquet", Map.of("region", "south")),
                        "{\"remove\":{\"path\":\"a.parquet\",\"dataChange\":true,\"partitionValues\":{\"region\":\"north\"},\"size\":1}}")
                .commit(3, "{\"cdc\":{\"path\":\"c.parquet\",\"partitionValues\":{\"region\":\"north\"},\"size\":1}}");
        PinnedTable changes = changes(table, numbered(0), Version.LATEST);

        assertThat(names(plan(changes, equal("region", LakeType.Simple.VARCHAR, "south"))))
                .containsExactly("b.parquet");
        assertThat(names(plan(changes, equal("_commit_version", LakeType.Simple.BIGINT, 1L))))
                .containsExactly("a.parquet");
        assertThat(names(plan(changes, equal("_change_type", LakeType.Simple.VARCHAR, "delete"))))
                .as("what a change file holds is not known")
                .containsExactlyInAnyOrder("a.parquet", "c.parquet");
        assertThat(changes.verdicts(
                        new ScanRequest(List.of(), equal("_change_type", LakeType.Simple.VARCHAR, "delete"))))
                .extracting(FileVerdict::kept, FileVerdict::reason)
                .contains(tuple(true, "it holds deletes of version 2"))
                .anySatisfy(verdict -> assertThat(verdict.toList().get(1).toString())
                        .startsWith("it holds inserts of version 1, so no row has _change_type"));
    }

    @Test
    void aRangeInWhichChangesWereNotRecordedThroughoutIsRefusedWithTheVersionsAtWhichTheyWere() {
        HandmadeTable table = HandmadeTable.plain(root.resolve("t"), HandmadeTable.ID_COLUMN)
                .commit(1, HandmadeTable.metadata(List.of(), RECORDED, HandmadeTable.ID_COLUMN))
                .commit(2, HandmadeTable.add("a.parquet"))
                .commit(3, HandmadeTable.metadata(List.of(), Map.of(), HandmadeTable.ID_COLUMN));

        assertRefused(table, 0, 3, "was on only from version 1 to version 2");
        assertRefused(table, 2, 3, "was on only from version 2 to version 2");
        assertRefused(table, 3, 3, "was on at none of them");
        assertThat(names(plan(changes(table, numbered(1), numbered(2)), Filter.ANYTHING)))
                .containsExactly("a.parquet");
    }

    @Test
    void aColumnThatWasAddedMayBeMissingInOlderFilesAndOneThatWasDroppedIsRefused() {
        String name = HandmadeTable.field("name", "\"string\"");
        HandmadeTable table = recorded()
                .commit(1, HandmadeTable.metadata(List.of(), RECORDED, HandmadeTable.ID_COLUMN, name))
                .commit(2, HandmadeTable.metadata(List.of(), RECORDED, HandmadeTable.ID_COLUMN))
                .commit(3, HandmadeTable.metadata(List.of(), RECORDED, HandmadeTable.field("id", "\"integer\"")));

        assertThat(MetadataOf.names(changes(table, numbered(0), numbered(1)).columns()))
                .startsWith("id", "name");
        assertRefused(table, 0, 2, "after version 1 column name was dropped or renamed");
        assertRefused(table, 2, 3, "after version 2 column id changed its type from BIGINT to INTEGER");
    }

    @Test
    void rowsThatADeletionVectorHidesAreDeletedAndThoseThatItNoLongerHidesAreInserted() throws IOException {
        String file =
                "{\"path\":\"a.parquet\",\"partitionValues\":{},\"size\":1,\"modificationTime\":0,\"dataChange\":true%s%s}";
        String stats = ",\"stats\":\"{\\\"numRecords\\\":20}\"";
        HandmadeTable table = new HandmadeTable(root.resolve("t"))
                .commit(
                        0,
                        HandmadeTable.protocolWith("deletionVectors"),
                        HandmadeTable.metadata(List.of(), RECORDED, HandmadeTable.ID_COLUMN))
                .commit(1, add(file, stats, ""))
                .commit(2, remove(file, stats, ""), add(file, stats, vector(3, 4, 7, 11, 18)))
                .commit(3, remove(file, stats, vector(3, 4, 7, 11, 18)), add(file, stats, vector(4, 19)))
                .commit(4, remove(file, stats, vector(4, 19)), add(file, stats, ""))
                .commit(5, remove(file, "", ""), add(file, "", vector(5)));

        List<DataFile> files = plan(changes(table, numbered(1), numbered(4)), Filter.ANYTHING)
                .files()
                .toList();

        assertThat(files)
                .extracting(ChangeFeedTest::kept)
                .containsExactly(
                        "1 insert 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19",
                        "2 delete 3, 4, 7, 11, 18",
                        "3 delete 19",
                        "3 insert 3, 7, 11, 18",
                        "4 insert 4, 19");
        assertThatThrownBy(() -> plan(changes(table, numbered(5), numbered(5)), Filter.ANYTHING))
                .asInstanceOf(type(GatewayException.class))
                .satisfies(e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.TABLE_DAMAGED);
                    assertThat(e).hasMessageContaining("a.parquet").hasMessageContaining("the number of its rows");
                });
    }

    @ParameterizedTest
    @CsvSource({
        "2024-04-01T00:00:00Z, 2024-04-09T00:00:00Z, 0 1 2",
        "2024-04-02T08:00:00Z, 2024-04-03T07:59:59Z, 1",
        "2024-04-02T08:00:00.001Z, 2024-04-03T08:00:00Z, 2",
        "2024-04-02T09:00:00Z, 2024-04-03T07:00:00Z, ''"
    })
    void aTimeMeansTheFirstCommitAtOrAfterItWhereARangeBeginsAndTheLastAtOrBeforeItWhereItEnds(
            Instant from, Instant to, String versions) throws IOException {
        HandmadeTable table = daily();

        PinnedTable changes = changes(table, new Version.AtTime(from), new Version.AtTime(to));

        assertThat(plan(changes, Filter.ANYTHING).files())
                .extracting(file -> file.constants()
                        .get("_commit_version")
                        .content()
                        .orElseThrow()
                        .toString())
                .containsExactly(versions.isEmpty() ? new String[0] : versions.split(" "));
    }

    @Test
    void boundsThatMakeNoRangeAreRefused() throws IOException {
        HandmadeTable table = daily();
        Version late = new Version.AtTime(Instant.parse("2024-05-01T00:00:00Z"));

        assertThatThrownBy(() -> changes(table, numbered(2), numbered(1)))
                .hasMessageContaining("from version 2 to version 1")
                .asInstanceOf(type(GatewayException.class))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_STATEMENT));
        assertThatThrownBy(() -> changes(table, late, Version.LATEST))
                .hasMessageContaining("version 0 of 2024-04-01T08:00:00Z to version 2 of 2024-04-03T08:00:00Z")
                .asInstanceOf(type(GatewayException.class))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.VERSION_NOT_FOUND));
        assertThatThrownBy(() -> changes(table, late, new Version.AtTime(Instant.parse("2024-04-02T00:00:00Z"))))
                .hasMessageContaining("the end comes before the start");
        assertThatThrownBy(() -> changes(table, numbered(3), Version.LATEST)).hasMessageContaining("versions 0 to 2");
        assertThatThrownBy(() -> changes(table, numbered(-1), Version.LATEST)).hasMessageContaining("versions 0 to 2");
        assertThatThrownBy(() -> changes(table, numbered(0), numbered(7))).hasMessageContaining("versions 0 to 2");
    }

    @Test
    void aDamagedCommitOfTheRangeIsAnErrorThatNamesIt() throws IOException {
        HandmadeTable table = recorded()
                .commit(1, HandmadeTable.add("a.parquet"))
                .commit(2, HandmadeTable.add("b.parquet"))
                .commit(3, HandmadeTable.add("c.parquet"));
        PinnedTable changes = changes(table, numbered(1), numbered(3));
        Path second = table.log().resolve("%020d.json".formatted(2));
        String whole = Files.readString(second);

        Files.writeString(second, whole.substring(0, whole.length() / 2));
        assertThatThrownBy(() -> plan(changes, Filter.ANYTHING))
                .asInstanceOf(type(GatewayException.class))
                .satisfies(e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.TABLE_DAMAGED);
                    assertThat(e).hasMessageContaining("00000000000000000002.json");
                });
        Files.delete(second);
        assertThatThrownBy(() -> plan(changes, Filter.ANYTHING))
                .asInstanceOf(type(GatewayException.class))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_UNREADABLE));
    }

    @Test
    void aTableMadeAnewUnderAFeedIsAnErrorAndNotItsChanges() throws IOException {
        HandmadeTable table = recorded().commit(1, HandmadeTable.add("a.parquet"));
        PinnedTable changes = changes(table, numbered(0), numbered(1));
        Files.delete(table.log().resolve("%020d.json".formatted(1)));
        table.commit(1, HandmadeTable.add("b.parquet"), HandmadeTable.add("c.parquet"));

        assertThatThrownBy(() -> plan(changes, Filter.ANYTHING))
                .hasMessageContaining("was replaced or cleaned up while it was being read");
    }

    @Test
    void commitsThatWereCleanedUpHaveNoChanges() throws IOException {
        DeltaTableWriter writer = DeltaTableWriter.create(
                root.resolve("t"), List.of(new Column("id", LakeType.Simple.BIGINT)), List.of(), RECORDED);
        writer.append(List.<Object[]>of(new Object[] {1L}));
        writer.checkpoint();
        writer.append(List.<Object[]>of(new Object[] {2L}));
        Files.delete(writer.folder().resolve("_delta_log/%020d.json".formatted(0)));

        assertThat(PlanRows.of(plan(changes(writer.folder(), numbered(1), numbered(2)), Filter.ANYTHING, "id")))
                .containsExactly(List.of("1"), List.of("2"));
        assertThatThrownBy(() -> changes(writer.folder(), numbered(0), numbered(2)))
                .asInstanceOf(type(GatewayException.class))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.VERSION_NOT_FOUND));
    }

    private HandmadeTable recorded() {
        return new HandmadeTable(root.resolve("t"))
                .commit(
                        0,
                        HandmadeTable.protocol(1, 4),
                        HandmadeTable.metadata(List.of(), RECORDED, HandmadeTable.ID_COLUMN));
    }

    /** Three versions a day apart, each of which adds a file. */
    private HandmadeTable daily() throws IOException {
        HandmadeTable table = new HandmadeTable(root.resolve("t"))
                .commit(
                        0,
                        HandmadeTable.protocol(1, 4),
                        HandmadeTable.metadata(List.of(), RECORDED, HandmadeTable.ID_COLUMN),
                        HandmadeTable.add("a.parquet"))
                .commit(1, HandmadeTable.add("b.parquet"))
                .commit(2, HandmadeTable.add("c.parquet"));
        for (int version = 0; version < 3; version++) {
            Files.setLastModifiedTime(
                    table.log().resolve("%020d.json".formatted(version)),
                    FileTime.from(Instant.parse("2024-04-0%dT08:00:00Z".formatted(version + 1))));
        }
        return table;
    }

    private void assertRefused(HandmadeTable table, long from, long to, String why) {
        assertThatThrownBy(() -> plan(changes(table, numbered(from), numbered(to)), Filter.ANYTHING))
                .asInstanceOf(type(GatewayException.class))
                .satisfies(e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED_TABLE_FEATURE);
                    assertThat(e).hasMessageContaining(why);
                });
    }

    private static Version numbered(long version) {
        return new Version.Numbered(version);
    }

    private static PinnedTable changes(HandmadeTable table, Version from, Version to) {
        return table.catalog().changes(HandmadeTable.NAME, from, to);
    }

    private static PinnedTable changes(Path folder, Version from, Version to) {
        SingleTable single =
                new SingleTable(HandmadeTable.NAME.schema(), HandmadeTable.NAME.table(), new Location(folder));
        return new DeltaCatalog("lake", new DeltaSource(Optional.empty(), List.of(single)))
                .changes(HandmadeTable.NAME, from, to);
    }

    private static ScanPlan plan(PinnedTable changes, Filter filter, String... columns) {
        Scan scan = changes.scan(new ScanRequest(columns.length == 0 ? CHANGE : List.of(columns), filter), Reader.AUTO);
        return scan.match(
                Scan.Files::plan,
                fromJvm -> {
                    throw new AssertionError("rows from the JVM");
                },
                parts -> {
                    throw new AssertionError("rows in parts");
                });
    }

    private static List<String> names(ScanPlan plan) {
        return plan.files()
                .map(file -> Path.of(file.location()).getFileName().toString())
                .toList();
    }

    private static Filter equal(String column, LakeType type, Object value) {
        return new Filter.Compare(column, Filter.Operator.EQUAL, Value.of(type, value));
    }

    private static String add(String path, boolean dataChange) {
        return "{\"add\":{\"path\":\"%s\",\"partitionValues\":{},\"size\":1,\"modificationTime\":0,\"dataChange\":%s}}"
                .formatted(path, dataChange);
    }

    private static String remove(String path, boolean dataChange) {
        return "{\"remove\":{\"path\":\"%s\",\"dataChange\":%s,\"size\":1}}".formatted(path, dataChange);
    }

    private static String add(String file, String stats, String vector) {
        return "{\"add\":" + file.formatted(stats, vector) + "}";
    }

    private static String remove(String file, String stats, String vector) {
        return "{\"remove\":" + file.formatted(stats, vector) + "}";
    }

    /** A field of an action: an inline deletion vector of these rows. */
    private static String vector(int... rows) throws IOException {
        return ",\"deletionVector\":" + InlineVector.of(rows);
    }

    /** Version, type of change and the rows that are read of a file of twenty. */
    private static String kept(DataFile file) {
        List<Long> deleted =
                file.deletes().map(rows -> rows.positions().boxed().toList()).orElse(List.of());
        assertThat(file.deletes().map(rows -> rows.cardinality()).orElse(0L)).isEqualTo(deleted.size());
        String rows = LongStream.range(0, 20)
                .filter(row -> !deleted.contains(row))
                .mapToObj(Long::toString)
                .collect(Collectors.joining(", "));
        return "%s %s %s"
                .formatted(
                        file.constants().get("_commit_version").content().orElseThrow(),
                        file.constants().get("_change_type").content().orElseThrow(),
                        rows);
    }
}
