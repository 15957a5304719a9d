package io.lakegate.server.config;

/**
 * Where clients reach the gateway.
 *
 * @param host a loopback address, or {@code localhost}; without brackets when it is an IPv6 address
 * @param port 0 for any free port
 */
public record ServerConfig(String host, int port) {
    public ServerConfig {
        Settings.HOST.require(host);
        Settings.PORT.require(port);
    }

    static ServerConfig of(Bound bound) {
        return new ServerConfig(bound.get(Settings.HOST), bound.get(Settings.PORT));
    }
}
