package io.lakegate.server;

import static java.util.Objects.requireNonNullElse;

import io.lakegate.adapters.delta.DeltaCatalog;
import io.lakegate.adapters.delta.DeltaSource;
import io.lakegate.adapters.delta.SingleTable;
import io.lakegate.adapters.duckdb.DuckDbEngine;
import io.lakegate.adapters.duckdb.EngineSettings;
import io.lakegate.adapters.ducklake.DuckLakeCatalog;
import io.lakegate.adapters.ducklake.DuckLakePlaces;
import io.lakegate.adapters.ducklake.database.MetadataDatabase;
import io.lakegate.adapters.ducklake.database.MetadataLocation;
import io.lakegate.adapters.iceberg.IcebergCatalog;
import io.lakegate.adapters.iceberg.IcebergSource;
import io.lakegate.adapters.iceberg.Moved;
import io.lakegate.adapters.storage.Location;
import io.lakegate.adapters.storage.Storage;
import io.lakegate.catalog.error.CatalogErrors;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.registry.Catalogs;
import io.lakegate.catalog.spi.CheckStep;
import io.lakegate.catalog.spi.LakeCatalog;
import io.lakegate.server.access.AccessControl;
import io.lakegate.server.auth.Identity;
import io.lakegate.server.check.CatalogCheck;
import io.lakegate.server.check.LiveCheck;
import io.lakegate.server.config.CatalogConfig;
import io.lakegate.server.config.EngineConfig;
import io.lakegate.server.config.GatewayConfig;
import io.lakegate.server.config.LimitsConfig;
import io.lakegate.server.config.SecurityConfig;
import io.lakegate.server.config.StoreConfig;
import io.lakegate.server.endpoint.HttpEndpoint;
import io.lakegate.server.endpoint.Requests;
import io.lakegate.server.endpoint.Watch;
import io.lakegate.server.query.LimitRules;
import io.lakegate.server.query.QueryLimits;
import io.lakegate.server.query.QueryService;
import io.lakegate.server.session.GatewayTables;
import io.lakegate.server.session.Sessions;
import io.lakegate.server.store.DefinitionStore;
import io.lakegate.server.store.StoredCatalog;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running gateway: makes its parts in the order in which a query meets them from the back, and closes them in reverse. */
public final class Gateway implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Gateway.class);

    /** The last made is the first to be closed. */
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    private final Duration drainTime;
    private final QueryService queries;
    private final Sessions sessions;
    private final Requests requests;
    private final HttpEndpoint endpoint;
    private final Optional<HttpEndpoint> operations;

    private Gateway(GatewayConfig config) {
        drainTime = config.server().drainTime();
        try {
            Guards guards = open(new Guards(config));
            Optional<DefinitionStore> store = config.store().map(Gateway::store).map(this::open);
            Stores stores = open(new Stores(config.stores()));
            Catalogs catalogs = open(catalogs(config, store, stores));
            DuckDbEngine engine = open(DuckDbEngine.start(engineSettings(config.engine(), catalogs, stores.folder())));
            LimitsConfig limits = config.limits();
            LimitRules rules = LimitRules.of(limits);
            LiveCheck checks = checks(config, catalogs, engine, stores);
            queries = new QueryService(
                    catalogs,
                    engine,
                    new QueryLimits(
                            limits.maxRunning(),
                            limits.frameBytes().bytes(),
                            rules,
                            kept(config.engine().results())),
                    store,
                    guards.listener(),
                    checks,
                    guards.access());
            sessions = open(new Sessions(queries, rules, limits.maxConnections()));
            catalogs.describe(
                    (view, viewer) -> queries.columns(
                            view, viewer instanceof Identity known ? known : Identity.said(Optional.empty())),
                    new GatewayTables(queries, sessions));
            requests = guards.requests();
            Watch watch = guards.watch(queries, sessions, engine, checks);
            SecurityConfig.Operations apart = config.security().operations();
            operations = apart.port().isPresent()
                    ? Optional.of(open(HttpEndpoint.operations(
                            new HttpEndpoint.Address(apart.host(), apart.port().getAsInt(), Optional.empty()), watch)))
                    : Optional.empty();
            endpoint = open(HttpEndpoint.start(
                    address(config, guards), sessions, queries, guards.authenticator(), watch, requests, version()));
            // First of all, so that clients are told why their statements end while there still is an endpoint to tell
            // them.
            open(queries);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * Returns when it accepts connections. Opens no table.
     *
     * @throws GatewayException {@link ErrorCode#CONFIGURATION} when a part does not start with this configuration
     */
    public static Gateway start(GatewayConfig config) {
        log.info("configuration:\n{}", config.describe());
        return new Gateway(config);
    }

    /**
     * Tries the way to a row of one catalog, without a server.
     *
     * @throws GatewayException {@link ErrorCode#CATALOG_NOT_FOUND}; {@link ErrorCode#CONFIGURATION}
     */
    public static List<CheckStep> check(GatewayConfig config, String name) throws IOException {
        CatalogConfig catalog = config.catalogs().stream()
                .filter(one -> one.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> CatalogErrors.catalogNotFound(
                        name,
                        config.catalogs().stream().map(CatalogConfig::name).toList()));
        config.security().access().ifPresent(rules -> AccessControl.of(rules, Stores::place));
        try (Stores stores = new Stores(config.stores())) {
            Storage storage = stores.of(catalog);
            try (LakeCatalog tables = catalog(catalog, storage);
                    DuckDbEngine engine = DuckDbEngine.start(
                            engineSettings(config.engine(), new Catalogs(List.of(tables)), stores.folder()))) {
                return CatalogCheck.of(tables, engine, Stores.addresses(catalog).toList(), storage::check);
            }
        }
    }

    private static QueryLimits.Kept kept(EngineConfig.Results results) {
        return new QueryLimits.Kept(results.size().bytes(), results.largest().bytes());
    }

    private static LiveCheck checks(GatewayConfig config, Catalogs catalogs, DuckDbEngine engine, Stores stores) {
        Map<String, LiveCheck.Way> ways = new HashMap<>();
        config.catalogs()
                .forEach(catalog -> ways.put(
                        catalog.name(),
                        new LiveCheck.Way(Stores.addresses(catalog).toList(), stores.of(catalog)::check)));
        return new LiveCheck(catalogs, engine, ways);
    }

    private static HttpEndpoint.Address address(GatewayConfig config, Guards guards) {
        return new HttpEndpoint.Address(config.server().host(), config.server().port(), guards.tls());
    }

    private <T extends AutoCloseable> T open(T part) {
        parts.push(part);
        return part;
    }

    private static DefinitionStore store(StoreConfig config) {
        return config.match(
                embedded -> DefinitionStore.in(embedded.file()),
                shared -> DefinitionStore.shared(
                        shared.url(),
                        shared.login().map(CatalogConfig.Login::user),
                        shared.login().map(login -> login.password().value())));
    }

    private static Catalogs catalogs(GatewayConfig config, Optional<DefinitionStore> store, Stores stores) {
        List<LakeCatalog> configured = new ArrayList<>();
        config.catalogs().forEach(catalog -> configured.add(catalog(catalog, stores.of(catalog))));
        List<Path> roots = configured.stream()
                .flatMap(catalog -> store.isPresent() ? catalog.localRoots().stream() : Stream.empty())
                .distinct()
                .toList();
        List<Path> databases = config.catalogs().stream()
                .flatMap(catalog -> catalog.match(
                        delta -> Stream.<CatalogConfig.DuckLake>empty(), iceberg -> Stream.empty(), Stream::of))
                .flatMap(duckLake -> database(duckLake).file().stream())
                .toList();
        store.ifPresent(kept -> configured.add(new StoredCatalog(kept, new ExternalTables(roots, databases, stores))));
        return new Catalogs(configured);
    }

    private static LakeCatalog catalog(CatalogConfig config, Storage storage) {
        return config.match(
                delta -> delta(delta, storage),
                iceberg -> iceberg(iceberg, storage),
                duckLake -> duckLake(duckLake, storage));
    }

    private static LakeCatalog delta(CatalogConfig.Delta config, Storage storage) {
        List<SingleTable> tables = config.tables().stream()
                .map(table -> new SingleTable(table.schema(), table.table(), Location.parse(table.location(), storage)))
                .toList();
        Optional<Location> location = config.location().map(place -> Location.parse(place, storage));
        return new DeltaCatalog(config.name(), new DeltaSource(location, tables, config.zone(), storage));
    }

    private static LakeCatalog iceberg(CatalogConfig.Iceberg config, Storage storage) {
        List<io.lakegate.adapters.iceberg.SingleTable> tables = config.tables().stream()
                .map(table -> new io.lakegate.adapters.iceberg.SingleTable(
                        table.schema(), table.table(), storage.path(table.location())))
                .toList();
        // Iceberg's own Hadoop catalog knows no stores of ours; its tables are found by their folders.
        Optional<String> warehouse = config.catalog().equals("hadoop")
                ? Optional.ofNullable(config.properties().get("warehouse")).filter(Storage::isAddress)
                : Optional.empty();
        Optional<IcebergSource.Service> service = config.catalog().equals("directory") || warehouse.isPresent()
                ? Optional.empty()
                : Optional.of(new IcebergSource.Service(config.catalog(), config.properties()));
        return new IcebergCatalog(
                config.name(),
                new IcebergSource(
                        service,
                        config.location().or(() -> warehouse).map(place -> Location.parse(place, storage)),
                        tables,
                        new Moved(config.moved().whole(), config.moved().prefixes()),
                        storage));
    }

    private static LakeCatalog duckLake(CatalogConfig.DuckLake config, Storage storage) {
        return new DuckLakeCatalog(
                config.name(),
                new MetadataDatabase(config.name(), database(config)),
                new DuckLakePlaces(config.dataPath(), config.moved().prefixes(), folder(config), storage),
                config.asOf());
    }

    private static Path folder(CatalogConfig config) {
        return requireNonNullElse(config.source().toAbsolutePath().getParent(), Path.of(""));
    }

    private static MetadataLocation database(CatalogConfig.DuckLake config) {
        return MetadataLocation.parse(
                config.database().address(),
                folder(config),
                config.database().schema(),
                config.database()
                        .login()
                        .map(login -> new MetadataLocation.Login(
                                login.user(), login.password().value())));
    }

    private static EngineSettings engineSettings(EngineConfig config, Catalogs catalogs, Path cache) {
        List<Path> folders = Stream.concat(
                        catalogs.names().stream().flatMap(name -> catalogs.require(name).localRoots().stream()),
                        Stream.of(cache))
                .distinct()
                .toList();
        OptionalLong memory = OptionalLong.of(config.memoryLimit().bytes());
        return new EngineSettings(memory, config.threads(), config.tempDirectory(), folders);
    }

    /** As the jar says it; classes that lie in a folder have none. */
    private static String version() {
        String version = Gateway.class.getPackage().getImplementationVersion();
        return version == null ? "0" : version;
    }

    /** What clients connect to: {@code jdbc:lakegate://127.0.0.1:8765}. */
    public String url() {
        return endpoint.url();
    }

    /** The port of those who watch, where it is one of its own. */
    public OptionalInt operationsPort() {
        return operations.map(watched -> OptionalInt.of(watched.port())).orElseGet(OptionalInt::empty);
    }

    /** How many statements have not delivered their last row yet. */
    public int runningStatements() {
        return queries.runningCount();
    }

    /** How many connections are open. */
    public int openConnections() {
        return sessions.count();
    }

    /**
     * Takes nothing new, and waits until what runs has ended and its rows were fetched; ends what is left after the time that is configured for it, or
     * when {@code hurry} is counted down. To be closed afterwards.
     */
    public void drain(CountDownLatch hurry) {
        new Drain(queries, sessions, requests, drainTime).await(hurry);
    }

    /** Ends what runs, stops listening and frees everything. May be called twice. */
    @Override
    public void close() {
        while (!parts.isEmpty()) {
            AutoCloseable part = parts.pop();
            try {
                part.close();
            } catch (Exception e) { // whatever happens to one part, the others are closed too
                log.warn("{} did not close well", part.getClass().getSimpleName(), e);
            }
        }
    }
}
