package io.lakegate.adapters.delta;

import static io.lakegate.adapters.delta.HandmadeTable.ID_COLUMN;
import static io.lakegate.adapters.delta.HandmadeTable.add;
import static io.lakegate.adapters.delta.HandmadeTable.field;
import static io.lakegate.adapters.delta.HandmadeTable.metadata;
import static io.lakegate.adapters.delta.HandmadeTable.protocol;
import static io.lakegate.adapters.delta.HandmadeTable.protocolWith;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReaderFeaturesTest {
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
                "typeWidening-preview",
                "variantType",
                "variantType-preview",
                "variantShredding",
                "variantShredding-preview"
            })
    void aFeatureThatIsNotMadeUseOfIsNoHindrance(String feature) {
        assertThat(table(protocolWith(feature), metadata(List.of(), Map.of(), ID_COLUMN))
                        .plan()
                        .files()
                        .toList())
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"geospatial", "catalogManaged", "catalogOwned-preview", "fromTheFuture"})
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

    @Test
    void aFileFormatOtherThanParquetIsRefused() {
        String metadata = metadata(List.of(), Map.of(), ID_COLUMN).replace("\"parquet\"", "\"orc\"");

        assertRefused(table(protocol(1, 2), metadata)::pin, "orc");
    }

    @ParameterizedTest
    @ValueSource(strings = {"geometry", "interval day to second", "unheard_of"})
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
