package io.lakegate.server.stores;

import io.lakegate.adapters.testing.store.TestStore;
import io.lakegate.server.TestGateway;
import io.lakegate.server.config.CacheConfig;
import io.lakegate.server.config.CatalogConfig;
import io.lakegate.server.config.DataSize;
import io.lakegate.server.config.GatewayConfig;
import io.lakegate.server.config.LimitsConfig;
import io.lakegate.server.config.Secret;
import io.lakegate.server.config.StorageConfig;
import io.lakegate.server.config.StoreConfig;
import io.lakegate.server.config.StoresConfig;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Gateways over a {@link TestStore}. */
final class StoreGateway {
    private StoreGateway() {}

    /** A gateway whose catalogs all reach the store. */
    static TestGateway over(TestStore store, Path cache, CatalogConfig... catalogs) {
        return over(store, cache, Optional.empty(), catalogs);
    }

    /** A gateway whose cache may hold no more bytes. */
    static TestGateway over(TestStore store, Path cache, long cacheBytes, CatalogConfig... catalogs) {
        return over(store, new CacheConfig(cache, new DataSize(cacheBytes), 8), Optional.empty(), catalogs);
    }

    static TestGateway over(TestStore store, Path cache, Optional<Path> definitions, CatalogConfig... catalogs) {
        return over(store, new CacheConfig(cache, new DataSize(1L << 30), 8), definitions, catalogs);
    }

    /** A gateway with limits of its own. */
    static TestGateway over(TestStore store, Path cache, LimitsConfig limits, CatalogConfig... catalogs) {
        return over(store, new CacheConfig(cache, new DataSize(1L << 30), 8), limits, Optional.empty(), catalogs);
    }

    private static TestGateway over(
            TestStore store, CacheConfig cache, Optional<Path> definitions, CatalogConfig... catalogs) {
        return over(store, cache, GatewayConfig.defaults().limits(), definitions, catalogs);
    }

    private static TestGateway over(
            TestStore store,
            CacheConfig cache,
            LimitsConfig limits,
            Optional<Path> definitions,
            CatalogConfig... catalogs) {
        GatewayConfig defaults = GatewayConfig.defaults();
        Map<String, StorageConfig> storages = new HashMap<>();
        for (CatalogConfig catalog : catalogs) {
            storages.put(catalog.name(), StorageConfig.of(store(store)));
        }
        return TestGateway.over(new GatewayConfig(
                defaults.server(),
                defaults.engine(),
                limits,
                List.of(catalogs),
                definitions.map(StoreConfig.Embedded::new),
                new StoresConfig(cache, storages)));
    }

    static StorageConfig.Store store(TestStore store) {
        return StorageConfig.Store.at(
                store.endpoint(), new Secret(TestStore.ACCESS_KEY), new Secret(TestStore.SECRET_KEY));
    }

    static CatalogConfig delta(String name, String location) {
        return new CatalogConfig.Delta(name, Optional.of(location), List.of(), Path.of(name + ".yaml"));
    }
}
