package io.lakegate.server;

import io.lakegate.server.config.CatalogConfig;
import io.lakegate.server.config.GatewayConfig;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** A real gateway on a free port, with one catalog called {@code lake}, and JDBC connections to it. */
public final class TestGateway implements AutoCloseable {
    private final Gateway gateway;

    private TestGateway(Gateway gateway) {
        this.gateway = gateway;
    }

    /** Serves the Delta tables below a folder. */
    public static TestGateway over(Path lake) {
        GatewayConfig defaults = GatewayConfig.defaults();
        CatalogConfig catalog = new CatalogConfig.Delta(
                "lake", Optional.of(lake.toAbsolutePath().toString()), List.of(), Path.of("lake.yaml"));
        GatewayConfig config =
                new GatewayConfig(defaults.server(), defaults.engine(), defaults.limits(), List.of(catalog));
        return over(config);
    }

    /** Serves what is configured, but on a free port. */
    public static TestGateway over(GatewayConfig config) {
        return new TestGateway(Gateway.start(config.withAddress(Optional.empty(), OptionalInt.of(0))));
    }

    public Gateway gateway() {
        return gateway;
    }

    /** The URL of our own driver. */
    public String url() {
        return gateway.url();
    }

    /** The URL of Avatica's driver, in one of its two serializations. */
    public String avaticaUrl(String serialization) {
        return "jdbc:avatica:remote:url=" + url().replace("jdbc:lakegate:", "http:") + "/;serialization="
                + serialization;
    }

    /** Through our own driver. */
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(url());
    }

    /** All rows of a query through our own driver. */
    public List<List<Object>> query(String sql) throws SQLException {
        try (Connection connection = connect()) {
            return query(connection, sql);
        }
    }

    /** All rows of a query, each value as {@code getObject} gives it. */
    public static List<List<Object>> query(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows(rows);
        }
    }

    /** What is left of a result. */
    public static List<List<Object>> rows(ResultSet rows) throws SQLException {
        List<List<Object>> all = new ArrayList<>();
        while (rows.next()) {
            Object[] row = new Object[rows.getMetaData().getColumnCount()];
            for (int i = 0; i < row.length; i++) {
                row[i] = rows.getObject(i + 1);
            }
            all.add(Arrays.asList(row));
        }
        return all;
    }

    @Override
    public void close() {
        gateway.close();
    }
}
