package io.lakegate.adapters.iceberg;

import com.github.benmanes.caffeine.cache.Cache;
import io.lakegate.catalog.cache.Caches;
import io.lakegate.catalog.filter.Filter;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.model.Value;
import io.lakegate.catalog.scan.FirstRows;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;

/**
 * The listings of snapshots. Most come out of the columns of their manifests; what the library has to list, such as files of which rows are deleted by
 * their values, is kept while there is room. For any thread.
 *
 * <p>Of those, a snapshot of few files is listed once, and filters are then answered from memory; of one with many, the library reads the manifests
 * that may matter, each time.
 */
final class Listings {
    /** Up to so many files, a snapshot is listed whole. */
    private static final long MOST_FILES_WHOLE = 20_000;

    /** So many files are kept in all; each takes about a kilobyte. */
    private static final long MOST_FILES_KEPT = 100_000;

    private record Key(String uuid, String location, long snapshot) {}

    private final Manifests manifests = new Manifests();
    private final ColumnListing columns = new ColumnListing(manifests);
    private final Cache<Key, Listing> whole = Caches.builder()
            .maximumWeight(MOST_FILES_KEPT)
            .<Key, Listing>weigher((key, listing) -> listing.tasks().size() + 1)
            .build();

    /** All files. */
    Listing of(TableName name, OpenTable table, SnapshotChoice choice) {
        return of(name, table, choice, Expressions.alwaysTrue(), FileJudge.ofAll(choice));
    }

    /** The files that may hold a row which the expression wants; maybe more. {@code judge} is of the same expression. */
    Listing of(TableName name, OpenTable table, SnapshotChoice choice, Expression filter, FileJudge judge) {
        if (choice.snapshot().isEmpty()) {
            return new Listing(List.of(), true, OptionalLong.of(0), 0);
        }
        Snapshot snapshot = choice.snapshot().get();
        return columns.of(name, table, snapshot, judge).orElseGet(() -> byLibrary(name, table, snapshot, filter));
    }

    /** How many rows of a snapshot a filter wants; empty where that is not known. {@code judge} is of the same filter. */
    OptionalLong countRows(TableName name, OpenTable table, SnapshotChoice choice, Filter filter, FileJudge judge) {
        return choice.snapshot().isEmpty()
                ? OptionalLong.of(0)
                : columns.countRows(name, table, choice, choice.snapshot().get(), filter, judge);
    }

    /** What the values of a column are in all rows of a snapshot; empty where the columns of manifests do not say whether that is known. */
    Optional<ColumnListing.Summed> summarize(
            TableName name, OpenTable table, SnapshotChoice choice, FieldBounds field) {
        return choice.snapshot().flatMap(snapshot -> columns.summarize(name, table, snapshot, field));
    }

    /** A value up to which enough rows are proven to come that a filter wants. {@code judge} is of the same filter. */
    Optional<Value> lastOf(
            TableName name, OpenTable table, SnapshotChoice choice, FirstRows wanted, Filter filter, FileJudge judge) {
        return choice.snapshot()
                .flatMap(snapshot -> columns.lastOf(name, table, choice, snapshot, wanted, filter, judge));
    }

    private Listing byLibrary(TableName name, OpenTable table, Snapshot snapshot, Expression filter) {
        Key key = new Key(
                String.valueOf(table.metadata().uuid()),
                table.metadata().location() + table.files(),
                snapshot.snapshotId());
        Listing known = whole.getIfPresent(key);
        if (known != null) {
            return known;
        }
        OptionalLong total = IcebergErrors.call(
                name, "reading its manifest list", () -> ColumnListing.count(snapshot.dataManifests(table.files())));
        boolean small = total.isPresent() && total.getAsLong() <= MOST_FILES_WHOLE;
        if (small || filter == Expressions.alwaysTrue()) {
            Listing listing = new Listing(
                    ScanTasks.plan(name, table, Optional.of(snapshot), Expressions.alwaysTrue()), true, total, 0);
            whole.put(key, listing);
            return listing;
        }
        return new Listing(ScanTasks.plan(name, table, Optional.of(snapshot), filter), false, total, 0);
    }

    void clear() {
        manifests.clear();
        whole.invalidateAll();
    }
}
