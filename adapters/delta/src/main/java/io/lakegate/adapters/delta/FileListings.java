package io.lakegate.adapters.delta;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.delta.kernel.engine.Engine;
import io.lakegate.catalog.error.CatalogErrors;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.TableName;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * The file listings that were read lately, bounded by the number of files they hold. Each is read once, by the first thread that wants
 * it, while others that want it wait. For any thread.
 */
final class FileListings {
    /** Near 300 bytes each: a few hundred megabytes when full. */
    private static final long MOST_FILES = 1_000_000;

    private final Engine engine;
    private final LocalFileIO files;
    private final AsyncCache<DeltaSnapshot.Id, FileListing> listings = Caffeine.newBuilder()
            .maximumWeight(MOST_FILES)
            .weigher((DeltaSnapshot.Id id, FileListing listing) ->
                    1 + listing.files().size())
            // In the calling thread: there is nothing to do on eviction that would be worth another one.
            .executor(Runnable::run)
            .buildAsync();

    FileListings(Engine engine, LocalFileIO files) {
        this.engine = engine;
        this.files = files;
    }

    /** The files of a snapshot. {@code table} is for messages. */
    FileListing of(TableName table, DeltaSnapshot snapshot) {
        CompletableFuture<FileListing> mine = new CompletableFuture<>();
        CompletableFuture<FileListing> first = listings.asMap().putIfAbsent(snapshot.id(), mine);
        if (first != null) {
            return await(first);
        }
        try {
            FileListing listing = load(table, snapshot);
            mine.complete(listing);
            return listing;
        } catch (RuntimeException | Error e) {
            mine.completeExceptionally(e); // also takes it out of the cache: the next one tries again
            throw e;
        }
    }

    private FileListing load(TableName table, DeltaSnapshot snapshot) {
        FileListing listing = FileListing.load(table, snapshot, engine);
        DeltaSnapshot.Id id = snapshot.id();
        // Kernel reads the log long after it was pinned: another table may lie in the folder by now.
        if (!files.stamp(DeltaTable.commitFile(id.folder(), id.version()))
                .filter(id.stamp()::equals)
                .isPresent()) {
            throw CatalogErrors.storageUnreadable(
                    "Version %d of table %s".formatted(id.version(), table),
                    "it was replaced or cleaned up while it was being read",
                    new IllegalStateException(id.toString()));
        }
        return listing;
    }

    private static FileListing await(CompletableFuture<FileListing> listing) {
        try {
            return listing.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof GatewayException cause ? cause : e;
        }
    }

    void clear() {
        listings.synchronous().invalidateAll();
    }
}
