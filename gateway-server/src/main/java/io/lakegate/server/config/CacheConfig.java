package io.lakegate.server.config;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;

/**
 * Where parts of objects in stores are kept.
 *
 * @param directory absolute; may not exist yet
 * @param threads that fetch at once
 */
public record CacheConfig(Path directory, DataSize size, int threads) {
    public CacheConfig {
        Settings.CACHE_DIRECTORY.require(requireNonNull(directory, "directory"));
        Settings.CACHE_SIZE.require(requireNonNull(size, "size"));
        Settings.CACHE_THREADS.require(threads);
    }

    static CacheConfig of(Bound bound) {
        return new CacheConfig(
                bound.get(Settings.CACHE_DIRECTORY), bound.get(Settings.CACHE_SIZE), bound.get(Settings.CACHE_THREADS));
    }
}
