package io.lakegate.adapters.delta;

import static io.lakegate.adapters.delta.HandmadeTable.addWithStats;
import static io.lakegate.adapters.delta.HandmadeTable.field;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.lakegate.adapters.testing.DeltaTableWriter;
import io.lakegate.catalog.filter.Filter;
import io.lakegate.catalog.filter.Filter.Operator;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.catalog.model.Value;
import io.lakegate.catalog.scan.FileVerdict;
import io.lakegate.catalog.scan.PruningReport;
import io.lakegate.catalog.scan.ScanRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataSkippingTest {
    private static final String LONG = "\"long\"";

    @TempDir
    Path folder;

    @Test
    void aFileIsDroppedWhereItsBoundsExcludeTheCondition() {
        HandmadeTable table = table(LONG, stats(10, "5", "9", 2));

        assertThat(kept(table, compare(Operator.EQUAL, 4L))).isFalse();
        assertThat(kept(table, compare(Operator.EQUAL, 5L))).isTrue();
        assertThat(kept(table, compare(Operator.EQUAL, 9L))).isTrue();
        assertThat(kept(table, compare(Operator.EQUAL, 10L))).isFalse();
        assertThat(kept(table, compare(Operator.GREATER, 9L))).isFalse();
        assertThat(kept(table, compare(Operator.GREATER_OR_EQUAL, 9L))).isTrue();
        assertThat(kept(table, compare(Operator.LESS, 5L))).isFalse();
        assertThat(kept(table, new Filter.Not(compare(Operator.GREATER_OR_EQUAL, 5L))))
                .isFalse();
        assertThat(kept(table, new Filter.In("c", List.of(value(1L), value(20L)))))
                .isFalse();
        assertThat(kept(table, new Filter.In("c", List.of(value(1L), value(7L)))))
                .isTrue();
        assertThat(kept(table, new Filter.IsNull("c"))).isTrue();
        assertThat(kept(table, new Filter.Not(new Filter.IsNull("c")))).isTrue();
    }

    @Test
    void nullsAreCounted() {
        assertThat(kept(table(LONG, stats(10, "5", "9", 0)), new Filter.IsNull("c")))
                .isFalse();
        HandmadeTable onlyNull = table(LONG, "{\"numRecords\":10,\"nullCount\":{\"c\":10}}");
        assertThat(kept(onlyNull, new Filter.IsNull("c"))).isTrue();
        assertThat(kept(onlyNull, new Filter.Not(new Filter.IsNull("c")))).isFalse();
        assertThat(kept(onlyNull, compare(Operator.NOT_EQUAL, 1L))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[]",
                "7",
                "nonsense",
                "null",
                "{\"numRecords\":10}",
                "{\"numRecords\":10,\"nullCount\":{\"c\":null},\"minValues\":{\"c\":null},\"maxValues\":{\"c\":null}}",
                "{\"numRecords\":10,\"nullCount\":{\"C\":0},\"minValues\":{\"C\":90},\"maxValues\":{\"C\":99}}",
                "{\"numRecords\":10,\"nullCount\":{\"c\":-1},\"minValues\":{\"c\":\"90\"},\"maxValues\":{\"c\":\"99\"}}",
                "{\"numRecords\":10,\"nullCount\":{\"c\":11},\"minValues\":{\"c\":{\"d\":90}},\"maxValues\":{\"c\":[99]}}",
                "{\"numRecords\":10,\"nullCount\":3,\"minValues\":[],\"maxValues\":\"c\"}",
                "{\"numRecords\":10,\"nullCount\":{\"c\":5},\"minValues\":{\"c\":99},\"maxValues\":{\"c\":90}}",
                "{\"numRecords\":0,\"nullCount\":{\"c\":0}}",
                "{\"numRecords\":-1,\"nullCount\":{\"c\":0}}",
                "{\"numRecords\":\"10\",\"nullCount\":{\"c\":\"0\"}}",
                "{\"numRecords\":1,\"nullCount\":{\"c\":1},\"minValues\":{\"c\":1},\"maxValues\":{\"c\":9}}",
                "{\"numRecords\":10,\"nullCount\":{\"c\":0},\"minValues\":{\"c\":90},\"maxValues\":{\"c\":99}",
                "{\"numRecords\":10,\"nullCount\":{\"c\":99999999999999999999}}"
            })
    void statisticsThatSayNothingDropNothing(String stats) {
        HandmadeTable table = table(LONG, stats);

        assertThat(kept(table, compare(Operator.EQUAL, 5L))).isTrue();
        assertThat(kept(table, new Filter.IsNull("c"))).isTrue();
        assertThat(kept(table, new Filter.Not(new Filter.IsNull("c")))).isTrue();
    }

    @Test
    void boundsOfAFileWithDeletedRowsStillHold() {
        String wide = "{\"numRecords\":10,\"tightBounds\":false,\"nullCount\":{\"c\":%d},"
                + "\"minValues\":{\"c\":5},\"maxValues\":{\"c\":9}}";

        assertThat(kept(table(LONG, wide.formatted(3)), compare(Operator.GREATER, 9L)))
                .isFalse();
        assertThat(kept(table(LONG, wide.formatted(3)), new Filter.IsNull("c"))).isTrue();
        assertThat(kept(table(LONG, wide.formatted(3)), new Filter.Not(new Filter.IsNull("c"))))
                .isTrue();
        assertThat(kept(table(LONG, wide.formatted(0)), new Filter.IsNull("c"))).isFalse();
    }

    @Test
    void aNumberThatIsNoneMayHideBehindTheGreatest() {
        HandmadeTable table = table("\"double\"", stats(10, "5.0", "9.0", 0));

        assertThat(kept(table, compare(Operator.EQUAL, 10.0))).isFalse();
        assertThat(kept(table, compare(Operator.LESS, 5.0))).isFalse();
        assertThat(kept(table, compare(Operator.GREATER, 9.0))).isTrue();
        assertThat(kept(table, compare(Operator.EQUAL, Double.NaN))).isTrue();
        assertThat(kept(table, new Filter.And(List.of(compare(Operator.GREATER, 9.0), compare(Operator.LESS, 20.0)))))
                .isFalse();
        assertThat(kept(
                        table,
                        new Filter.And(List.of(compare(Operator.GREATER, 9.0), compare(Operator.NOT_EQUAL, 20.0)))))
                .isTrue();
        assertThat(kept(table, compare(Operator.NOT_EQUAL, 7.0))).isTrue();
        HandmadeTable constant = table("\"float\"", stats(10, "7.0", "7.0", 0));
        assertThat(kept(constant, new Filter.Compare("c", Operator.NOT_EQUAL, Value.of(Simple.REAL, 7f))))
                .isTrue();
    }

    @Test
    void aZeroHasNoSign() {
        assertThat(kept(table("\"double\"", stats(10, "0.0", "9.0", 0)), compare(Operator.EQUAL, -0.0)))
                .isTrue();
        assertThat(kept(table("\"double\"", stats(10, "-9.0", "-0.0", 0)), compare(Operator.EQUAL, 0.0)))
                .isTrue();
    }

    @Test
    void aTextThatWasCutIsFound() {
        String last = Character.toString(Character.MAX_CODE_POINT);
        String prefix = "x".repeat(32);
        HandmadeTable table = table("\"string\"", stats(10, "\"" + prefix + "\"", "\"" + prefix + last + "\"", 0));

        assertThat(kept(table, compare(Operator.EQUAL, prefix + "yz"))).isTrue();
        assertThat(kept(table, compare(Operator.EQUAL, prefix))).isTrue();
        assertThat(kept(table, compare(Operator.EQUAL, "x"))).isFalse();
        assertThat(kept(table, compare(Operator.EQUAL, "y"))).isFalse();
    }

    @Test
    void aValueOfAnotherTypeDropsNothing() {
        HandmadeTable table = table(LONG, stats(10, "5", "9", 0));

        assertThat(kept(table, new Filter.Compare("c", Operator.EQUAL, Value.of(Simple.INTEGER, 1))))
                .isTrue();
        assertThat(kept(table, new Filter.Compare("unheard_of", Operator.EQUAL, value(1L))))
                .isTrue();
    }

    @Test
    void eachFileOfManyIsJudgedByItsOwnStatistics() {
        int files = 1_500; // more than one chunk of texts
        List<String> adds = new ArrayList<>();
        for (int i = 0; i < files; i++) {
            String stats = stats(1, String.valueOf(10 * i), String.valueOf(10 * i + 9), 0);
            adds.add(i % 100 == 7 ? HandmadeTable.add("f" + i) : addWithStats("f" + i, stats));
        }
        HandmadeTable table = HandmadeTable.plain(folder, field("c", LONG)).commit(1, adds.toArray(String[]::new));

        assertThat(HandmadeTable.locations(table.plan(compare(Operator.EQUAL, 12_345L))))
                .contains(folder + "/f1234", folder + "/f7", folder + "/f1407")
                .hasSize(1 + 15);
    }

    @Test
    void verdictsSayWhichColumnDroppedAFile() {
        List<Column> columns = List.of(new Column("region", Simple.VARCHAR), new Column("amount", Simple.BIGINT));
        DeltaTableWriter writer = DeltaTableWriter.create(folder, columns, "region");
        writer.append(List.of(new Object[] {"north", 1L}, new Object[] {"north", 10L}));
        writer.append(List.of(new Object[] {"north", 11L}, new Object[] {"north", 20L}));
        writer.append(List.<Object[]>of(new Object[] {"south", 20L}));
        Filter filter = new Filter.And(List.of(
                new Filter.Compare("region", Operator.EQUAL, Value.of(Simple.VARCHAR, "north")),
                new Filter.Compare("amount", Operator.GREATER, value(15L))));

        List<FileVerdict> verdicts =
                new HandmadeTable(folder).pin().verdicts(new ScanRequest(List.of("amount"), filter));

        assertThat(verdicts)
                .extracting(FileVerdict::kept, FileVerdict::reason)
                .containsExactlyInAnyOrder(
                        tuple(false, "region is 'south' and never NULL, so no row has region = 'north'"),
                        tuple(false, "amount is between 1 and 10 and never NULL, so no row has amount > 15"),
                        tuple(
                                true,
                                "its values may match: region is 'north' and never NULL,"
                                        + " amount is between 11 and 20 and never NULL"));
        assertThat(new HandmadeTable(folder).plan(filter).report()).isEqualTo(new PruningReport(3, 1, 1));
    }

    @Test
    void verdictsSayWhyAFileIsKept() {
        HandmadeTable table = table(LONG, "{}");

        assertThat(reason(table, Filter.ANYTHING)).isEqualTo("no condition can be judged by metadata");
        assertThat(reason(table, compare(Operator.EQUAL, 5L))).isEqualTo("nothing is known about its values of c");
        assertThat(reason(
                        table(LONG, "{\"numRecords\":2,\"nullCount\":{\"c\":2}}"),
                        new Filter.Or(List.of(compare(Operator.EQUAL, 5L), compare(Operator.LESS, 1L)))))
                .isEqualTo("c is always NULL, so no row has (c = 5 OR c < 1)");
        assertThat(reason(
                        table(LONG, stats(10, "5", "9", 0)),
                        new Filter.Not(new Filter.Not(new Filter.In("c", List.of(value(1L), value(2L)))))))
                .isEqualTo("c is between 5 and 9 and never NULL, so no row has NOT (NOT (c IN (1, 2)))");
    }

    private HandmadeTable table(String type, String stats) {
        return HandmadeTable.plain(folder, field("c", type)).commit(1, addWithStats("a.parquet", stats));
    }

    private static String stats(int rows, String least, String greatest, int nulls) {
        return "{\"numRecords\":%d,\"minValues\":{\"c\":%s},\"maxValues\":{\"c\":%s},\"nullCount\":{\"c\":%d}}"
                .formatted(rows, least, greatest, nulls);
    }

    private static boolean kept(HandmadeTable table, Filter filter) {
        return table.plan(filter).files().findAny().isPresent();
    }

    private static String reason(HandmadeTable table, Filter filter) {
        return table.pin().verdicts(new ScanRequest(List.of(), filter)).get(0).reason();
    }

    private static Filter compare(Operator operator, Object value) {
        return new Filter.Compare("c", operator, value(value));
    }

    private static Value value(Object content) {
        Map<Class<?>, LakeType> types =
                Map.of(Long.class, Simple.BIGINT, Double.class, Simple.DOUBLE, String.class, Simple.VARCHAR);
        return Value.of(types.get(content.getClass()), content);
    }
}
