package io.lakegate.adapters.delta;

import static io.lakegate.adapters.delta.HandmadeTable.add;
import static io.lakegate.adapters.delta.HandmadeTable.addWithStats;
import static io.lakegate.adapters.delta.HandmadeTable.field;
import static io.lakegate.adapters.delta.HandmadeTable.metadata;
import static io.lakegate.adapters.delta.HandmadeTable.protocol;
import static org.assertj.core.api.Assertions.assertThat;

import io.lakegate.catalog.filter.ColumnPath;
import io.lakegate.catalog.filter.Filter;
import io.lakegate.catalog.filter.Filter.Operator;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.catalog.model.Value;
import io.lakegate.catalog.scan.FileVerdict;
import io.lakegate.catalog.scan.ScanRequest;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NestedSkippingTest {
    private static final ColumnPath FIELD = ColumnPath.of("s").field("a");

    @TempDir
    Path folder;

    @Test
    void boundsOfAFieldDropAFile() {
        HandmadeTable table = table(stats("{\"s\":{\"a\":5}}", "{\"s\":{\"a\":9}}", "{\"s\":{\"a\":2}}"));

        assertThat(kept(table, greaterThan(9))).isFalse();
        assertThat(kept(table, greaterThan(8))).isTrue();
        assertThat(reason(table, greaterThan(9))).isEqualTo("s.a is between 5 and 9, so no row has s.a > 9");
    }

    @Test
    void aFieldWithoutNullsMayBeNullForItsStruct() {
        HandmadeTable table = table(stats("{\"s\":{\"a\":5}}", "{\"s\":{\"a\":9}}", "{\"s\":{\"a\":0}}"));

        assertThat(kept(table, new Filter.IsNull(FIELD))).isTrue();
        assertThat(kept(table, new Filter.Not(new Filter.IsNull(FIELD)))).isTrue();
    }

    @Test
    void aFieldOfNothingButNullsHasNoValue() {
        HandmadeTable table = table(stats("{}", "{\"s\":{}}", "{\"s\":{\"a\":10}}"));

        assertThat(kept(table, new Filter.IsNull(FIELD))).isTrue();
        assertThat(kept(table, new Filter.Not(new Filter.IsNull(FIELD)))).isFalse();
        assertThat(kept(table, greaterThan(0))).isFalse();
    }

    @Test
    void aColumnWithADotIsNoField() {
        HandmadeTable table = HandmadeTable.plain(
                        folder,
                        field("s", "{\"type\":\"struct\",\"fields\":[" + field("a", "\"integer\"") + "]}"),
                        field("s.a", "\"integer\""))
                .commit(1, addWithStats("a.parquet", stats("{\"s.a\":50}", "{\"s.a\":59}", "{\"s.a\":0}")));

        assertThat(kept(table, greaterThan(99))).isTrue();
        assertThat(kept(table, new Filter.Compare("s.a", Operator.GREATER, Value.of(Simple.INTEGER, 99))))
                .isFalse();
    }

    @Test
    void statisticsThatSayNothingDropNothing() {
        for (String least : List.of("{\"s\":5}", "{\"s\":null}", "{\"s\":[5]}", "{\"s\":{\"a\":{}}}", "{\"a\":5}")) {
            assertThat(kept(table(stats(least, "{}", "{}")), new Filter.Compare(FIELD, Operator.LESS, value(1))))
                    .as(least)
                    .isTrue();
        }
    }

    @Test
    void mappedFieldsAreFoundByTheirPhysicalNames() {
        String mapped = "{\"delta.columnMapping.id\":%d,\"delta.columnMapping.physicalName\":\"%s\"}";
        String struct = "{\"type\":\"struct\",\"fields\":[%s,%s]}"
                .formatted(
                        field("a", "\"integer\"", mapped.formatted(2, "p-b")),
                        field("b", "\"integer\"", mapped.formatted(3, "a")));
        HandmadeTable table = new HandmadeTable(folder)
                .commit(
                        0,
                        protocol(2, 5),
                        metadata(
                                List.of(),
                                Map.of("delta.columnMapping.mode", "name"),
                                field("s", struct, mapped.formatted(1, "p-s"))))
                .commit(
                        1,
                        addWithStats(
                                "a.parquet",
                                stats("{\"p-s\":{\"p-b\":5,\"a\":70}}", "{\"p-s\":{\"p-b\":9,\"a\":79}}", "{}")));

        assertThat(kept(table, greaterThan(9))).isFalse();
        assertThat(kept(table, greaterThan(8))).isTrue();
    }

    @Test
    void aPartitionComputedFromAColumnDropsFilesByThatColumn() {
        HandmadeTable table = generated("CAST(ts AS DATE)", "\"date\"", "p", "2024-03-10");

        assertThat(kept(table, instant(Operator.GREATER, "2024-03-12T00:00:01Z")))
                .isFalse();
        assertThat(kept(table, instant(Operator.GREATER, "2024-03-11T20:00:00Z")))
                .isTrue();
        assertThat(kept(table, instant(Operator.LESS, "2024-03-09T04:00:00Z"))).isTrue();
        assertThat(kept(table, instant(Operator.LESS, "2024-03-09T00:00:00Z"))).isFalse();
        assertThat(kept(table, new Filter.IsNull("ts"))).isTrue();
        assertThat(reason(table, instant(Operator.GREATER, "2024-03-12T00:00:01Z")))
                .isEqualTo(
                        "ts is between 2024-03-09T00:00:00Z and 2024-03-12T00:00:00Z, so no row has ts > 2024-03-12T00:00:01Z");
    }

    @Test
    void aPartitionComputedAsAYearDropsFilesByItsColumn() {
        HandmadeTable table = generated("year(`ts`)", "\"integer\"", "p", "2024");

        assertThat(kept(table, instant(Operator.LESS, "2023-12-30T23:00:00Z"))).isFalse();
        assertThat(kept(table, instant(Operator.LESS, "2023-12-31T23:00:00Z"))).isTrue();
        assertThat(kept(table, instant(Operator.GREATER, "2025-01-03T00:00:00Z")))
                .isFalse();
    }

    @Test
    void aPartitionWithoutAValueOrWithAnotherExpressionSaysNothing() {
        Filter filter = instant(Operator.LESS, "1900-01-01T00:00:00Z");

        assertThat(kept(generated("CAST(ts AS DATE)", "\"date\"", "p", ""), filter))
                .isTrue();
        assertThat(kept(generated("CAST(ts + INTERVAL 1 DAY AS DATE)", "\"date\"", "p", "2024-03-10"), filter))
                .isTrue();
        assertThat(kept(generated("MONTH(ts)", "\"integer\"", "p", "3"), filter))
                .isTrue();
        assertThat(kept(generated("YEAR(ts)", "\"integer\"", "p", "99999"), filter))
                .isTrue();
    }

    private HandmadeTable generated(String expression, String type, String partition, String value) {
        return new HandmadeTable(folder)
                .commit(
                        0,
                        protocol(1, 4),
                        metadata(
                                List.of(partition),
                                Map.of(),
                                field("ts", "\"timestamp\""),
                                field(
                                        partition,
                                        type,
                                        "{\"delta.generationExpression\":\"%s\"}".formatted(expression))))
                .commit(1, add("a.parquet", Map.of(partition, value)));
    }

    private static Filter instant(Operator operator, String time) {
        return new Filter.Compare("ts", operator, Value.of(Simple.TIMESTAMP_TZ, Instant.parse(time)));
    }

    private HandmadeTable table(String stats) {
        return HandmadeTable.plain(
                        folder, field("s", "{\"type\":\"struct\",\"fields\":[" + field("a", "\"integer\"") + "]}"))
                .commit(1, addWithStats("a.parquet", stats));
    }

    private static String stats(String least, String greatest, String nulls) {
        return "{\"numRecords\":10,\"minValues\":%s,\"maxValues\":%s,\"nullCount\":%s}"
                .formatted(least, greatest, nulls);
    }

    private static Filter greaterThan(int number) {
        return new Filter.Compare(FIELD, Operator.GREATER, value(number));
    }

    private static Value value(int number) {
        return Value.of(Simple.INTEGER, number);
    }

    private static boolean kept(HandmadeTable table, Filter filter) {
        return table.plan(filter).files().findAny().isPresent();
    }

    private static String reason(HandmadeTable table, Filter filter) {
        List<FileVerdict> verdicts = table.pin().verdicts(new ScanRequest(List.of(), filter));
        return verdicts.get(0).reason();
    }
}
