package io.lakegate.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakegate.adapters.testing.DeltaTableWriter;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.server.config.CatalogConfig;
import io.lakegate.server.config.GatewayConfig;
import io.lakegate.server.config.StoreConfig;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table and column that a column of a result comes from, as both drivers tell it, before and after the statement runs. */
class ColumnOriginsTest {
    @TempDir
    private static Path folder;

    private static TestGateway gateway;
    private static List<Connection> clients;

    @BeforeAll
    static void start() throws SQLException {
        DeltaTableWriter.create(
                        folder.resolve("lake/shop/Orders"),
                        List.of(
                                new Column("Id", Simple.INTEGER),
                                new Column("region", Simple.VARCHAR),
                                new Column(
                                        "place", new LakeType.StructOf(List.of(new Column("city", Simple.VARCHAR))))))
                .append(List.<Object[]>of(new Object[] {1, "north", Map.of("city", "Ulm")}));
        DeltaTableWriter.create(folder.resolve("lake/shop/regions"), List.of(new Column("name", Simple.VARCHAR)))
                .append(List.<Object[]>of(new Object[] {"north"}));
        GatewayConfig defaults = GatewayConfig.defaults();
        gateway = TestGateway.over(new GatewayConfig(
                defaults.server(),
                defaults.engine(),
                defaults.limits(),
                List.of(new CatalogConfig.Delta(
                        "lake", Optional.of(folder.resolve("lake").toString()), List.of(), Path.of("lake.yaml"))),
                Optional.of(new StoreConfig.Embedded(folder.resolve("store/lakegate.db")))));
        Connection ours = gateway.connect();
        Connection stock = DriverManager.getConnection(gateway.avaticaUrl("protobuf"));
        Connection json = DriverManager.getConnection(gateway.avaticaUrl("json"));
        clients = List.of(ours, stock, json);
        for (Connection client : clients) {
            client.setCatalog("lake");
            client.setSchema("shop");
        }
        try (Statement statement = ours.createStatement()) {
            statement.execute("CREATE VIEW v.sums (r, n) AS SELECT region, count(*) FROM orders GROUP BY region");
        }
    }

    @AfterAll
    static void stop() throws SQLException {
        for (Connection client : clients) {
            client.close();
        }
        gateway.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    SELECT id, o.REGION AS area FROM orders o                 | id=lake.shop.Orders.Id; area=lake.shop.Orders.region
                    SELECT * FROM orders                                      | Id=lake.shop.Orders.Id; region=lake.shop.Orders.region; place=lake.shop.Orders.place
                    SELECT r.name, o.id FROM orders o JOIN regions r ON r.name = o.region | name=lake.shop.regions.name; id=lake.shop.Orders.Id
                    SELECT a.x FROM (SELECT id AS x FROM orders) AS a(x)      | x=lake.shop.Orders.Id
                    WITH w AS (SELECT region FROM orders) SELECT region FROM w ORDER BY 1 | region=lake.shop.Orders.region
                    SELECT region, count(*) AS n FROM orders GROUP BY region  | region=lake.shop.Orders.region; n=...n
                    SELECT id + 0 AS id, UPPER(region) AS u FROM orders       | id=...id; u=...u
                    SELECT o.place.city AS city FROM orders o                 | city=...city
                    SELECT region FROM orders UNION ALL SELECT name FROM regions | region=...region
                    SELECT r, n FROM v.sums                                   | r=lakegate.v.sums.r; n=lakegate.v.sums.n
                    SELECT s.n AS many FROM lakegate.v.sums s                 | many=lakegate.v.sums.n
                    SELECT id FROM orders VERSION AS OF 1                     | id=lake.shop.Orders.Id
                    SELECT version FROM orders$history                        | version=lake.shop.Orders$history.version
                    SELECT state FROM system.queries                          | state=lake.system.queries.state
                    SHOW SCHEMAS                                              | schema=...schema
                    SELECT 1 AS one                                           | one=...one
                    """)
    void theColumnOfOriginIsTold(String sql, String origins) throws SQLException {
        for (Connection client : clients) {
            try (PreparedStatement prepared = client.prepareStatement(sql);
                    Statement statement = client.createStatement();
                    ResultSet rows = statement.executeQuery(sql)) {
                assertThat(told(client, prepared.getMetaData())).isEqualTo(origins);
                assertThat(told(client, rows.getMetaData())).isEqualTo(origins);
                if (rows.next()) {
                    rows.getObject(rows.getMetaData().getColumnLabel(1));
                }
            }
        }
    }

    /** Avatica's messages cannot tell an empty text from none. */
    private static String told(Connection client, ResultSetMetaData metaData) throws SQLException {
        String told = origins(metaData);
        return client == clients.get(0) ? told : told.replace("null.null.null.", "...");
    }

    private static String origins(ResultSetMetaData metaData) throws SQLException {
        List<String> origins = new ArrayList<>();
        for (int i = 1; i <= metaData.getColumnCount(); i++) {
            origins.add(metaData.getColumnLabel(i) + "=" + metaData.getCatalogName(i) + "." + metaData.getSchemaName(i)
                    + "." + metaData.getTableName(i) + "." + metaData.getColumnName(i));
        }
        return String.join("; ", origins);
    }
}
