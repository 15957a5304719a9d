package io.lakegate.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.logging.Logger;
import org.apache.calcite.avatica.AvaticaConnection;
import org.apache.calcite.avatica.AvaticaFactory;
import org.apache.calcite.avatica.DriverVersion;
import org.apache.calcite.avatica.Meta;
import org.apache.calcite.avatica.UnregisteredDriver;

/**
 * The JDBC driver of Lakegate. It accepts {@code jdbc:lakegate://host:port/catalog/schema?option=value}; DriverManager finds it by
 * itself.
 *
 * <p>Options may stand in the URL or in the properties; a property wins over the same option in the URL. {@link #getPropertyInfo} lists
 * them. An option that does not exist or a value that cannot be used is an error with SQLSTATE 08001.
 *
 * <p>It does not extend Avatica's remote driver: loading that class would register it, and so take {@code jdbc:avatica:remote:} URLs
 * away from an Avatica driver beside it.
 */
public final class LakegateDriver extends UnregisteredDriver {
    private static final String NAME = "Lakegate JDBC Driver";
    private static final String PRODUCT = "Lakegate";

    static {
        new LakegateDriver().register();
    }

    @Override
    public Connection connect(String url, Properties info) throws SQLException {
        if (!acceptsURL(url)) {
            return null;
        }
        ConnectionSettings settings = ConnectionSettings.of(url, info == null ? new Properties() : info);
        LakegateConnection connection =
                (LakegateConnection) factory.newConnection(this, factory, url, LakegateConnection.carry(settings));
        connection.openConnection();
        return connection;
    }

    /** Whether the URL starts with {@code jdbc:lakegate:}; what is wrong behind that, {@link #connect} tells. */
    @Override
    public boolean acceptsURL(String url) throws SQLException {
        if (url == null) {
            throw SqlErrors.of(SqlErrors.CANNOT_CONNECT, "The connection URL is missing.");
        }
        return LakegateUrl.isFor(url);
    }

    @Override
    public DriverPropertyInfo[] getPropertyInfo(String url, Properties info) {
        List<DriverPropertyInfo> list = new ArrayList<>();
        Map<ConnectionOption, String> inUrl = optionsIn(url);
        for (ConnectionOption option : ConnectionOption.values()) {
            String value = inUrl.getOrDefault(option, option.defaultValue());
            if (info != null) {
                value = info.getProperty(option.key(), value);
            }
            DriverPropertyInfo property = new DriverPropertyInfo(option.key(), value);
            property.description = option.description();
            property.choices =
                    option.choices().isEmpty() ? null : option.choices().toArray(new String[0]);
            list.add(property);
        }
        return list.toArray(new DriverPropertyInfo[0]);
    }

    /** Tools also ask with a URL that is not finished yet. */
    private static Map<ConnectionOption, String> optionsIn(String url) {
        try {
            return LakegateUrl.parse(url).options();
        } catch (SQLException e) {
            return Collections.emptyMap();
        }
    }

    @Override
    public Meta createMeta(AvaticaConnection connection) {
        return SqlErrors.undeclared(
                () -> new LakegateMeta(connection, new Wire(((LakegateConnection) connection).settings())));
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getLogger("io.lakegate.jdbc");
    }

    @Override
    protected AvaticaFactory createFactory() {
        return new LakegateFactory();
    }

    @Override
    protected DriverVersion createDriverVersion() {
        String version = version();
        String[] parts = version.split("[.-]", -1);
        int major = Integer.parseInt(parts[0]);
        int minor = Integer.parseInt(parts[1]);
        return new DriverVersion(NAME, version, PRODUCT, version, false, major, minor, major, minor);
    }

    @Override
    protected String getConnectStringPrefix() {
        return LakegateUrl.PREFIX;
    }

    private static String version() {
        try (InputStream stream = LakegateDriver.class.getResourceAsStream("driver.properties")) {
            Properties properties = new Properties();
            properties.load(stream);
            return properties.getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
