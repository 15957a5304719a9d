package io.lakegate.adapters.iceberg;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.apache.iceberg.CatalogProperties;
import org.apache.iceberg.jdbc.UncheckedSQLException;

/**
 * The name under which tables stand in the database of Iceberg's JDBC catalog: several catalogs may share one database, and each row says
 * whose it is. The writers' name for their catalog seldom is that of this gateway.
 *
 * @param own the catalog's name here
 * @param properties of the catalog, with the database's address and login
 */
record JdbcCatalogName(String own, Map<String, String> properties) {
    /** The property by which configuration says it. */
    static final String PROPERTY = "catalog-name";

    private static final String OF_DRIVER = "jdbc.";
    private static final String NAMES =
            "SELECT catalog_name FROM iceberg_tables UNION SELECT catalog_name FROM iceberg_namespace_properties";

    /**
     * What configuration says; else this gateway's own name, where the database has it; else the only one that the database has.
     *
     * @throws GatewayException {@link ErrorCode#CONFIGURATION} when the database has several others
     */
    String find() {
        return Optional.ofNullable(properties.get(PROPERTY)).orElseGet(this::found);
    }

    private String found() {
        Set<String> stored = stored();
        if (stored.contains(own) || stored.isEmpty()) {
            return own;
        }
        if (stored.size() > 1) {
            throw new GatewayException(
                    ErrorCode.CONFIGURATION,
                    "The database of catalog %s holds several catalogs: %s. Say in its configuration which one is meant: properties: {%s: …}."
                            .formatted(own, String.join(", ", stored), PROPERTY));
        }
        return stored.iterator().next();
    }

    private Set<String> stored() {
        Properties login = new Properties();
        properties.forEach((key, value) -> {
            if (key.startsWith(OF_DRIVER)) {
                login.setProperty(key.substring(OF_DRIVER.length()), value);
            }
        });
        Set<String> names = new TreeSet<>();
        try (Connection connection =
                        DriverManager.getConnection(properties.getOrDefault(CatalogProperties.URI, ""), login);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(NAMES)) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        } catch (SQLException e) {
            throw new UncheckedSQLException(e, "its database cannot be read");
        }
        return names;
    }
}
