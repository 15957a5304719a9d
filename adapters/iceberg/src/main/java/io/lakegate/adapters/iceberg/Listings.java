package io.lakegate.adapters.iceberg;

import com.github.benmanes.caffeine.cache.Cache;
import io.lakegate.catalog.cache.Caches;
import io.lakegate.catalog.model.TableName;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;

/**
 * The listings of snapshots, kept while there is room. For any thread.
 *
 * <p>A snapshot of few files is listed once, and filters are then answered from memory; of one with many, the library reads the manifests
 * that may matter, each time.
 */
final class Listings {
    /** Up to so many files, a snapshot is listed whole. */
    private static final long MOST_FILES_WHOLE = 20_000;

    /** So many files are kept in all; each takes about a kilobyte. */
    private static final long MOST_FILES_KEPT = 100_000;

    private record Key(String uuid, String location, long snapshot) {}

    private final Cache<Key, Listing> whole = Caches.builder()
            .maximumWeight(MOST_FILES_KEPT)
            .<Key, Listing>weigher((key, listing) -> listing.tasks().size() + 1)
            .build();

    /** The files that may hold a row which the expression wants; maybe more. */
    Listing of(TableName name, OpenTable table, SnapshotChoice choice, Expression filter) {
        if (choice.snapshot().isEmpty()) {
            return new Listing(List.of(), true, OptionalLong.of(0));
        }
        Snapshot snapshot = choice.snapshot().get();
        Key key = new Key(
                String.valueOf(table.metadata().uuid()),
                table.metadata().location() + table.files(),
                snapshot.snapshotId());
        Listing known = whole.getIfPresent(key);
        if (known != null) {
            return known;
        }
        OptionalLong total = IcebergErrors.call(name, "reading its manifest list", () -> total(table, snapshot));
        boolean small = total.isPresent() && total.getAsLong() <= MOST_FILES_WHOLE;
        if (small || filter == Expressions.alwaysTrue()) {
            Listing listing = new Listing(
                    ScanTasks.plan(name, table, Optional.of(snapshot), Expressions.alwaysTrue()), true, total);
            whole.put(key, listing);
            return listing;
        }
        return new Listing(ScanTasks.plan(name, table, Optional.of(snapshot), filter), false, total);
    }

    private static OptionalLong total(OpenTable table, Snapshot snapshot) {
        long total = 0;
        for (ManifestFile manifest : snapshot.dataManifests(table.files())) {
            Integer added = manifest.addedFilesCount();
            Integer existing = manifest.existingFilesCount();
            if (added == null || existing == null) {
                return OptionalLong.empty();
            }
            total += (long) added + existing;
        }
        return OptionalLong.of(total);
    }

    void clear() {
        whole.invalidateAll();
    }
}
