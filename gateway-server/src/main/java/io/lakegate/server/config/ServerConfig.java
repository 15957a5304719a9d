package io.lakegate.server.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Where clients reach the gateway.
 *
 * @param host a loopback address, or {@code localhost}; without brackets when it is an IPv6 address
 * @param port 0 for any free port
 * @param tls empty for plain HTTP
 * @param drainTime how long what runs may go on when it is asked to stop
 */
public record ServerConfig(String host, int port, Optional<Tls> tls, Duration drainTime) {
    private static final Duration DRAIN_TIME = Duration.ofSeconds(30);

    /** A key store with the gateway's key and certificate, and its password. */
    public record Tls(Path keyStore, Secret password) {}

    /** Without TLS. */
    public ServerConfig(String host, int port) {
        this(host, port, Optional.empty());
    }

    /** With the usual time to drain. */
    public ServerConfig(String host, int port, Optional<Tls> tls) {
        this(host, port, tls, DRAIN_TIME);
    }

    public ServerConfig {
        Settings.HOST.require(host);
        Settings.PORT.require(port);
        Settings.DRAIN_TIME.require(drainTime);
    }

    /** The same at another address; what is empty stays. */
    ServerConfig at(Optional<String> otherHost, OptionalInt otherPort) {
        return new ServerConfig(otherHost.orElse(host), otherPort.orElse(port), tls, drainTime);
    }

    /** The same with another time to drain. */
    public ServerConfig withDrainTime(Duration time) {
        return new ServerConfig(host, port, tls, time);
    }

    static ServerConfig of(Bound bound) {
        Bound tls = bound.get(Settings.TLS);
        return new ServerConfig(
                bound.get(Settings.HOST),
                bound.get(Settings.PORT),
                tls.find(Settings.TLS_KEY_STORE)
                        .map(store ->
                                new Tls(store, tls.find(Settings.TLS_PASSWORD).orElseGet(() -> new Secret("")))),
                bound.get(Settings.DRAIN_TIME));
    }
}
