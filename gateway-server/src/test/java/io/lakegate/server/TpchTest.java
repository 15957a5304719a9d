package io.lakegate.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakegate.adapters.testing.TpchDelta;
import io.lakegate.adapters.testing.TpchStatements;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The 22 statements of TPC-H through the driver, against DuckDB's own answers to the same texts over the same Parquet files. */
class TpchTest {
    @TempDir
    private static Path lake;

    private static TestGateway gateway;
    private static Connection client;
    private static Connection duckDb;

    @BeforeAll
    static void writeTables() throws SQLException {
        TpchDelta.write(lake, 0.01, 20_000, Map.of("lineitem", List.of("l_shipmode")));
        gateway = TestGateway.over(lake);
        client = gateway.connect();
        duckDb = DriverManager.getConnection("jdbc:duckdb:");
        try (Statement statement = duckDb.createStatement()) {
            for (String table : TpchDelta.TABLES) {
                statement.execute(
                        "CREATE VIEW %s AS SELECT * FROM read_parquet('%s/%s/**/*.parquet', hive_partitioning = %s)"
                                .formatted(table, lake, table, table.equals("lineitem")));
            }
        }
    }

    @AfterAll
    static void stop() throws SQLException {
        duckDb.close();
        client.close();
        gateway.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22})
    void answersAsDuckDbItself(int number) throws Exception {
        String sql = TpchStatements.text(number);
        List<List<Object>> expected = TestGateway.query(duckDb, sql);

        List<List<Object>> actual = TestGateway.query(client, sql);

        assertThat(normal(actual)).isEqualTo(normal(expected));
    }

    /** Sums of DOUBLEs depend on the order of the rows in their last digits. All other values must be the same to the digit. */
    static List<List<Object>> normal(List<List<Object>> rows) {
        return rows.stream()
                .map(row -> row.stream().map(TpchTest::normal).toList())
                .toList();
    }

    private static Object normal(Object value) {
        if (value instanceof Double number) {
            return new BigDecimal(number)
                    .round(new MathContext(12))
                    .stripTrailingZeros()
                    .toPlainString();
        }
        if (value instanceof Number number) {
            return new BigDecimal(number.toString()).stripTrailingZeros().toPlainString();
        }
        return String.valueOf(value);
    }
}
