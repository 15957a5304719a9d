package io.lakegate.server.config;

import static java.util.Objects.requireNonNull;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * All that an operator has set, checked and with defaults filled in.
 *
 * @param store of external tables and views; without one, statements that make them are refused
 * @param stores the object stores of the catalogs
 * @param security whom it lets in, and what is kept of what they do
 * @param catalogs sorted by name; no two names differ in case only
 */
public record GatewayConfig(
        ServerConfig server,
        EngineConfig engine,
        LimitsConfig limits,
        List<CatalogConfig> catalogs,
        Optional<StoreConfig> store,
        StoresConfig stores,
        SecurityConfig security) {
    public GatewayConfig {
        requireNonNull(server, "server");
        requireNonNull(engine, "engine");
        requireNonNull(limits, "limits");
        catalogs = List.copyOf(catalogs);
        requireNonNull(store, "store");
        requireNonNull(stores, "stores");
        requireNonNull(security, "security");
        if (!security.authentication().isOn() && !HostKinds.isLocal(server.host())) {
            throw new GatewayException(ErrorCode.CONFIGURATION, "server.host: " + unguarded(server.host()));
        }
        if (security.access().isPresent() && !security.authentication().isOn()) {
            throw new GatewayException(
                    ErrorCode.CONFIGURATION, "access.rules: " + AuthenticationConfig.NOBODY_IS_PROVEN);
        }
    }

    /** Why a gateway that asks nobody who they are does not listen there. */
    static String unguarded(String host) {
        return "Without authentication the gateway does not listen on %s, since whoever reaches the port could read every table. Set authentication.password-file or authentication.jwt, or write 127.0.0.1, ::1 or localhost."
                .formatted(host);
    }

    /** One that lets in everybody. */
    public GatewayConfig(
            ServerConfig server,
            EngineConfig engine,
            LimitsConfig limits,
            List<CatalogConfig> catalogs,
            Optional<StoreConfig> store,
            StoresConfig stores) {
        this(server, engine, limits, catalogs, store, stores, SecurityConfig.OFF);
    }

    /** Without object stores but those that the machine knows by itself. */
    public GatewayConfig(
            ServerConfig server,
            EngineConfig engine,
            LimitsConfig limits,
            List<CatalogConfig> catalogs,
            Optional<StoreConfig> store) {
        this(server, engine, limits, catalogs, store, defaultStores());
    }

    private static StoresConfig defaultStores() {
        return new StoresConfig(CacheConfig.of(ConfigLoader.defaults().get(Settings.CACHE)), Map.of());
    }

    /** Without a store: statements that make external tables and views are refused. */
    public GatewayConfig(ServerConfig server, EngineConfig engine, LimitsConfig limits, List<CatalogConfig> catalogs) {
        this(server, engine, limits, catalogs, Optional.empty());
    }

    /** What an empty folder of configuration gives: every default, no catalog. There is no folder in which a store could be. */
    public static GatewayConfig defaults() {
        return of(ConfigLoader.defaults(), List.of(), Optional.empty(), Map.of());
    }

    private static GatewayConfig of(
            Bound gateway,
            List<CatalogConfig> catalogs,
            Optional<StoreConfig> store,
            Map<String, StorageConfig> storages) {
        return new GatewayConfig(
                ServerConfig.of(gateway.get(Settings.SERVER)),
                EngineConfig.of(gateway.get(Settings.ENGINE)),
                LimitsConfig.of(gateway.get(Settings.LIMITS)),
                catalogs,
                store,
                new StoresConfig(CacheConfig.of(gateway.get(Settings.CACHE)), storages),
                SecurityConfig.of(gateway));
    }

    /** What the files of a folder say; the store is below it when they do not say where. */
    static GatewayConfig of(
            Bound gateway, List<CatalogConfig> catalogs, Path directory, Map<String, StorageConfig> storages) {
        return of(gateway, catalogs, Optional.of(StoreConfig.of(gateway.get(Settings.STORE), directory)), storages);
    }

    /**
     * This configuration at another address, as given on the command line.
     *
     * @throws io.lakegate.catalog.error.GatewayException when the host or the port is none that a file could set
     */
    public GatewayConfig withAddress(Optional<String> host, OptionalInt port) {
        return new GatewayConfig(server.at(host, port), engine, limits, catalogs, store, stores, security);
    }

    /** This configuration with other rules of whom it lets in. */
    public GatewayConfig withSecurity(SecurityConfig rules) {
        return new GatewayConfig(server, engine, limits, catalogs, store, stores, rules);
    }

    /** This configuration with definitions kept there. */
    public GatewayConfig withStore(StoreConfig kept) {
        return new GatewayConfig(server, engine, limits, catalogs, Optional.of(kept), stores, security);
    }

    /**
     * The effective settings for the log, one per line. Catalogs are named with their files, but locations are left out: they may hold
     * parts that were filled in.
     */
    public String describe() {
        StringBuilder text = new StringBuilder();
        line(text, Settings.HOST, server.host());
        line(text, Settings.PORT, server.port());
        line(text, Settings.DRAIN_TIME, server.drainTime());
        line(text, Settings.REQUEST_MEMORY, server.requests().memory());
        line(text, Settings.MAX_NETWORK_CONNECTIONS, server.requests().mostConnections());
        server.tls()
                .ifPresentOrElse(
                        tls -> {
                            tls.keyStore().ifPresent(store -> line(text, Settings.TLS_KEY_STORE, store));
                            tls.pem().ifPresent(pem -> {
                                line(text, Settings.TLS_CERTIFICATE, pem.certificate());
                                line(text, Settings.TLS_KEY, pem.key());
                            });
                        },
                        () -> text.append(Settings.TLS_KEY_STORE.path()).append(": not set\n"));
        security.describe(text);
        line(text, Settings.MEMORY_LIMIT, engine.memoryLimit());
        line(text, Settings.THREADS, engine.threads());
        line(text, Settings.TEMP_DIRECTORY, engine.tempDirectory());
        line(text, Settings.RESULT_CACHE_SIZE, engine.results().size());
        line(text, Settings.LARGEST_RESULT, engine.results().largest());
        line(text, Settings.QUERY_TIMEOUT, limits.queryTimeout());
        line(text, Settings.CONNECTION_IDLE, limits.connectionIdle());
        line(text, Settings.MAX_CONNECTIONS, limits.maxConnections());
        line(text, Settings.FRAME_BYTES, limits.frameBytes());
        line(text, Settings.MAX_RUNNING, limits.maxRunning());
        line(text, UserLimitSettings.CONNECTIONS, limits.perUser().connections());
        line(text, UserLimitSettings.RUNNING, limits.perUser().running());
        line(text, UserLimitSettings.QUEUED, limits.perUser().queued());
        line(text, UserLimitSettings.QUEUE_TIME, limits.perUser().queueTime());
        line(text, UserLimitSettings.ROWS, limits.perUser().rows());
        limits.own().forEach(own -> text.append("limits.own: %s\n".formatted(own.describe())));
        line(text, Settings.CACHE_DIRECTORY, stores.cache().directory());
        line(text, Settings.CACHE_SIZE, stores.cache().size());
        line(text, Settings.CACHE_THREADS, stores.cache().threads());
        store.ifPresent(kept -> kept.describe(text));
        for (CatalogConfig catalog : catalogs) {
            text.append("catalog %s: %s, from %s\n".formatted(catalog.name(), catalog.type(), catalog.source()));
        }
        return text.toString().stripTrailing();
    }

    private static <T> void line(StringBuilder text, Setting<T> setting, T value) {
        text.append(setting.path())
                .append(": ")
                .append(setting.kind().write(value))
                .append('\n');
    }
}
