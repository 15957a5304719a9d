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
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.catalog.model.Value;
import io.lakegate.catalog.scan.ColumnSource;
import io.lakegate.catalog.scan.ScanPlan;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeltaTypesTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "byte, TINYINT",
        "short, SMALLINT",
        "void, NULL",
        "null, NULL",
        "timestamp, TIMESTAMP_TZ",
        "timestamp_ntz, TIMESTAMP",
        "decimal, 'DECIMAL(10,0)'",
        "'decimal(38,38)', 'DECIMAL(38,38)'",
        "'decimal( 5 , 2 )', 'DECIMAL(5,2)'",
        "varchar(10), VARCHAR",
        "char(3), VARCHAR"
    })
    void aNameIsAType(String name, String type) {
        assertThat(typeOf(text(name))).hasToString(type);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "decimal(39,0)",
                "decimal(5,6)",
                "decimal(0,0)",
                "decimal(5,-2)",
                "string collate x",
                "timestamp_ns",
                ""
            })
    void aNameWithoutCounterpartIsRefusedWithItsColumn(String name) {
        assertFails(
                table(field("c", text(name))), ErrorCode.UNSUPPORTED_TABLE_FEATURE, "Column c of table lake.default.t");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "7",
                "null",
                "{}",
                "{\"type\":\"list\"}",
                "{\"type\":\"struct\"}",
                "{\"type\":\"array\"}",
                "{\"type\":\"map\",\"keyType\":\"string\"}",
                "{\"type\":\"struct\",\"fields\":[7]}",
                "{\"type\":\"struct\",\"fields\":[{\"name\":7,\"type\":\"long\"}]}",
                "{\"type\":\"struct\",\"fields\":[{\"name\":\"a\",\"type\":\"long\"},{\"name\":\"A\",\"type\":\"long\"}]}"
            })
    void whatIsNoTypeIsDamage(String json) {
        assertFails(table(field("c", json)), ErrorCode.TABLE_DAMAGED, "schema");
    }

    @Test
    void aSchemaThatIsNoJsonIsDamage() {
        HandmadeTable table = new HandmadeTable(folder)
                .commit(
                        0,
                        protocol(1, 2),
                        metadata(List.of(), Map.of(), field("c", text("long"))).replace("}]}\"", "}\""));

        assertFails(table, ErrorCode.TABLE_DAMAGED, "schema");
    }

    @Test
    void aVoidColumnIsNullInEveryRow() {
        HandmadeTable table =
                table(field("id", text("long")), field("nothing", text("void"))).commit(1, add("a.parquet"));

        ScanPlan plan = table.plan();

        assertThat(plan.columns()).contains(new Column("nothing", Simple.NULL));
        assertThat(plan.groups().get(0).sources()).contains(ColumnSource.CONSTANT);
        assertThat(plan.files().findFirst().orElseThrow().constants())
                .containsOnly(Map.entry("nothing", Value.nullOf(Simple.NULL)));
        assertThat(table.plan(new Filter.IsNull("nothing")).files()).hasSize(1);
    }

    @Test
    void aVoidFieldIsKeptInItsStruct() {
        String struct = "{\"type\":\"struct\",\"fields\":[%s]}".formatted(field("nothing", text("void")));

        assertThat(typeOf("{\"type\":\"array\",\"elementType\":%s,\"containsNull\":true}".formatted(struct)))
                .isEqualTo(new LakeType.ListOf(new LakeType.StructOf(List.of(new Column("nothing", Simple.NULL)))));
    }

    @Test
    void aTypeOfAProgramIsWhatItIsStoredAs() {
        assertThat(typeOf("{\"type\":\"udt\",\"class\":\"Point\",\"sqlType\":{\"type\":\"array\","
                        + "\"elementType\":\"double\",\"containsNull\":false}}"))
                .isEqualTo(new LakeType.ListOf(Simple.DOUBLE));
    }

    @Test
    void collationsAreIgnored() {
        String collated = field("c", text("string"), "{\"__COLLATIONS\":{\"c\":\"ICU.UNICODE_CI\"}}");
        String stats =
                "{\"numRecords\":1,\"minValues\":{\"c\":\"b\"},\"maxValues\":{\"c\":\"b\"},\"nullCount\":{\"c\":0}}";
        HandmadeTable table = table(collated).commit(1, HandmadeTable.addWithStats("a.parquet", stats));

        assertThat(table.pin().columns()).containsExactly(new Column("c", Simple.VARCHAR));
        assertThat(table.plan(new Filter.Compare("c", Filter.Operator.EQUAL, Value.of(Simple.VARCHAR, "B")))
                        .files())
                .hasSize(1);
    }

    private LakeType typeOf(String json) {
        return table(field("c", json)).pin().columns().get(0).type();
    }

    private HandmadeTable table(String... fields) {
        return HandmadeTable.plain(folder, fields);
    }

    private static String text(String text) {
        return "\"" + text + "\"";
    }

    private static void assertFails(HandmadeTable table, ErrorCode code, String named) {
        assertThatThrownBy(table::pin)
                .asInstanceOf(type(GatewayException.class))
                .satisfies(e -> {
                    assertThat(e.code()).as(e.getMessage()).isEqualTo(code);
                    assertThat(e).hasMessageContaining("lake.default.t").hasMessageContaining(named);
                });
    }
}
