package io.lakegate.adapters.delta;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakegate.catalog.model.TableName;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaChangesTest {
    private static final TableName NAME = new TableName("lake", "default", "t");
    private static final String STRUCT = "{\"type\":\"struct\",\"fields\":[%s]}";

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "long; long; true",
                "byte; long; true",
                "integer; double; true",
                "float; double; true",
                "date; timestamp_ntz; true",
                "integer; decimal(10,0); true",
                "decimal(5,2); decimal(7,3); true",
                "void; string; true",
                "long; integer; false",
                "long; double; false",
                "long; string; false",
                "integer; decimal(9,0); false",
                "long; decimal(19,0); false",
                "decimal(5,2); decimal(6,4); false",
                "date; timestamp; false",
                "string; binary; false"
            })
    void aColumnMayOnlyGetAWiderType(String older, String newer, boolean fits) {
        Optional<String> obstacle = SchemaChanges.obstacle(
                columns(HandmadeTable.field("c", "\"" + older + "\"")),
                columns(HandmadeTable.field("c", "\"" + newer + "\"")),
                false);

        assertThat(obstacle.isEmpty()).isEqualTo(fits);
    }

    @Test
    void nestedFieldsAreJudgedToo() {
        String older =
                STRUCT.formatted(HandmadeTable.field("a", "\"long\"") + "," + HandmadeTable.field("b", "\"long\""));
        String added = STRUCT.formatted(HandmadeTable.field("b", "\"long\"") + ","
                + HandmadeTable.field("c", "\"long\"") + "," + HandmadeTable.field("a", "\"long\""));
        String dropped = STRUCT.formatted(HandmadeTable.field("a", "\"long\""));

        assertThat(SchemaChanges.obstacle(list(older), list(added), false)).isEmpty();
        assertThat(SchemaChanges.obstacle(list(older), list(dropped), false))
                .hasValue("column c.element.b was dropped or renamed");
    }

    @Test
    void aRenamedColumnOfATableWithColumnMappingIsTheSameColumn() {
        List<DeltaColumn> older = mapped("a", "col-1", "\"long\"");

        assertThat(SchemaChanges.obstacle(older, mapped("b", "col-1", "\"long\""), true))
                .isEmpty();
        assertThat(SchemaChanges.obstacle(older, mapped("b", "col-1", "\"string\""), true))
                .hasValue("column a changed its type from BIGINT to VARCHAR");
        assertThat(SchemaChanges.obstacle(older, mapped("a", "col-2", "\"string\""), true))
                .as("dropped, and added anew")
                .isEmpty();
    }

    private static List<DeltaColumn> list(String element) {
        return columns(HandmadeTable.field(
                "c", "{\"type\":\"array\",\"elementType\":%s,\"containsNull\":true}".formatted(element)));
    }

    private static List<DeltaColumn> mapped(String name, String physical, String type) {
        String metadata =
                "{\"delta.columnMapping.id\":1,\"delta.columnMapping.physicalName\":\"%s\"}".formatted(physical);
        return DeltaTypes.columns(
                NAME, STRUCT.formatted(HandmadeTable.field(name, type, metadata)), ColumnMapping.NAME);
    }

    private static List<DeltaColumn> columns(String... fields) {
        return DeltaTypes.columns(NAME, STRUCT.formatted(String.join(",", fields)), ColumnMapping.NONE);
    }
}
