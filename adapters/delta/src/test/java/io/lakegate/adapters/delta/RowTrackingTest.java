package io.lakegate.adapters.delta;

import static io.lakegate.adapters.delta.HandmadeTable.ID_COLUMN;
import static io.lakegate.adapters.delta.HandmadeTable.add;
import static io.lakegate.adapters.delta.HandmadeTable.field;
import static io.lakegate.adapters.delta.HandmadeTable.metadata;
import static io.lakegate.adapters.delta.HandmadeTable.protocol;
import static org.assertj.core.api.Assertions.assertThat;

import io.lakegate.catalog.filter.Filter;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.DataFile;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.catalog.model.Value;
import io.lakegate.catalog.scan.ColumnSource;
import io.lakegate.catalog.scan.ScanPlan;
import io.lakegate.catalog.scan.ScanRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowTrackingTest {
    private static final Map<String, String> ENABLED = Map.of("delta.enableRowTracking", "true");

    @TempDir
    Path folder;

    @Test
    void rowsAreToldByTheFirstRowOfTheirFileAndTheirPosition() {
        HandmadeTable table =
                table(ENABLED, add("a.parquet", Map.of(), Map.of("baseRowId", 100, "defaultRowCommitVersion", 3)));

        assertThat(table.pin().hiddenColumns())
                .containsExactly(
                        new Column("_row_id", Simple.BIGINT), new Column("_row_commit_version", Simple.BIGINT));
        assertThat(table.pin().columns()).extracting(Column::name).containsExactly("id");
        ScanPlan plan = plan(table, "_row_commit_version", "id", "_row_id");
        assertThat(plan.groups().get(0).sources())
                .containsExactly(
                        ColumnSource.CONSTANT,
                        new ColumnSource.Stored("id", OptionalInt.empty(), Simple.BIGINT),
                        ColumnSource.CONSTANT_PLUS_POSITION);
        assertThat(constants(plan))
                .containsOnly(
                        Map.entry("_row_id", Value.of(Simple.BIGINT, 100L)),
                        Map.entry("_row_commit_version", Value.of(Simple.BIGINT, 3L)));
    }

    @Test
    void columnsMappedByIdAreFoundByNameBesideRowIds() {
        String mapped = "{\"delta.columnMapping.id\":1,\"delta.columnMapping.physicalName\":\"p-1\"}";
        HandmadeTable table = new HandmadeTable(folder)
                .commit(
                        0,
                        HandmadeTable.protocolWith("columnMapping"),
                        HandmadeTable.metadata(
                                List.of(),
                                Map.of(
                                        "delta.enableRowTracking", "true",
                                        "delta.columnMapping.mode", "id",
                                        "delta.rowTracking.materializedRowIdColumnName", "_row-id-col-1",
                                        "delta.rowTracking.materializedRowCommitVersionColumnName",
                                                "_row-version-col-1"),
                                HandmadeTable.field("id", "\"long\"", mapped)),
                        add("a.parquet", Map.of(), Map.of("baseRowId", 0, "defaultRowCommitVersion", 0)));

        assertThat(plan(table, "id", "_row_id").groups().get(0).sources().get(0))
                .isEqualTo(new ColumnSource.Stored("p-1", OptionalInt.empty(), Simple.BIGINT));
        assertThat(plan(table, "id").groups().get(0).sources().get(0))
                .isEqualTo(new ColumnSource.Stored("p-1", OptionalInt.of(1), Simple.BIGINT));
    }

    @Test
    void rowsThatWereMovedKeepWhatTheirFileSays() {
        HandmadeTable table = table(
                Map.of(
                        "delta.enableRowTracking", "true",
                        "delta.rowTracking.materializedRowIdColumnName", "_row-id-col-1",
                        "delta.rowTracking.materializedRowCommitVersionColumnName", "_row-version-col-1"),
                add("a.parquet", Map.of(), Map.of("baseRowId", 0, "defaultRowCommitVersion", 0)));

        assertThat(plan(table, "_row_id", "_row_commit_version").groups().get(0).sources())
                .containsExactly(
                        new ColumnSource.StoredElse(
                                new ColumnSource.Stored("_row-id-col-1", OptionalInt.empty(), Simple.BIGINT),
                                ColumnSource.CONSTANT_PLUS_POSITION),
                        new ColumnSource.StoredElse(
                                new ColumnSource.Stored("_row-version-col-1", OptionalInt.empty(), Simple.BIGINT),
                                ColumnSource.CONSTANT));
    }

    @Test
    void aFileFromBeforeTheTrackingHasNoRowIds() {
        ScanPlan plan = plan(table(ENABLED, add("a.parquet")), "_row_id");

        assertThat(constants(plan)).containsOnly(Map.entry("_row_id", Value.nullOf(Simple.BIGINT)));
    }

    @Test
    void aTableThatDoesNotTrackItsRowsHasNoSuchColumns() {
        assertThat(table(Map.of(), add("a.parquet")).pin().hiddenColumns()).isEmpty();
        assertThat(table(Map.of("delta.enableRowTracking", "false"), add("a.parquet"))
                        .pin()
                        .hiddenColumns())
                .isEmpty();
    }

    @Test
    void aColumnOfTheTableComesBeforeAHiddenOne() {
        HandmadeTable table = new HandmadeTable(folder)
                .commit(
                        0,
                        protocol(1, 7),
                        metadata(List.of(), ENABLED, field("_ROW_ID", "\"string\"")),
                        add("a.parquet"));

        assertThat(table.pin().hiddenColumns()).extracting(Column::name).containsExactly("_row_commit_version");
    }

    private HandmadeTable table(Map<String, String> configuration, String add) {
        return new HandmadeTable(folder).commit(0, protocol(1, 7), metadata(List.of(), configuration, ID_COLUMN), add);
    }

    private static ScanPlan plan(HandmadeTable table, String... columns) {
        return HandmadeTable.plan(table.pin(), new ScanRequest(List.of(columns), Filter.ANYTHING));
    }

    private static Map<String, Value> constants(ScanPlan plan) {
        return plan.files().map(DataFile::constants).findFirst().orElseThrow();
    }
}
