package io.lakegate.server;

import io.lakegate.adapters.storage.Location;
import io.lakegate.adapters.storage.OtherLogin;
import io.lakegate.adapters.storage.Storage;
import io.lakegate.adapters.storage.StoreOptions;
import io.lakegate.adapters.storage.cache.CacheSettings;
import io.lakegate.adapters.storage.cache.ChunkCache;
import io.lakegate.adapters.storage.object.Retries;
import io.lakegate.adapters.storage.object.S3Credentials;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.server.config.CatalogConfig;
import io.lakegate.server.config.Secret;
import io.lakegate.server.config.StorageConfig;
import io.lakegate.server.config.StoresConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The object stores of all catalogs, and the one cache in front of them, which is opened when an object is first read. For any thread. */
final class Stores implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Stores.class);

    private final StoresConfig config;
    private final Map<String, Storage> byCatalog = new LinkedHashMap<>(); // guarded by this
    private final List<Place> places = new ArrayList<>(); // guarded by this
    private @Nullable ChunkCache cache; // guarded by this

    /** A folder in a store that the operator has named, and how it is reached. */
    private record Place(String address, Storage storage) {}

    Stores(StoresConfig config) {
        this.config = config;
    }

    /** How a catalog reaches its stores. */
    synchronized Storage of(CatalogConfig catalog) {
        return byCatalog.computeIfAbsent(catalog.name(), name -> {
            StorageConfig stores = config.of(name);
            Map<String, StoreOptions> options = new LinkedHashMap<>();
            stores.byPrefix().forEach((prefix, store) -> options.put(prefix, options(store)));
            Storage storage = new Storage(options, this::cache);
            Stream.concat(addresses(catalog), stores.byPrefix().keySet().stream())
                    .filter(Storage::isAddress)
                    .forEach(address -> places.add(new Place(address, storage)));
            return storage;
        });
    }

    /** Where a catalog says that its tables lie. */
    static Stream<String> addresses(CatalogConfig catalog) {
        return catalog.match(
                delta -> Stream.concat(
                        delta.location().stream(), delta.tables().stream().map(table -> table.location())),
                iceberg -> Stream.concat(
                        iceberg.location().stream(), iceberg.tables().stream().map(table -> table.location())),
                duckLake -> duckLake.dataPath().stream());
    }

    /**
     * The one form of all texts that name the same place, so that access rules can be held against it: an address as it is usually spelled, or the real path
     * of a file, behind all links. Empty where the text names none, or could be read in two ways.
     */
    static Optional<String> place(String text) {
        String place = text.replaceFirst("^(duckdb|sqlite):", "");
        if (place.isBlank() || place.indexOf('%') >= 0) {
            return Optional.empty();
        }
        try {
            if (Storage.isAddress(place)) {
                String address = Storage.canonicalAddress(place).replaceFirst("/+$", "");
                String path = address.substring(address.indexOf("//") + 2);
                return Stream.of(path.split("/", -1)).anyMatch(part -> part.isEmpty() || part.matches("\\.\\.?"))
                        ? Optional.empty()
                        : Optional.of(address);
            }
            Path folder = Location.parse(place).folder();
            return Optional.of((Files.exists(folder) ? folder.toRealPath() : folder).toString());
        } catch (GatewayException | InvalidPathException | IOException e) {
            return Optional.empty();
        }
    }

    /** The storage of the catalog that has named this address or a folder above it. */
    synchronized Optional<Storage> owning(String address) {
        return places.stream()
                .filter(place -> place.storage()
                        .path(address)
                        .normalize()
                        .startsWith(place.storage().path(place.address()).normalize()))
                .map(Place::storage)
                .findFirst();
    }

    private static StoreOptions options(StorageConfig.Store store) {
        StorageConfig.Login login = store.login();
        S3Credentials own = login.keys()
                .<S3Credentials>map(keys -> new S3Credentials.Keys(
                        keys.accessKey().value(),
                        keys.secretKey().value(),
                        keys.sessionToken().map(token -> token.value())))
                .orElseGet(() -> new S3Credentials.Chain(login.profile()));
        S3Credentials credentials = login.anonymous()
                ? S3Credentials.ANONYMOUS
                : login.role()
                        .<S3Credentials>map(role -> new S3Credentials.Role(role, own))
                        .orElse(own);
        return new StoreOptions(
                store.endpoint(),
                store.region(),
                credentials,
                store.pathStyle(),
                store.proxy(),
                store.certificates(),
                other(login.other()));
    }

    private static OtherLogin other(StorageConfig.Other login) {
        return new OtherLogin(
                login.accountKey().map(Secret::value),
                login.sasToken().map(Secret::value),
                login.tokenFile(),
                login.user(),
                login.hadoopConf());
    }

    private synchronized ChunkCache cache() {
        if (cache == null) {
            cache = new ChunkCache(new CacheSettings(
                    config.cache().directory(),
                    config.cache().size().bytes(),
                    config.cache().threads(),
                    Retries.USUAL));
        }
        return cache;
    }

    /** The folder in which the engine reads what was fetched. */
    Path folder() {
        return config.cache().directory();
    }

    @Override
    public synchronized void close() throws IOException {
        byCatalog.values().forEach(Storage::close);
        if (cache != null) {
            cache.close();
            log.debug("fetched {} bytes in all", cache.fetchedBytes());
        }
    }
}
