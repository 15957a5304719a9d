package io.lakegate.adapters.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeTravelTest {
    @TempDir
    Path root;

    private HandmadeTable table;
    private DeltaCatalog catalog;

    @BeforeEach
    void threeVersionsADayApart() throws IOException {
        table = HandmadeTable.plain(root.resolve("t"), HandmadeTable.ID_COLUMN)
                .commit(1, HandmadeTable.add("a.parquet"))
                .commit(2, HandmadeTable.add("b.parquet"));
        for (int version = 0; version < 3; version++) {
            Files.setLastModifiedTime(
                    table.log().resolve("%020d.json".formatted(version)),
                    FileTime.from(Instant.parse("2024-04-0%dT08:00:00Z".formatted(version + 1))));
        }
        catalog = table.catalog();
    }

    @ParameterizedTest
    @CsvSource({
        "2024-04-01T08:00:00Z, 0",
        "2024-04-02T07:59:59.999999999Z, 0",
        "2024-04-02T08:00:00Z, 1",
        "2024-04-03T07:59:59Z, 1",
        "2024-04-03T08:00:00Z, 2",
        "2024-05-01T00:00:00Z, 2"
    })
    void aTimeMeansTheLastCommitAtOrBeforeIt(Instant time, long version) {
        assertThat(catalog.pin(HandmadeTable.NAME, new Version.AtTime(time)).version())
                .isEqualTo(version);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2024-04-01T07:59:59.999Z", "1969-01-01T00:00:00Z", "9999-01-01T00:00:00Z"})
    void aTimeOutsideTheHistoryIsAnErrorThatNamesTheRange(Instant time) {
        assertThatThrownBy(() -> catalog.pin(HandmadeTable.NAME, new Version.AtTime(time)))
                .asInstanceOf(type(GatewayException.class))
                .satisfies(e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.VERSION_NOT_FOUND);
                    assertThat(e)
                            .hasMessageContaining(
                                    "version 0 of 2024-04-01T08:00:00Z to version 2 of 2024-04-03T08:00:00Z");
                });
    }

    @ParameterizedTest
    @ValueSource(longs = {3, -1, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 40})
    void aVersionOutsideTheHistoryIsAnErrorThatNamesTheRange(long version) {
        assertThatThrownBy(() -> catalog.pin(HandmadeTable.NAME, new Version.Numbered(version)))
                .asInstanceOf(type(GatewayException.class))
                .satisfies(e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.VERSION_NOT_FOUND);
                    assertThat(e).hasMessageContaining("versions 0 to 2");
                });
    }

    @Test
    void anEarlierVersionIsReadableThoughTheNewestIsNot() {
        table.commit(3, HandmadeTable.protocolWith("fromTheFuture"));

        assertThat(catalog.pin(HandmadeTable.NAME, new Version.Numbered(1)).version())
                .isOne();
        assertThatThrownBy(() -> catalog.pin(HandmadeTable.NAME, Version.LATEST))
                .hasMessageContaining("fromTheFuture");
    }

    @Test
    void theSchemaIsThatOfTheVersion() {
        table.commit(
                3,
                HandmadeTable.metadata(
                        List.of(), Map.of(), HandmadeTable.ID_COLUMN, HandmadeTable.field("name", "\"string\"")));

        assertThat(catalog.pin(HandmadeTable.NAME, new Version.Numbered(2)).columns())
                .hasSize(1);
        assertThat(catalog.pin(HandmadeTable.NAME, Version.LATEST).columns()).hasSize(2);
    }
}
