package io.lakegate.adapters.delta;

import static io.lakegate.adapters.delta.HandmadeTable.add;
import static io.lakegate.adapters.delta.HandmadeTable.field;
import static io.lakegate.adapters.delta.HandmadeTable.metadata;
import static io.lakegate.adapters.delta.HandmadeTable.protocolWith;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.filter.Filter;
import io.lakegate.catalog.filter.Filter.Operator;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.catalog.model.Value;
import io.lakegate.catalog.scan.ColumnSource;
import io.lakegate.catalog.scan.ScanPlan;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TypeWideningTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"typeWidening", "typeWidening-preview"})
    void aWidenedColumnHasItsWiderType(String feature) {
        ScanPlan plan = table(feature, widened("long", "integer", "long"), add("a.parquet"))
                .plan();

        assertThat(plan.columns()).containsExactly(new Column("c", Simple.BIGINT));
        assertThat(plan.groups().get(0).sources())
                .containsExactly(new ColumnSource.Stored("c", OptionalInt.empty(), Simple.BIGINT));
    }

    @Test
    void aWidenedElementHasItsWiderType() {
        String list = "{\"type\":\"array\",\"elementType\":\"long\",\"containsNull\":true}";
        String changes =
                "{\"delta.typeChanges\":[{\"fromType\":\"integer\",\"toType\":\"long\",\"fieldPath\":\"element\"}]}";

        ScanPlan plan = table("typeWidening", field("c", list, changes), add("a.parquet"))
                .plan();

        assertThat(plan.columns()).containsExactly(new Column("c", new LakeType.ListOf(Simple.BIGINT)));
    }

    @ParameterizedTest
    @CsvSource({
        "byte, short",
        "short, long",
        "float, double",
        "integer, double",
        "date, timestamp_ntz",
        "'decimal(4,2)', 'decimal(10,4)'",
        "byte, 'decimal(4,1)'",
        "integer, 'decimal(10,0)'",
        "long, 'decimal(20,0)'"
    })
    void whatWidensWithoutLossIsRead(String from, String to) {
        assertThat(table("typeWidening", widened(to, from, to), add("a.parquet"))
                        .plan()
                        .files())
                .hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "integer, string",
        "long, double",
        "long, integer",
        "integer, float",
        "date, timestamp",
        "string, 'decimal(10,2)'",
        "'decimal(10,2)', 'decimal(10,3)'",
        "'decimal(10,2)', 'decimal(9,2)'",
        "long, 'decimal(18,0)'",
        "integer, 'decimal(10,1)'"
    })
    void aChangeThatMightLoseIsRefusedByItsName(String from, String to) {
        HandmadeTable table = table("typeWidening", widened(to, from, to), add("a.parquet"));

        assertThatThrownBy(table::pin)
                .asInstanceOf(type(GatewayException.class))
                .satisfies(e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED_TABLE_FEATURE);
                    assertThat(e).hasMessageContaining("typeWidening of column c from %s to %s".formatted(from, to));
                });
    }

    @ParameterizedTest
    @CsvSource({"byte, long, 7", "integer, double, 7", "integer, 'decimal(12,2)', 7", "date, timestamp_ntz, 2024-02-29"
    })
    void partitionValuesOfOlderFilesAreWidened(String from, String to, String text) {
        HandmadeTable table = new HandmadeTable(folder)
                .commit(
                        0,
                        protocolWith("typeWidening"),
                        metadata(List.of("c"), Map.of(), HandmadeTable.ID_COLUMN, widened(to, from, to)),
                        add("a.parquet", Map.of("c", text)));

        Value value = table.plan().files().findFirst().orElseThrow().constants().get("c");
        assertThat(value.content().orElseThrow())
                .isIn(7L, 7.0, new BigDecimal("7.00"), LocalDateTime.parse("2024-02-29T00:00"));
    }

    @Test
    void statisticsOfOlderFilesStillHold() {
        HandmadeTable times =
                table("typeWidening", widened("timestamp_ntz", "date", "timestamp_ntz"), stats("\"2024-02-29\""));
        assertThat(kept(times, Simple.TIMESTAMP, LocalDateTime.parse("2024-02-29T00:00")))
                .isTrue();
        assertThat(kept(times, Simple.TIMESTAMP, LocalDateTime.parse("2024-02-29T00:00:01")))
                .isFalse();
        HandmadeTable decimals =
                table("typeWidening", widened("decimal(12,2)", "integer", "decimal(12,2)"), stats("7"));
        assertThat(kept(decimals, new LakeType.Decimal(12, 2), new BigDecimal("7.00")))
                .isTrue();
        assertThat(kept(decimals, new LakeType.Decimal(12, 2), new BigDecimal("7.01")))
                .isFalse();
        HandmadeTable floats = table("typeWidening", widened("double", "float", "double"), stats("0.1"));
        assertThat(kept(floats, Simple.DOUBLE, (double) 0.1f)).isTrue();
        assertThat(kept(floats, Simple.DOUBLE, 0.1)).isTrue();
        assertThat(kept(floats, Simple.DOUBLE, 0.2)).isFalse();
    }

    private HandmadeTable table(String feature, String field, Map<String, Object> statistics) {
        return table(feature, field, add("a.parquet", Map.of(), statistics));
    }

    private HandmadeTable table(String feature, String field, String add) {
        return new HandmadeTable(folder).commit(0, protocolWith(feature), metadata(List.of(), Map.of(), field), add);
    }

    private static Map<String, Object> stats(String value) {
        return Map.of(
                "stats",
                "{\"numRecords\":1,\"minValues\":{\"c\":%s},\"maxValues\":{\"c\":%s},\"nullCount\":{\"c\":0}}"
                        .formatted(value, value));
    }

    private static boolean kept(HandmadeTable table, LakeType type, Object value) {
        return table.plan(new Filter.Compare("c", Operator.EQUAL, Value.of(type, value)))
                .files()
                .findAny()
                .isPresent();
    }

    private static String widened(String type, String from, String to) {
        return field(
                "c",
                "\"" + type + "\"",
                "{\"delta.typeChanges\":[{\"fromType\":\"%s\",\"toType\":\"%s\"}]}".formatted(from, to));
    }
}
