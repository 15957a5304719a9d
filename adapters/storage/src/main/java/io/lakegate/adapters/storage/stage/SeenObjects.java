package io.lakegate.adapters.storage.stage;

import com.github.benmanes.caffeine.cache.Cache;
import io.lakegate.adapters.storage.cache.CachedObject;
import io.lakegate.adapters.storage.files.BucketFiles;
import io.lakegate.adapters.storage.object.ObjectFacts;
import io.lakegate.catalog.cache.Caches;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * What stores said of data files lately, so that a statement need not ask about each file again. For any thread.
 *
 * <p>A file is known by its table too, and by the length that the table's metadata gives it: a table that is made anew in the same place is another
 * one. Should somebody replace a file against the rules of all formats, that is seen when a part of it is fetched, or after ten minutes.
 */
final class SeenObjects {
    private static final Duration LASTS = Duration.ofMinutes(10);
    private static final int MOST = 500_000;

    private final Cache<Place, ObjectFacts> seen =
            Caches.builder().maximumSize(MOST).expireAfterWrite(LASTS).build();

    private record Place(String table, String location) {}

    /**
     * A data file.
     *
     * @param table the identity of its table; empty where there is none, and nothing is remembered
     * @param sizeBytes as the table's metadata has it
     */
    record Seen(SeenObjects all, Path path, Optional<String> table, long sizeBytes) {
        /** Opens what is cached of it. Asks the store, unless it was seen lately. */
        CachedObject.Lease open() throws IOException {
            if (table.isEmpty()) {
                return BucketFiles.open(path);
            }
            Place place = new Place(table.get(), path.toString());
            ObjectFacts known = all.seen.getIfPresent(place);
            if (known != null && known.sizeBytes() == sizeBytes) {
                return BucketFiles.open(path, known);
            }
            CachedObject.Lease lease = BucketFiles.open(path);
            all.seen.put(place, lease.object().version().facts());
            return lease;
        }

        /** Says that it is not as it was. */
        void forget() {
            table.ifPresent(identity -> all.seen.invalidate(new Place(identity, path.toString())));
        }
    }

    /** One of which nothing is remembered. */
    static Seen never(Path path) {
        return new Seen(new SeenObjects(), path, Optional.empty(), 0);
    }
}
