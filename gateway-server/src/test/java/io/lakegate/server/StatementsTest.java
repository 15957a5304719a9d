package io.lakegate.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakegate.adapters.testing.DeltaTableWriter;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType.Simple;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The statements beside plain queries: versions and times, what there is, how it is answered, and a session's settings. */
class StatementsTest {
    @TempDir
    private static Path lake;

    private static TestGateway gateway;

    @BeforeAll
    static void start() {
        DeltaTableWriter writer = DeltaTableWriter.create(
                lake.resolve("shop").resolve("orders"),
                List.of(
                        new Column("id", Simple.INTEGER, true, Optional.of("the order's number")),
                        new Column("region", Simple.VARCHAR)),
                "region");
        for (int id = 1; id <= 3; id++) {
            writer.append(List.<Object[]>of(new Object[] {id, id == 2 ? "south" : "north"}));
        }
        DeltaTableWriter.create(lake.resolve("shop").resolve("regions"), List.of(new Column("name", Simple.VARCHAR)))
                .append(List.<Object[]>of(new Object[] {"north"}));
        gateway = TestGateway.over(lake);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT count(*) FROM lake.shop.orders VERSION AS OF 2",
                "SELECT count(*) FROM lake.shop.orders FOR VERSION AS OF 2",
                "SELECT count(*) FROM lake.shop.orders FOR SYSTEM_VERSION AS OF 2 AS o",
                "SELECT count(orders.id) FROM shop.orders VERSION AS OF 2",
                "SELECT count(*) FROM TABLE(table_at('lake.shop.orders', VERSION => 2))",
                "SELECT count(*) FROM TABLE(table_at('shop.orders', VERSION => 2)) AS t(a, b)",
                "SELECT count(*) FROM shop.orders FOR VERSION AS OF 2 o LEFT JOIN shop.regions r ON r.name = o.region",
                "WITH o AS (SELECT * FROM shop.orders VERSION AS OF 2) SELECT count(*) FROM o"
            })
    void aVersionIsReadInEverySpelling(String sql) throws SQLException {
        assertThat(gateway.query(sql)).isEqualTo(List.of(List.of(2L)));
    }

    @Test
    void versionsAndTimesMayBeParameters() throws SQLException {
        try (Connection connection = gateway.connect();
                PreparedStatement version = connection.prepareStatement(
                        "SELECT count(*) FROM shop.orders VERSION AS OF ? WHERE region = ? OR id > ?");
                PreparedStatement time =
                        connection.prepareStatement("SELECT count(*) FROM shop.orders TIMESTAMP AS OF ?")) {
            version.setLong(1, 2);
            version.setString(2, "south");
            version.setInt(3, 0);
            assertThat(TestGateway.rows(version.executeQuery())).isEqualTo(List.of(List.of(2L)));
            version.setLong(1, 3);
            assertThat(TestGateway.rows(version.executeQuery())).isEqualTo(List.of(List.of(3L)));
            version.setLong(1, 44);
            assertThatThrownBy(version::executeQuery)
                    .hasMessageContaining("has no version 44: its history keeps versions 0 to 3");
            time.setTimestamp(1, Timestamp.from(Instant.now()));
            assertThat(TestGateway.rows(time.executeQuery())).isEqualTo(List.of(List.of(3L)));
            time.setString(1, "2001-01-01 00:00:00");
            assertThatThrownBy(time::executeQuery).hasMessageContaining("has no state at 2001-01-01T00:00:00Z");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT count(*) FROM shop.orders TIMESTAMP AS OF CURRENT_TIMESTAMP",
                "SELECT count(*) FROM shop.orders FOR SYSTEM_TIME AS OF CURRENT_TIMESTAMP + INTERVAL '0' DAY o",
                "SELECT count(*) FROM TABLE(table_at('shop.orders', TIMESTAMP => CURRENT_TIMESTAMP))"
            })
    void aTimeIsReadInEverySpelling(String sql) throws SQLException {
        assertThat(gateway.query(sql)).isEqualTo(List.of(List.of(3L)));
    }

    @Test
    void wrongPointsInHistoryAreToldWithTheirPlace() {
        assertThatThrownBy(() -> gateway.query("SELECT * FROM shop.orders VERSION AS OF 'main'"))
                .hasMessageContaining("Table lake.shop.orders has no branch or tag main.");
        assertThatThrownBy(() -> gateway.query("SELECT * FROM shop.orders TIMESTAMP AS OF 'soon'"))
                .hasMessageContaining("is no time");
        assertThatThrownBy(() -> gateway.query("SELECT * FROM shop.ordes VERSION AS OF 1"))
                .hasMessageContaining("Schema lake.shop has no table ordes. Did you mean orders?");
        assertThatThrownBy(() -> gateway.query("SELECT * FROM TABLE(table_at('shop.orders', VERSIN => 1))"))
                .hasMessageContaining("has no argument VERSIN; it takes VERSION and TIMESTAMP");
    }

    @Test
    void whatThereIsCanBeShown() throws SQLException {
        assertThat(gateway.query("SHOW CATALOGS")).isEqualTo(List.of(List.of("lake")));
        assertThat(gateway.query("SHOW SCHEMAS")).isEqualTo(List.of(List.of("shop")));
        assertThat(gateway.query("SHOW TABLES IN lake.shop LIKE 'ord%'")).isEqualTo(List.of(List.of("shop", "orders")));
        assertThat(gateway.query("SHOW TABLES IN lake LIKE 'r%'")).isEqualTo(List.of(List.of("shop", "regions")));
        assertThat(gateway.query("SHOW TABLES IN shop")).hasSize(2);
        assertThat(gateway.query("DESCRIBE shop.orders").get(0))
                .isEqualTo(List.of("id", "INTEGER", "YES", "the order's number"));
        assertThat(gateway.query("SHOW COLUMNS FROM shop.regions")).hasSize(1);
        assertThatThrownBy(() -> gateway.query("SHOW TABLES IN shp")).hasMessageContaining("Did you mean shop?");
    }

    @Test
    void whatStandsBeforeADotHasToBeInFrom() {
        assertThatThrownBy(() -> gateway.query("SELECT ordes.id FROM shop.orders"))
                .hasMessageContaining("Neither a table nor a column of FROM is called ordes. Did you mean orders?")
                .hasMessageNotContaining("schema");
        assertThatThrownBy(() -> gateway.query("SELECT orders.id FROM shop.orders AS o"))
                .hasMessageContaining("is called orders.")
                .hasMessageContaining("A table that has an alias is known by it alone.");
        assertThatThrownBy(() -> gateway.query("SELECT o.id FROM shp.orders AS o"))
                .hasMessageContaining("has no schema shp. Did you mean shop?");
    }

    @Test
    void aSessionCanChooseItsSchemaAndItsReader() throws SQLException {
        try (Connection connection = gateway.connect();
                Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> TestGateway.query(connection, "SELECT count(*) FROM orders"))
                    .hasMessageContaining("There is no table orders.");
            assertThat(statement.execute("USE shop")).isFalse();
            assertThat(statement.getUpdateCount()).isZero();
            assertThat(TestGateway.query(connection, "SELECT count(*) FROM orders"))
                    .isEqualTo(List.of(List.of(3L)));
            assertThat(connection.getSchema()).isEqualTo("shop");
            statement.execute("SET lakegate.reader = engine");
            assertThat(TestGateway.query(connection, "SELECT count(*) FROM orders"))
                    .isEqualTo(List.of(List.of(3L)));
            assertThatThrownBy(() -> statement.execute("SET lakegate.reader = spark"))
                    .hasMessageContaining("It is one of auto, engine, format.");
            assertThatThrownBy(() -> statement.execute("SET lakegate.readr = auto"))
                    .hasMessageContaining("Did you mean lakegate.reader?");
            statement.execute("RESET lakegate.reader");
            assertThatThrownBy(() -> statement.execute("USE nowhere")).hasMessageContaining("has no schema nowhere");
        }
    }

    @Test
    void aQueryExplainsItsPlanItsSqlAndItsFiles() throws SQLException {
        String query = "SELECT id FROM shop.orders WHERE region = 'south'";

        assertThat(gateway.query("EXPLAIN " + query))
                .anyMatch(line -> line.get(0)
                        .toString()
                        .contains("LakeScan(table=[lake.shop.orders], version=[3], columns=[[id, region]])"));
        List<List<Object>> files = gateway.query("EXPLAIN (FILES) " + query);
        assertThat(files).hasSize(3);
        assertThat(files.stream().filter(file -> (Boolean) file.get(4)))
                .singleElement()
                .satisfies(file -> assertThat(file.get(2).toString()).contains("region=south"));
        assertThat(gateway.query("EXPLAIN ANALYZE " + query))
                .anyMatch(line -> line.get(0).toString().contains("3 listed, 2 dropped by partition"))
                .anyMatch(line -> line.get(0).toString().startsWith("rows: 1,"));
    }

    @Test
    void aLongExplanationIsCutAndSaysSo() throws SQLException {
        String query = "SELECT '%s' AS text, id FROM shop.orders WHERE id > 1".formatted("x".repeat(1_200_000));
        for (String how : List.of("EXPLAIN ", "EXPLAIN (SQL) ", "EXPLAIN ANALYZE ")) {
            List<String> lines = gateway.query(how + query).stream()
                    .flatMap(row -> row.get(0).toString().lines())
                    .toList();
            assertThat(lines)
                    .as(how)
                    .anyMatch(line -> line.matches("\\.\\.\\. cut here: 1000000 of 12\\d{5} characters are shown"));
            assertThat(lines.stream().mapToLong(String::length).sum()).isBetween(999_000L, 1_001_000L);
        }
        assertThat(gateway.query("EXPLAIN ANALYZE " + query))
                .as("what it took is told all the same")
                .anyMatch(line -> line.get(0).toString().startsWith("rows: 2,"));
        String shorter = query.replace("x".repeat(1_200_000), "x".repeat(900_000));
        for (String how : List.of("EXPLAIN ", "EXPLAIN (SQL) ", "EXPLAIN ANALYZE ")) {
            assertThat(gateway.query(how + shorter))
                    .as(how)
                    .noneMatch(row -> row.get(0).toString().contains("cut here"));
        }
    }

    @Test
    void theEnginesStatementRunsInStockDuckDb() throws SQLException {
        String sql = gateway.query("EXPLAIN (SQL) SELECT id, region FROM shop.orders WHERE id > 1 ORDER BY id")
                .get(0)
                .get(0)
                .toString();

        try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:")) {
            assertThat(TestGateway.query(duckDb, sql)).isEqualTo(List.of(List.of(2, "south"), List.of(3, "north")));
        }
    }
}
