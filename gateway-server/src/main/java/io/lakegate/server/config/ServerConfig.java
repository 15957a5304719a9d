package io.lakegate.server.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where clients reach the gateway.
 *
 * @param host a loopback address, or {@code localhost}; without brackets when it is an IPv6 address
 * @param port 0 for any free port
 * @param tls empty for plain HTTP
 */
public record ServerConfig(String host, int port, Optional<Tls> tls) {
    /** A key store with the gateway's key and certificate, and its password. */
    public record Tls(Path keyStore, Secret password) {}

    /** Without TLS. */
    public ServerConfig(String host, int port) {
        this(host, port, Optional.empty());
    }

    public ServerConfig {
        Settings.HOST.require(host);
        Settings.PORT.require(port);
    }

    static ServerConfig of(Bound bound) {
        Bound tls = bound.get(Settings.TLS);
        return new ServerConfig(
                bound.get(Settings.HOST),
                bound.get(Settings.PORT),
                tls.find(Settings.TLS_KEY_STORE)
                        .map(store ->
                                new Tls(store, tls.find(Settings.TLS_PASSWORD).orElseGet(() -> new Secret("")))));
    }
}
