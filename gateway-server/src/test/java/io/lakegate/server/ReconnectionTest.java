package io.lakegate.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakegate.adapters.testing.DeltaTableWriter;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.server.config.CatalogConfig;
import io.lakegate.server.config.GatewayConfig;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of connections when the gateway is started anew at the same address. */
@Timeout(120)
class ReconnectionTest {
    @TempDir
    private Path lake;

    @BeforeEach
    void write() {
        DeltaTableWriter.create(lake.resolve("shop/numbers"), List.of(new Column("id", Simple.BIGINT)))
                .append(LongStream.range(0, 3_000)
                        .mapToObj(id -> new Object[] {id})
                        .toList());
    }

    private Gateway start(int port) {
        GatewayConfig defaults = GatewayConfig.defaults();
        return Gateway.start(new GatewayConfig(
                        defaults.server(),
                        defaults.engine(),
                        defaults.limits(),
                        List.of(new CatalogConfig.Delta(
                                "lake", Optional.of(lake.toString()), List.of(), Path.of("l.yaml"))))
                .withAddress(Optional.empty(), OptionalInt.of(port)));
    }

    private static int port(Gateway gateway) {
        return Integer.parseInt(gateway.url().replaceFirst(".*:", ""));
    }

    @Test
    void aConnectionIsOpenedAgainWithItsSettings() throws SQLException {
        Gateway gateway = start(0);
        int port = port(gateway);
        try (Connection connection = DriverManager.getConnection(gateway.url() + "/lake?user=ann&timeZone=Asia/Tokyo");
                Statement statement = connection.createStatement()) {
            connection.setSchema("shop");
            statement.execute("SET lakegate.reader = format");
            PreparedStatement prepared = connection.prepareStatement("SELECT id FROM numbers WHERE id = ?");
            gateway.close();
            gateway = start(port);
            assertThat(connection.isValid(5)).isFalse();

            prepared.setLong(1, 7);
            assertThat(TestGateway.rows(prepared.executeQuery())).isEqualTo(List.of(List.of(7L)));
            assertThat(connection.isValid(5)).isTrue();
            assertThat(TestGateway.query(connection, "SELECT CURRENT_SCHEMA, CURRENT_USER, count(*) FROM numbers"))
                    .isEqualTo(List.of(List.of("shop", "ann", 3_000L)));
            assertThat(TestGateway.query(
                                    connection,
                                    "SELECT CAST(TIMESTAMP WITH TIME ZONE '2024-01-31 00:00:00 UTC' AS VARCHAR)")
                            .toString())
                    .contains("09:00:00");

            gateway.close();
            gateway = start(port);
            assertThat(connection
                            .getMetaData()
                            .getTables("lake", "shop", "%", null)
                            .next())
                    .isTrue();
            gateway.close();
            gateway = start(port);
            assertThatThrownBy(() -> connection.setSchema("nowhere")).hasFieldOrPropertyWithValue("SQLState", "3F000");
            assertThat(TestGateway.query(connection, "SELECT CURRENT_SCHEMA")).isEqualTo(List.of(List.of("shop")));
        } finally {
            gateway.close();
        }
    }

    @Test
    void itIsNotWhereSomebodyWouldNotice() throws SQLException {
        Gateway gateway = start(0);
        int port = port(gateway);
        try (Connection transaction = DriverManager.getConnection(gateway.url());
                Connection reading = DriverManager.getConnection(gateway.url());
                Connection unwilling = DriverManager.getConnection(gateway.url() + "?reconnect=false")) {
            transaction.setAutoCommit(false);
            TestGateway.query(transaction, "SELECT count(*) FROM lake.shop.numbers");
            ResultSet rows =
                    reading.createStatement().executeQuery("SELECT a.id FROM lake.shop.numbers a, lake.shop.numbers b");
            rows.next();
            gateway.close();
            gateway = start(port);
            for (var refused : List.of(
                    new Refusal(transaction, "a transaction was open"),
                    new Refusal(reading, "rows of another statement were still to come"),
                    new Refusal(unwilling, "the option reconnect is false"))) {
                assertThatThrownBy(() -> TestGateway.query(refused.connection, "SELECT 1"))
                        .hasMessageContaining(
                                "Connect again. The driver has not done so by itself, since " + refused.reason)
                        .hasFieldOrPropertyWithValue("SQLState", "08003");
                assertThat(refused.connection.isValid(5)).isFalse();
            }
            assertThatThrownBy(() -> {
                        while (rows.next()) {
                            rows.getLong(1);
                        }
                    })
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            // A frame that was fetched ahead may bring the news that the gateway stops, or break off.
                            e -> assertThat(e.getSQLState()).isIn("08003", "08006", "57P01"));
            assertThat(TestGateway.query(reading, "SELECT 1")).isEqualTo(List.of(List.of(1)));
        } finally {
            gateway.close();
        }
    }

    private record Refusal(Connection connection, String reason) {}

    @Test
    void whileTheGatewayIsAwayTheErrorSaysSo() throws SQLException {
        Gateway gateway = start(0);
        int port = port(gateway);
        try (Connection connection = DriverManager.getConnection(gateway.url())) {
            gateway.close();
            assertThatThrownBy(() -> TestGateway.query(connection, "SELECT 1"))
                    .hasFieldOrPropertyWithValue("SQLState", "08006");
            assertThat(connection.isValid(1)).isFalse();
            gateway = start(port);
            assertThat(TestGateway.query(connection, "SELECT 1")).isEqualTo(List.of(List.of(1)));
        } finally {
            gateway.close();
        }
    }
}
