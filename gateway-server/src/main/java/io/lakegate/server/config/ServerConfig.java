package io.lakegate.server.config;

import static java.util.Objects.requireNonNull;

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
 * @param requests what they may take together
 */
public record ServerConfig(String host, int port, Optional<Tls> tls, Duration drainTime, Requests requests) {
    private static final Duration DRAIN_TIME = Duration.ofSeconds(30);

    /**
     * What all requests may take together.
     *
     * @param memory for their bodies
     * @param mostConnections of the network that may be open at the same time
     */
    public record Requests(DataSize memory, int mostConnections) {
        /** What holds where nobody says it. */
        public static final Requests USUAL = new Requests(MachineMemory.forRequests(), 4000);

        public Requests {
            Settings.REQUEST_MEMORY.require(memory);
            Settings.MAX_NETWORK_CONNECTIONS.require(mostConnections);
        }
    }

    /**
     * The gateway's key and certificate: in a key store, or each in a file of its own.
     *
     * @param keyStore PKCS12 or JKS
     * @param pem both as PEM, where there is no key store
     * @param password of either
     */
    public record Tls(Optional<Path> keyStore, Optional<Pem> pem, Secret password) {
        public Tls {
            if (keyStore.isPresent() == pem.isPresent()) {
                throw new IllegalArgumentException("TLS takes either a key store or PEM files");
            }
        }

        /** In a key store. */
        public Tls(Path keyStore, Secret password) {
            this(Optional.of(keyStore), Optional.empty(), password);
        }

        /** In files of their own; the key is not encrypted. */
        public Tls(Path certificate, Path key) {
            this(Optional.empty(), Optional.of(new Pem(certificate, key)), new Secret(""));
        }

        private static Optional<Tls> of(Bound tls) {
            Optional<Path> store = tls.find(Settings.TLS_KEY_STORE);
            Optional<Pem> pem = tls.find(Settings.TLS_CERTIFICATE)
                    .map(certificate -> new Pem(certificate, tls.get(Settings.TLS_KEY)));
            return store.isEmpty() && pem.isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            new Tls(store, pem, tls.find(Settings.TLS_PASSWORD).orElseGet(() -> new Secret(""))));
        }
    }

    /** A certificate, with those up to its authority, and its key. */
    public record Pem(Path certificate, Path key) {}

    /** Without TLS. */
    public ServerConfig(String host, int port) {
        this(host, port, Optional.empty());
    }

    /** With the usual time to drain. */
    public ServerConfig(String host, int port, Optional<Tls> tls) {
        this(host, port, tls, DRAIN_TIME, Requests.USUAL);
    }

    public ServerConfig {
        Settings.HOST.require(host);
        Settings.PORT.require(port);
        Settings.DRAIN_TIME.require(drainTime);
        requireNonNull(requests, "requests");
    }

    /** The same at another address; what is empty stays. */
    ServerConfig at(Optional<String> otherHost, OptionalInt otherPort) {
        return new ServerConfig(otherHost.orElse(host), otherPort.orElse(port), tls, drainTime, requests);
    }

    /** The same with another time to drain. */
    public ServerConfig withDrainTime(Duration time) {
        return new ServerConfig(host, port, tls, time, requests);
    }

    /** The same with other bounds for all requests together. */
    public ServerConfig withRequests(Requests bounds) {
        return new ServerConfig(host, port, tls, drainTime, bounds);
    }

    static ServerConfig of(Bound bound) {
        return new ServerConfig(
                bound.get(Settings.HOST),
                bound.get(Settings.PORT),
                Tls.of(bound.get(Settings.TLS)),
                bound.get(Settings.DRAIN_TIME),
                new Requests(bound.get(Settings.REQUEST_MEMORY), bound.get(Settings.MAX_NETWORK_CONNECTIONS)));
    }

    /** What must hold between the keys. */
    static void check(Bound server, Problems problems) {
        server.find(Settings.TLS).ifPresent(tls -> {
            boolean store = tls.isPresent(Settings.TLS_KEY_STORE);
            boolean certificate = tls.isPresent(Settings.TLS_CERTIFICATE);
            boolean key = tls.isPresent(Settings.TLS_KEY);
            if (store && (certificate || key)) {
                problems.add(
                        tls.place(),
                        "The gateway has one key and certificate: write key-store, or certificate and key, not both.");
            } else if (certificate != key) {
                problems.add(
                        tls.place(),
                        "A certificate and its key belong together: write the key %s too, such as %s: %s."
                                .formatted(
                                        certificate ? "key" : "certificate",
                                        certificate ? "key" : "certificate",
                                        (certificate ? Settings.TLS_KEY : Settings.TLS_CERTIFICATE).example()));
            } else if (!store && !certificate && tls.isPresent(Settings.TLS_PASSWORD)) {
                problems.add(
                        tls.place(),
                        "The password is of nothing: write key-store, or certificate and key, or take it away.");
            }
        });
    }
}
