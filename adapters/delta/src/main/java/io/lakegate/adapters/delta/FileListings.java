package io.lakegate.adapters.delta;

import com.github.benmanes.caffeine.cache.Cache;
import io.lakegate.catalog.cache.Caches;
import io.lakegate.catalog.error.CatalogErrors;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.spi.PinnedTable;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The file listings that were read lately, bounded by the memory they take. Each is read once, by the first thread that wants
 * it, while others that want it wait. For any thread.
 */
final class FileListings {
    /** A table of a million files takes about half of it. */
    private static final long MOST_BYTES = 512L << 20;

    /** A larger listing goes when one of a later version was made from it: what they share is one or the other's, not twice in memory. */
    private static final long MOST_BYTES_TO_KEEP = MOST_BYTES / 32;

    private static final int BYTES_PER_LISTING = 1_000;

    private final KernelEngine engine;
    private final DeltaFileIO files;
    private final Cache<DeltaSnapshot.Id, FileListing> listings = Caches.builder()
            .maximumWeight(MOST_BYTES)
            .weigher((DeltaSnapshot.Id id, FileListing listing) -> weight(listing))
            .build();
    private final ConcurrentMap<DeltaSnapshot.Id, CompletableFuture<FileListing>> loading = new ConcurrentHashMap<>();

    FileListings(KernelEngine engine, DeltaFileIO files) {
        this.engine = engine;
        this.files = files;
    }

    private static int weight(FileListing listing) {
        return (int) Math.min(BYTES_PER_LISTING + listing.sizeBytes(), Integer.MAX_VALUE);
    }

    /** The files of a snapshot. {@code table} is for messages. */
    FileListing of(TableName table, DeltaSnapshot snapshot) {
        FileListing known = listings.getIfPresent(snapshot.id());
        if (known != null) {
            return known;
        }
        CompletableFuture<FileListing> mine = new CompletableFuture<>();
        CompletableFuture<FileListing> first = loading.putIfAbsent(snapshot.id(), mine);
        if (first != null) {
            return await(first);
        }
        try {
            // Asked again: another thread may have finished between the two looks above.
            known = listings.getIfPresent(snapshot.id());
            FileListing listing = known != null ? known : load(table, snapshot);
            listings.put(snapshot.id(), listing);
            mine.complete(listing);
            return listing;
        } catch (RuntimeException | Error e) {
            mine.completeExceptionally(e);
            throw e;
        } finally {
            loading.remove(snapshot.id(), mine);
        }
    }

    private FileListing load(TableName table, DeltaSnapshot snapshot) {
        FileListing listing = updated(table, snapshot).orElseGet(() -> ListingReader.load(table, snapshot, engine));
        DeltaSnapshot.Id id = snapshot.id();
        // Kernel reads the log long after it was pinned: another table may lie in the folder by now.
        if (!files.stampOfVersion(id.folder(), id.version())
                .filter(id.stamp()::equals)
                .isPresent()) {
            throw CatalogErrors.storageUnreadable(
                    "Version %d of table %s".formatted(id.version(), table),
                    "it was replaced or cleaned up while it was being read",
                    new IllegalStateException(id.toString()));
        }
        return listing;
    }

    private Optional<FileListing> updated(TableName table, DeltaSnapshot snapshot) {
        Optional<DeltaSnapshot.Id> before = listings.asMap().keySet().stream()
                .filter(id -> id.folder().equals(snapshot.id().folder())
                        && id.version() < snapshot.id().version())
                .max(Comparator.comparingLong(DeltaSnapshot.Id::version));
        FileListing older = before.map(listings::getIfPresent).orElse(null);
        if (older == null) {
            return Optional.empty();
        }
        Optional<FileListing> updated = ListingUpdate.of(table, before.get(), older, snapshot, files);
        if (updated.isPresent() && older.sizeBytes() > MOST_BYTES_TO_KEEP) {
            listings.invalidate(before.get());
        }
        return updated;
    }

    /** Weighs a listing anew, which grows with the columns that filters ask for. */
    void weigh(DeltaSnapshot snapshot, FileListing listing) {
        listings.asMap().replace(snapshot.id(), listing, listing);
    }

    private static FileListing await(CompletableFuture<FileListing> listing) {
        try {
            return listing.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof GatewayException cause ? cause : e;
        }
    }

    /** The metadata tables of a table, which read the same log. */
    DeltaMetadata metadata(PinnedTable table, DeltaSnapshot snapshot) {
        return new DeltaMetadata(table, snapshot, engine, files);
    }

    void clear() {
        listings.invalidateAll();
    }
}
