package io.lakegate.adapters.storage.cache;

import static java.util.Objects.requireNonNull;

import io.lakegate.adapters.storage.object.Retries;
import java.nio.file.Path;

/**
 * Where parts of objects are kept.
 *
 * @param folder made when needed; several gateways may share it
 * @param mostBytes of all parts together
 * @param threads that fetch at once
 */
public record CacheSettings(Path folder, long mostBytes, int threads, Retries retries) {
    public CacheSettings {
        requireNonNull(folder, "folder");
        requireNonNull(retries, "retries");
        if (mostBytes < 1 || threads < 1) {
            throw new IllegalArgumentException("a cache needs room and a thread: %d, %d".formatted(mostBytes, threads));
        }
    }
}
