package io.lakegate.catalog.cache;

import com.github.benmanes.caffeine.cache.Caffeine;

/**
 * Where caches in memory come from: they tidy up in the thread that uses them. Caffeine would wake one of the common pool for it, twice in a statement,
 * and on a small machine that thread takes the processor from the engine: a small statement took 8 ms so, and 5 ms without.
 */
public final class Caches {
    private Caches() {}

    /** A builder without bounds. What is told of an eviction is told in the thread that uses the cache, so it must be quick. */
    public static Caffeine<Object, Object> builder() {
        return Caffeine.newBuilder().executor(Runnable::run);
    }
}
