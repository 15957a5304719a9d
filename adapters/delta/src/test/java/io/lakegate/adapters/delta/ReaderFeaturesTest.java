package io.lakegate.adapters.delta;

import static io.lakegate.adapters.delta.HandmadeTable.ID_COLUMN;
import static io.lakegate.adapters.delta.HandmadeTable.add;
import static io.lakegate.adapters.delta.HandmadeTable.addWithDeletionVector;
import static io.lakegate.adapters.delta.HandmadeTable.field;
import static io.lakegate.adapters.delta.HandmadeTable.metadata;
import static io.lakegate.adapters.delta.HandmadeTable.protocol;
import static io.lakegate.adapters.delta.HandmadeTable.protocolWith;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.filter.Filter;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.Value;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReaderFeaturesTest {
    private static final String WIDENED = "{\"delta.typeChanges\":[{\"fromType\":\"integer\",\"toType\":\"long\"}]}";

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "timestampNtz",
                "v2Checkpoint",
                "vacuumProtocolCheck",
                "columnMapping",
                "deletionVectors",
                "typeWidening",
                "typeWidening-preview"
            })
    void aFeatureThatIsNotMadeUseOfIsNoHindrance(String feature) {
        assertThat(table(protocolWith(feature), metadata(List.of(), Map.of(), ID_COLUMN))
                        .plan()
                        .files()
                        .toList())
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "variantType",
                "variantType-preview",
                "variantShredding",
                "variantShredding-preview",
                "geospatial",
                "catalogManaged",
                "catalogOwned-preview",
                "fromTheFuture"
            })
    void anyOtherFeatureIsRefusedByItsName(String feature) {
        HandmadeTable table = table(protocolWith(feature), metadata(List.of(), Map.of(), ID_COLUMN));

        // Kernel calls the preview of catalog-managed tables by the name that the feature has got since.
        assertRefused(table::pin, feature.startsWith("catalog") ? "catalog" : "reader feature " + feature + ",");
    }

    @Test
    void aReaderVersionFromTheFutureIsRefused() {
        assertRefused(
                table(protocol(4, 7), metadata(List.of(), Map.of(), ID_COLUMN))::pin,
                "reader feature readerVersion 4,");
    }

    @ParameterizedTest
    @ValueSource(strings = {"name", "id", "NAME", "whatever"})
    void columnMappingIsRefusedInEachMode(String mode) {
        String metadata = metadata(List.of(), Map.of("delta.columnMapping.mode", mode), ID_COLUMN);

        assertRefused(table(protocol(2, 5), metadata)::pin, "columnMapping");
    }

    @Test
    void columnMappingThatIsOffIsNoHindrance() {
        String metadata = metadata(List.of(), Map.of("delta.columnMapping.mode", "none"), ID_COLUMN);

        assertThat(table(protocol(2, 5), metadata).plan().files().toList()).hasSize(1);
    }

    @Test
    void aDeletionVectorIsRefusedOnceItsFileIsWanted() {
        HandmadeTable table = new HandmadeTable(folder)
                .commit(
                        0,
                        protocolWith("deletionVectors"),
                        metadata(List.of("p"), Map.of(), ID_COLUMN, field("p", "\"string\"")),
                        add("a.parquet", Map.of("p", "whole")),
                        addWithDeletionVector("b.parquet", Map.of("p", "cut")));
        Value whole = Value.of(LakeType.Simple.VARCHAR, "whole");

        assertRefused(table::plan, "deletionVectors");
        assertThat(table.plan(new Filter.Compare("p", Filter.Operator.EQUAL, whole))
                        .files())
                .hasSize(1);
    }

    @Test
    void aWidenedColumnIsRefused() {
        String metadata = metadata(List.of(), Map.of(), field("id", "\"long\"", WIDENED));

        assertRefused(table(protocolWith("typeWidening"), metadata)::pin, "typeWidening");
    }

    @Test
    void aWidenedElementIsRefused() {
        String list = "{\"type\":\"array\",\"elementType\":\"long\",\"containsNull\":true}";
        String changes =
                "{\"delta.typeChanges\":[{\"fromType\":\"integer\",\"toType\":\"long\",\"fieldPath\":\"element\"}]}";
        String metadata = metadata(List.of(), Map.of(), field("ids", list, changes));

        assertRefused(table(protocolWith("typeWidening"), metadata)::pin, "typeWidening");
    }

    @Test
    void aFileFormatOtherThanParquetIsRefused() {
        String metadata = metadata(List.of(), Map.of(), ID_COLUMN).replace("\"parquet\"", "\"orc\"");

        assertRefused(table(protocol(1, 2), metadata)::pin, "orc");
    }

    @ParameterizedTest
    @ValueSource(strings = {"void", "variant", "geometry", "interval day to second", "unheard_of"})
    void aTypeWithoutCounterpartIsRefusedWithItsColumn(String type) {
        String struct = "{\"type\":\"struct\",\"fields\":[%s]}".formatted(field("inner", "\"" + type + "\""));
        HandmadeTable table = table(protocol(1, 2), metadata(List.of(), Map.of(), ID_COLUMN, field("outer", struct)));

        assertRefused(table::pin, "Column outer.inner of table lake.default.t has the type " + type);
    }

    private HandmadeTable table(String protocol, String metadata) {
        return new HandmadeTable(folder).commit(0, protocol, metadata, add("a.parquet"));
    }

    private static void assertRefused(ThrowingCallable call, String name) {
        assertThatThrownBy(call).asInstanceOf(type(GatewayException.class)).satisfies(e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED_TABLE_FEATURE);
            assertThat(e).hasMessageContaining("lake.default.t").hasMessageContaining(name);
        });
    }
}
