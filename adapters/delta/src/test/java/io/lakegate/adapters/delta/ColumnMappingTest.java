package io.lakegate.adapters.delta;

import static io.lakegate.adapters.delta.HandmadeTable.add;
import static io.lakegate.adapters.delta.HandmadeTable.field;
import static io.lakegate.adapters.delta.HandmadeTable.metadata;
import static io.lakegate.adapters.delta.HandmadeTable.protocol;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.filter.Filter;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.DataFile;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.catalog.model.Value;
import io.lakegate.catalog.model.Version;
import io.lakegate.catalog.scan.ColumnSource;
import io.lakegate.catalog.scan.ScanPlan;
import io.lakegate.catalog.scan.ScanRequest;
import io.lakegate.catalog.spi.PinnedTable;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ColumnMappingTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"name", "NAME"})
    void columnsAreFoundByTheirPhysicalNames(String mode) {
        ScanPlan plan = table(mode, mapped("amount", "\"long\"", "col-1", 1)).plan();

        assertThat(plan.columns()).containsExactly(new Column("amount", Simple.BIGINT));
        assertThat(plan.groups().get(0).sources())
                .containsExactly(new ColumnSource.Stored("col-1", OptionalInt.empty(), Simple.BIGINT));
    }

    @Test
    void columnsAreFoundByTheirIdsInThatMode() {
        ScanPlan plan = table("id", mapped("amount", "\"long\"", "col-1", 7)).plan();

        assertThat(plan.groups().get(0).sources())
                .containsExactly(new ColumnSource.Stored("col-1", OptionalInt.of(7), Simple.BIGINT));
    }

    @Test
    void nestedFieldsHaveTheirPhysicalNamesInTheStoredType() {
        String struct = "{\"type\":\"struct\",\"fields\":[%s]}".formatted(mapped("inner", "\"string\"", "col-2", 2));
        String list = "{\"type\":\"array\",\"elementType\":%s,\"containsNull\":true}".formatted(struct);
        String map =
                "{\"type\":\"map\",\"keyType\":\"string\",\"valueType\":%s,\"valueContainsNull\":true}".formatted(list);

        ScanPlan plan = table("name", mapped("outer", map, "col-1", 1)).plan();

        assertThat(plan.columns().get(0).type()).isEqualTo(mapOfLists("inner"));
        assertThat(plan.groups().get(0).sources())
                .containsExactly(new ColumnSource.Stored("col-1", OptionalInt.empty(), mapOfLists("col-2")));
    }

    @Test
    void aColumnThatWasDroppedAndAddedAgainIsAnother() {
        HandmadeTable table = table(
                        "name", mapped("id", "\"long\"", "col-1", 1), mapped("note", "\"string\"", "col-2", 2))
                .commit(
                        1,
                        metadata(
                                List.of(),
                                Map.of("delta.columnMapping.mode", "name"),
                                mapped("note", "\"long\"", "col-3", 3),
                                mapped("key", "\"long\"", "col-1", 1)));

        assertThat(table.plan().groups().get(0).sources())
                .containsExactly(
                        new ColumnSource.Stored("col-3", OptionalInt.empty(), Simple.BIGINT),
                        new ColumnSource.Stored("col-1", OptionalInt.empty(), Simple.BIGINT));
        PinnedTable before = table.catalog().pin(HandmadeTable.NAME, new Version.Numbered(0));
        assertThat(HandmadeTable.plan(before, new ScanRequest(List.of("note"), Filter.ANYTHING))
                        .groups()
                        .get(0)
                        .sources())
                .containsExactly(new ColumnSource.Stored("col-2", OptionalInt.empty(), Simple.VARCHAR));
    }

    @Test
    void partitionValuesAndStatisticsGoByPhysicalNames() {
        HandmadeTable table = new HandmadeTable(folder)
                .commit(
                        0,
                        protocol(2, 5),
                        metadata(
                                List.of("region"),
                                Map.of("delta.columnMapping.mode", "name"),
                                mapped("amount", "\"long\"", "col-1", 1),
                                mapped("region", "\"string\"", "col-2", 2)),
                        add("a.parquet", Map.of("col-2", "north"), stats("col-1", 1, 5)),
                        add("b.parquet", Map.of("col-2", "north"), stats("col-1", 6, 9)),
                        // A name of another column, or of this one once: it says nothing.
                        add("c.parquet", Map.of("col-2", "south"), stats("amount", 1, 5)));

        assertThat(table.plan().files().map(DataFile::constants))
                .contains(Map.of("region", Value.of(Simple.VARCHAR, "south")));
        ScanPlan plan = table.plan(new Filter.Compare("amount", Filter.Operator.GREATER, Value.of(Simple.BIGINT, 5L)));
        assertThat(HandmadeTable.locations(plan)).noneMatch(path -> path.endsWith("a.parquet"));
        assertThat(plan.report().byStatistics()).isEqualTo(1);
        assertThat(HandmadeTable.locations(table.plan(
                        new Filter.Compare("region", Filter.Operator.EQUAL, Value.of(Simple.VARCHAR, "south")))))
                .containsExactly(folder + "/c.parquet");
    }

    @Test
    void mappingThatIsOffGoesByName() {
        assertThat(table("none", field("id", "\"long\"")).plan().groups().get(0).sources())
                .containsExactly(new ColumnSource.Stored("id", OptionalInt.empty(), Simple.BIGINT));
    }

    @Test
    void aModeFromTheFutureIsRefused() {
        assertFails(table("whatever", mapped("id", "\"long\"", "col-1", 1)), ErrorCode.UNSUPPORTED_TABLE_FEATURE);
    }

    @Test
    void aColumnWithoutPhysicalNameOrIdIsDamage() {
        assertFails(table("name", field("id", "\"long\"")), ErrorCode.TABLE_DAMAGED);
        String nameOnly = field("id", "\"long\"", "{\"delta.columnMapping.physicalName\":\"col-1\"}");
        assertFails(table("id", nameOnly), ErrorCode.TABLE_DAMAGED);
        assertThat(table("name", nameOnly).plan().files()).hasSize(1);
    }

    private HandmadeTable table(String mode, String... fields) {
        return new HandmadeTable(folder)
                .commit(
                        0,
                        protocol(2, 5),
                        metadata(List.of(), Map.of("delta.columnMapping.mode", mode), fields),
                        add("a.parquet"));
    }

    private static String mapped(String name, String type, String physicalName, int id) {
        return field(
                name,
                type,
                "{\"delta.columnMapping.physicalName\":\"%s\",\"delta.columnMapping.id\":%d}"
                        .formatted(physicalName, id));
    }

    private static Map<String, Object> stats(String column, int least, int greatest) {
        return Map.of(
                "stats",
                "{\"numRecords\":3,\"minValues\":{\"%s\":%d},\"maxValues\":{\"%s\":%d},\"nullCount\":{\"%s\":0}}"
                        .formatted(column, least, column, greatest, column));
    }

    private static LakeType mapOfLists(String field) {
        LakeType struct = new LakeType.StructOf(List.of(new Column(field, Simple.VARCHAR)));
        return new LakeType.MapOf(Simple.VARCHAR, new LakeType.ListOf(struct));
    }

    private static void assertFails(HandmadeTable table, ErrorCode code) {
        assertThatThrownBy(table::pin)
                .asInstanceOf(type(GatewayException.class))
                .satisfies(e -> {
                    assertThat(e.code()).isEqualTo(code);
                    assertThat(e).hasMessageContaining("lake.default.t");
                });
    }
}
