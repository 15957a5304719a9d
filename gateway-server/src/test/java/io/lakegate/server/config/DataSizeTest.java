package io.lakegate.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DataSizeTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "1, 1B",
        "1000, 1kB",
        "1024, 1KiB",
        "1536, 1536B",
        "4000000000, 4GB",
        "4294967296, 4GiB",
        "1024000, 1000KiB",
        "9223372036854775807, 9223372036854775807B"
    })
    void aSizeIsWrittenWithoutLossAndReadBack(long bytes, String text) throws BadValue {
        assertThat(new DataSize(bytes)).hasToString(text);
        assertThat(Units.BYTES.read(text)).isEqualTo(bytes);
    }

    @Test
    void aSizeIsNeverNegative() {
        assertThatThrownBy(() -> new DataSize(-1)).isInstanceOf(IllegalArgumentException.class);
    }
}
