package io.lakegate.adapters.iceberg;

import com.github.benmanes.caffeine.cache.Cache;
import io.lakegate.catalog.cache.Caches;
import java.util.function.Supplier;
import org.apache.iceberg.data.BaseDeleteLoader;
import org.apache.iceberg.data.DeleteLoader;

/** The equality delete files that the library has read, kept while there is room: each is mostly needed for many data files. For any thread. */
final class EqualityDeleteSets {
    private static final long MOST_BYTES_EACH = 32L << 20;
    private static final long MOST_BYTES = 128L << 20;

    private record Kept(Object rows, long bytes) {}

    private final Cache<String, Kept> kept = Caches.builder()
            .maximumWeight(MOST_BYTES)
            .<String, Kept>weigher((key, value) -> (int) Math.min(Integer.MAX_VALUE, value.bytes()))
            .build();

    /** The loader of delete files that are found by {@code files}. */
    DeleteLoader in(LakeFiles files) {
        return new BaseDeleteLoader(delete -> files.newInputFile(delete.location())) {
            @Override
            protected boolean canCache(long bytes) {
                return bytes < MOST_BYTES_EACH;
            }

            @Override
            @SuppressWarnings("unchecked") // one key always has values of one class
            protected <V> V getOrLoad(String key, Supplier<V> load, long bytes) {
                return (V) kept.get(files + key, name -> new Kept(load.get(), bytes))
                        .rows();
            }
        };
    }

    void clear() {
        kept.invalidateAll();
    }
}
