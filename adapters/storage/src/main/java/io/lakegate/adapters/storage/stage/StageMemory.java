package io.lakegate.adapters.storage.stage;

import com.github.benmanes.caffeine.cache.Cache;
import io.lakegate.catalog.cache.Caches;
import java.util.Optional;

/** What is remembered of data files from statement to statement, for all stages of one storage. For any thread. */
public final class StageMemory {
    private static final long MOST_CHUNKS = 5_000_000;

    private final SeenObjects seen = new SeenObjects();
    private final Cache<String, Optional<ParquetShape>> shapes = Caches.builder()
            .maximumWeight(MOST_CHUNKS)
            .weigher((String name, Optional<ParquetShape> shape) -> weight(shape))
            .build();

    /** Nothing yet. */
    public StageMemory() {}

    private static int weight(Optional<ParquetShape> shape) {
        return 1
                + shape.map(known -> known.groups().size() * known.columns().size())
                        .orElse(0);
    }

    SeenObjects seen() {
        return seen;
    }

    /** Where the parts of files are, by the names of their local files, which no other content has. */
    Cache<String, Optional<ParquetShape>> shapes() {
        return shapes;
    }
}
