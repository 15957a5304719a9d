package io.lakegate.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakegate.adapters.testing.DeltaTableWriter;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.LakeType.Simple;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Decimals that no common type holds whole are compared and put together without losing their fraction. */
class DecimalMeaningTest {
    @TempDir
    private static Path lake;

    private static TestGateway gateway;

    @BeforeAll
    static void start() {
        DeltaTableWriter.create(
                        lake.resolve("s").resolve("d"),
                        List.of(
                                new Column("wide", new LakeType.Decimal(38, 2)),
                                new Column("fine", new LakeType.Decimal(38, 6)),
                                new Column("whole", Simple.BIGINT)))
                .append(List.of(
                        new Object[] {new BigDecimal("1.00"), new BigDecimal("1.004000"), 1L},
                        new Object[] {new BigDecimal("2.00"), new BigDecimal("2.000000"), 2L},
                        new Object[] {new BigDecimal("2.01"), new BigDecimal("2.009999"), 3L},
                        new Object[] {new BigDecimal("300.00"), null, 300L}));
        gateway = TestGateway.over(lake);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT whole FROM d WHERE wide = fine",
                "SELECT whole FROM d WHERE wide >= fine",
                "SELECT whole FROM d WHERE wide > 2.0049",
                "SELECT whole FROM d WHERE wide = 2.004",
                "SELECT whole FROM d WHERE wide IN (1.001, 2.00, 300.0001)",
                "SELECT whole FROM d WHERE wide BETWEEN 1.0001 AND 2.0099",
                "SELECT whole FROM d WHERE wide <> 1.004",
                "SELECT a.whole FROM d AS a JOIN d AS b ON a.wide = b.fine",
                "SELECT count(*) FROM d HAVING sum(wide) >= 305.0101",
                "SELECT count(*) FROM d HAVING sum(wide) > (SELECT sum(wide) * 1.00001 FROM d)",
                "SELECT whole FROM d WHERE whole = CAST(1.0000000000000000000001 AS DECIMAL(30, 25))",
                "SELECT NULLIF(wide, fine) FROM d"
            })
    void aStatementHasTheRowsThatDuckDbGives(String sql) throws SQLException {
        assertThat(values(sql)).containsExactlyInAnyOrderElementsOf(duckDb(sql));
    }

    /** DuckDB itself rounds here, to as many digits behind the point as leave all those in front of it; SQL asks for all behind it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "SELECT whole FROM d WHERE wide IN (SELECT fine FROM d); 2",
                "SELECT COALESCE(fine, wide) FROM d; 1.004000 2.000000 2.009999 300.000000",
                "SELECT CASE WHEN whole > 1 THEN wide ELSE fine END FROM d; 1.004000 2.000000 2.010000 300.000000",
                "SELECT wide FROM d UNION SELECT fine FROM d WHERE fine > 1; 1.000000 1.004000 2.000000 2.009999 2.010000 300.000000",
                "SELECT wide FROM d INTERSECT SELECT fine FROM d; 2.000000",
                "SELECT GREATEST(wide, fine) FROM d WHERE fine > 1; 1.004000 2.000000 2.010000"
            })
    void aFractionIsKept(String sql, String values) throws SQLException {
        assertThat(values(sql)).containsExactlyInAnyOrder(values.split(" "));
    }

    @Test
    void aValueThatHasNoPlaceBesideTheFractionIsRefused() {
        assertThatThrownBy(() -> gateway.query(
                        "SELECT whole FROM lake.s.d WHERE wide = CAST(0.1 AS DECIMAL(38, 37)) OR whole < 0"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("DECIMAL(38,37)");
    }

    private static List<String> values(String sql) throws SQLException {
        try (Connection connection = connect()) {
            return TestGateway.query(connection, sql).stream()
                    .map(row -> plain(row.get(0)))
                    .toList();
        }
    }

    private static Connection connect() throws SQLException {
        Connection connection = gateway.connect();
        connection.setCatalog("lake");
        connection.setSchema("s");
        return connection;
    }

    private static List<String> duckDb(String sql) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE VIEW d AS SELECT * FROM read_parquet('" + lake + "/s/d/*.parquet')");
            try (ResultSet rows = statement.executeQuery(sql)) {
                while (rows.next()) {
                    values.add(plain(rows.getObject(1)));
                }
            }
        }
        return values;
    }

    /** With all digits, so that a type with fewer behind the point is another value. */
    private static String plain(Object value) {
        return String.valueOf(value);
    }
}
