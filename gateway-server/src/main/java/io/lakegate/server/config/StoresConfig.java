package io.lakegate.server.config;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * The object stores, and what is kept of them.
 *
 * @param byCatalog by the names of catalogs
 */
public record StoresConfig(CacheConfig cache, Map<String, StorageConfig> byCatalog) {
    public StoresConfig {
        requireNonNull(cache, "cache");
        byCatalog = Collections.unmodifiableMap(new TreeMap<>(byCatalog));
    }

    /** The stores of a catalog. */
    public StorageConfig of(String catalog) {
        return byCatalog.getOrDefault(catalog, StorageConfig.NONE);
    }
}
