package io.lakegate.adapters.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DataFilePathTest {
    @TempDir
    Path root;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a.parquet | /lake/t/a.parquet",
                "p=1/a.parquet | /lake/t/p=1/a.parquet",
                "p=a%20b/a.parquet | /lake/t/p=a b/a.parquet",
                "p=a%253Ab/a.parquet | /lake/t/p=a%3Ab/a.parquet",
                "p=a+b/a.parquet | /lake/t/p=a+b/a.parquet",
                "p=a:b/a.parquet | /lake/t/p=a:b/a.parquet",
                "part:1.parquet | /lake/t/part:1.parquet",
                "%23%3F%25.parquet | /lake/t/#?%.parquet",
                "%F0%9F%A6%86.parquet | /lake/t/🦆.parquet",
                "🦆.parquet | /lake/t/🦆.parquet",
                "/elsewhere/a%20b.parquet | /elsewhere/a b.parquet",
                "file:/elsewhere/a%20b.parquet | /elsewhere/a b.parquet",
                "file:///elsewhere/a.parquet | /elsewhere/a.parquet",
                "FILE://localhost/elsewhere/a.parquet | /elsewhere/a.parquet"
            })
    void aUriBecomesAPathWithItsEncodingUndoneOnce(String uri, String path) {
        assertThat(DataFilePath.resolve(HandmadeTable.NAME, "/lake/t", uri)).isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3://bucket/a.parquet", "hdfs:/a.parquet", "file://server/a.parquet"})
    void aFileOfAnotherMachineIsUnreadable(String uri) {
        assertFails(uri, ErrorCode.STORAGE_UNREADABLE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"100%.parquet", "%zz.parquet", "a%2"})
    void aPercentSignWithoutDigitsIsDamage(String uri) {
        assertFails(uri, ErrorCode.TABLE_DAMAGED);
    }

    @Test
    void aTableMayLieInAFolderOfAnyName() {
        Path folder = root.resolve("50% off + #1? [a:b] \uD83E\uDD86");
        HandmadeTable table = HandmadeTable.plain(folder, HandmadeTable.ID_COLUMN)
                .commit(1, HandmadeTable.add("p=a%20b/a%23b.parquet"));

        assertThat(HandmadeTable.locations(table.plan())).containsExactly(folder + "/p=a b/a#b.parquet");
    }

    private static void assertFails(String uri, ErrorCode code) {
        assertThatThrownBy(() -> DataFilePath.resolve(HandmadeTable.NAME, "/lake/t", uri))
                .asInstanceOf(type(GatewayException.class))
                .satisfies(e -> {
                    assertThat(e.code()).isEqualTo(code);
                    assertThat(e).hasMessageContaining(uri).hasMessageContaining("lake.default.t");
                });
    }
}
