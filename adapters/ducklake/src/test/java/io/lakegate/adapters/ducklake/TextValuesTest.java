package io.lakegate.adapters.ducklake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.LakeType.Simple;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextValuesTest {
    @Test
    void textsAreTheValuesOfTheirTypes() {
        assertThat(TextValues.parse(Simple.TINYINT, "-128")).isEqualTo((byte) -128);
        assertThat(TextValues.parse(Simple.BIGINT, "9223372036854775807")).isEqualTo(Long.MAX_VALUE);
        assertThat(TextValues.parse(Simple.BOOLEAN, "1")).isEqualTo(true);
        assertThat(TextValues.parse(Simple.REAL, "1.1")).isEqualTo(1.1f);
        assertThat(TextValues.parse(Simple.DOUBLE, "-inf")).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(TextValues.parse(Simple.DOUBLE, "nan")).isEqualTo(Double.NaN);
        assertThat(TextValues.parse(new LakeType.Decimal(5, 2), "1.5")).isEqualTo(new BigDecimal("1.50"));
        assertThat(TextValues.parse(Simple.DATE, "0044-03-15 (BC)")).isEqualTo(LocalDate.of(-43, 3, 15));
        assertThat(TextValues.parse(Simple.TIME, "12:34:56.5")).isEqualTo(LocalTime.of(12, 34, 56, 500_000_000));
        assertThat(TextValues.parse(Simple.TIMESTAMP, "2024-02-29 12:00:00.000001"))
                .isEqualTo(LocalDateTime.of(2024, 2, 29, 12, 0, 0, 1_000));
        assertThat(TextValues.parse(Simple.TIMESTAMP_TZ, "2024-02-29 12:00:00+02"))
                .isEqualTo(Instant.parse("2024-02-29T10:00:00Z"));
        assertThat(TextValues.parse(Simple.VARBINARY, "a\\xFF\\x00")).isEqualTo(new byte[] {'a', -1, 0});
        assertThat(TextValues.parse(Simple.UUID, "00000000-0000-0000-0000-0000000000ff"))
                .isEqualTo(new UUID(0, 255));
    }

    @ParameterizedTest
    @CsvSource({
        "TINYINT, 128",
        "INTEGER, 1.5",
        "DATE, infinity",
        "DATE, 2024-02-30",
        "TIMESTAMP, -infinity",
        "TIMESTAMP_TZ, infinity",
        "TIME, 24:00:00",
        "BOOLEAN, maybe",
        "VARBINARY, ü",
        "UUID, x"
    })
    void whatIsNoValueOfTheTypeIsNone(Simple type, String text) {
        assertThatThrownBy(() -> TextValues.parse(type, text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aDecimalThatDoesNotFitIsNone() {
        assertThatThrownBy(() -> TextValues.parse(new LakeType.Decimal(3, 1), "100.0"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TextValues.parse(new LakeType.Decimal(3, 1), "1.25"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
