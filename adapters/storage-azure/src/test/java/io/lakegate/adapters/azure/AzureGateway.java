package io.lakegate.adapters.azure;

import io.lakegate.catalog.spi.CheckStep;
import io.lakegate.server.Gateway;
import io.lakegate.server.config.ConfigLoader;
import io.lakegate.server.config.GatewayConfig;
import java.io.IOException;
import java.nio.file.Files;
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

/** A gateway with one catalog called {@code lake} and a cache of its own, whose optional jars lie where the build has put them. */
final class AzureGateway implements AutoCloseable {
    /** The property by which {@code ./lakegate} says where the jars are. */
    static final String JARS = "lakegate.storage.azure";

    private final Gateway gateway;

    private AzureGateway(Gateway gateway) {
        this.gateway = gateway;
    }

    /** {@code catalog} is the text of the catalog's file. */
    static AzureGateway over(Path folder, String catalog) throws IOException {
        return over(folder, catalog, Path.of("target", "lib"));
    }

    /** With the optional jars of another folder. */
    static AzureGateway over(Path folder, String catalog, Path jars) throws IOException {
        System.setProperty(JARS, jars.toAbsolutePath().toString());
        return new AzureGateway(
                Gateway.start(configuration(folder, catalog).withAddress(Optional.empty(), OptionalInt.of(0))));
    }

    /** The steps of {@code ./lakegate check}. */
    static List<CheckStep> check(Path folder, String catalog) throws IOException {
        System.setProperty(JARS, Path.of("target", "lib").toAbsolutePath().toString());
        return Gateway.check(configuration(folder, catalog), "lake");
    }

    private static GatewayConfig configuration(Path folder, String catalog) throws IOException {
        Path fresh = Files.createTempDirectory(folder, "gateway");
        Files.createDirectories(fresh.resolve("conf/catalogs"));
        Files.writeString(
                fresh.resolve("conf/lakegate.yaml"), "cache: {directory: '%s'}\n".formatted(fresh.resolve("cache")));
        Files.writeString(fresh.resolve("conf/catalogs/lake.yaml"), catalog);
        return ConfigLoader.load(fresh.resolve("conf"));
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(gateway.url());
    }

    /** The rows as texts, whatever is nested in them. */
    List<String> query(String sql) throws SQLException {
        try (Connection connection = connect()) {
            return query(connection, sql);
        }
    }

    static List<String> query(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> all = new ArrayList<>();
            while (rows.next()) {
                Object[] row = new Object[rows.getMetaData().getColumnCount()];
                for (int i = 0; i < row.length; i++) {
                    row[i] = rows.getObject(i + 1);
                }
                all.add(Arrays.deepToString(row));
            }
            return all;
        }
    }

    @Override
    public void close() {
        gateway.close();
    }
}
