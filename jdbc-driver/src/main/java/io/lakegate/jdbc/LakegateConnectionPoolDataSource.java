package io.lakegate.jdbc;

import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.logging.Logger;
import javax.sql.ConnectionPoolDataSource;
import javax.sql.PooledConnection;

/**
 * Connections to one gateway for pools that keep {@link PooledConnection}s, as those of application servers do. Has the properties of {@link
 * LakegateDataSource}. Set it up in one thread, then use it in any.
 */
public final class LakegateConnectionPoolDataSource implements ConnectionPoolDataSource {
    private final LakegateDataSource source = new LakegateDataSource();

    public String getUrl() {
        return source.getUrl();
    }

    /** The gateway, as a driver's URL: {@code jdbc:lakegate://host:port/catalog/schema?option=value}. */
    public void setUrl(String url) {
        source.setUrl(url);
    }

    public String getUser() {
        return source.getUser();
    }

    public void setUser(String user) {
        source.setUser(user);
    }

    public void setPassword(String password) {
        source.setPassword(password);
    }

    /** A bearer token, instead of user and password. */
    public void setToken(String token) {
        source.setToken(token);
    }

    /** Any option of a connection; null takes it back. */
    public void setProperty(String option, String value) {
        source.setProperty(option, value);
    }

    @Override
    public PooledConnection getPooledConnection() throws SQLException {
        return new LakegatePooledConnection(source.getConnection());
    }

    @Override
    public PooledConnection getPooledConnection(String user, String password) throws SQLException {
        return new LakegatePooledConnection(source.getConnection(user, password));
    }

    @Override
    public PrintWriter getLogWriter() {
        return source.getLogWriter();
    }

    @Override
    public void setLogWriter(PrintWriter out) {
        source.setLogWriter(out);
    }

    @Override
    public void setLoginTimeout(int seconds) {
        source.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return source.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() {
        return source.getParentLogger();
    }
}
