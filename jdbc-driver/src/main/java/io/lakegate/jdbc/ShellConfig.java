package io.lakegate.jdbc;

import java.util.Properties;
import org.apache.calcite.avatica.ConnectionConfigImpl;

/**
 * The settings that Avatica's shells ask for. The rest of Avatica's options is never read, and must not be: the class that lists them
 * needs the HTTP client that this driver does without.
 */
final class ShellConfig extends ConnectionConfigImpl {
    private final ConnectionSettings settings;

    ShellConfig(ConnectionSettings settings) {
        super(new Properties());
        this.settings = settings;
    }

    @Override
    public int fetchSize() {
        return SqlErrors.undeclared(settings::fetchSize);
    }

    /** No: a statement is never repeated on a connection that had to be opened anew. */
    @Override
    public boolean transparentReconnectionEnabled() {
        return false;
    }

    /** The JVM's. */
    @Override
    public String timeZone() {
        return null;
    }
}
