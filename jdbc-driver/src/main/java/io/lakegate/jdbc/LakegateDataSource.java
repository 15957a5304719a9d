package io.lakegate.jdbc;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import java.util.logging.Logger;
import javax.sql.DataSource;

/**
 * Connections to one gateway, for pools and containers that want a {@link DataSource}. Each call makes a new connection; a pool around it
 * keeps them. Set it up in one thread, then use it in any.
 *
 * <p>{@link #setUrl} is all that is needed. What a URL can hold can also be set by {@link #setProperty}, under the names that {@link
 * LakegateDriver#getPropertyInfo} lists.
 */
public final class LakegateDataSource implements DataSource {
    private final LakegateDriver driver = new LakegateDriver();
    private final Properties properties = new Properties();
    private String url = LakegateUrl.PREFIX + "//localhost";
    private PrintWriter log;

    public String getUrl() {
        return url;
    }

    /** The gateway, as a driver's URL: {@code jdbc:lakegate://host:port/catalog/schema?option=value}. */
    public void setUrl(String url) {
        this.url = url;
    }

    public String getUser() {
        return properties.getProperty(ConnectionOption.USER.key());
    }

    public void setUser(String user) {
        setProperty(ConnectionOption.USER.key(), user);
    }

    public void setPassword(String password) {
        setProperty(ConnectionOption.PASSWORD.key(), password);
    }

    /** A bearer token, instead of user and password. */
    public void setToken(String token) {
        setProperty(ConnectionOption.TOKEN.key(), token);
    }

    /** Any option of a connection; null takes it back. A name or value that is wrong is an error of {@link #getConnection()}. */
    public void setProperty(String option, String value) {
        if (value == null) {
            properties.remove(option);
        } else {
            properties.setProperty(option, value);
        }
    }

    @Override
    public Connection getConnection() throws SQLException {
        return connect(properties);
    }

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        Properties with = new Properties();
        with.putAll(properties);
        if (username != null) {
            with.setProperty(ConnectionOption.USER.key(), username);
        }
        if (password != null) {
            with.setProperty(ConnectionOption.PASSWORD.key(), password);
        }
        return connect(with);
    }

    private Connection connect(Properties with) throws SQLException {
        Connection connection = driver.connect(url, with);
        if (connection == null) {
            throw SqlErrors.of(
                    SqlErrors.CANNOT_CONNECT, "The URL of the data source does not begin with jdbc:lakegate:.");
        }
        return connection;
    }

    /** Nothing is written to it: a driver has no log of its own. */
    @Override
    public PrintWriter getLogWriter() {
        return log;
    }

    @Override
    public void setLogWriter(PrintWriter out) {
        log = out;
    }

    /** How long the gateway may take to accept the network connection; 0 means no limit. */
    @Override
    public void setLoginTimeout(int seconds) {
        setProperty(ConnectionOption.CONNECT_TIMEOUT.key(), seconds + "s");
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        ConnectionOption option = ConnectionOption.CONNECT_TIMEOUT;
        return (int) option.duration(properties.getProperty(option.key(), option.defaultValue()))
                .toSeconds();
    }

    @Override
    public Logger getParentLogger() {
        return driver.getParentLogger();
    }

    @Override
    public <T> T unwrap(Class<T> iface) throws SQLException {
        if (!isWrapperFor(iface)) {
            throw SqlErrors.of(SqlErrors.BAD_ARGUMENT, "This is no " + iface.getName() + " and wraps none.");
        }
        return iface.cast(this);
    }

    @Override
    public boolean isWrapperFor(Class<?> iface) {
        return iface.isInstance(this);
    }
}
