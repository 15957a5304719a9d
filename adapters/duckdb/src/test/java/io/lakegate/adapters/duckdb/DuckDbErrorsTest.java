package io.lakegate.adapters.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What DuckDB says of damaged files, which looks like what it says of wrong values. */
class DuckDbErrorsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Invalid Error: don't know what type: ",
                "Invalid Error: TProtocolException: Invalid data",
                "Invalid Input Error: Snappy decompression failure"
            })
    void damageOfTheOnlyFileNamesIt(String message) {
        GatewayException error = DuckDbErrors.translate(new SQLException(message), List.of("/lake/t/a.parquet"));

        assertThat(error.code()).isEqualTo(ErrorCode.STORAGE_UNREADABLE);
        assertThat(error).hasMessageStartingWith("The file /lake/t/a.parquet is damaged: ");
    }

    @Test
    void aWrongValueIsNoDamage() {
        GatewayException error = DuckDbErrors.translate(
                new SQLException("Invalid Input Error: Malformed JSON"), List.of("/lake/t/a.bin"));

        assertThat(error.code()).isEqualTo(ErrorCode.INVALID_VALUE);
    }
}
