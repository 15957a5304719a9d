package io.lakegate.adapters.iceberg;

import static java.util.Objects.requireNonNull;

import io.lakegate.catalog.error.CatalogErrors;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.model.Version;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.iceberg.HistoryEntry;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotRef;
import org.apache.iceberg.TableMetadata;

/**
 * A snapshot of a table, and the schema by which it is read.
 *
 * @param snapshot empty for a table into which nothing was written yet
 * @param schema by which it is read; no two of its columns differ in case only
 * @param listed the schema by which the library lists its files: that of the snapshot
 */
record SnapshotChoice(Optional<Snapshot> snapshot, Schema schema, Schema listed) {
    /** The version of a table without a snapshot. */
    private static final long NONE = -1;

    SnapshotChoice {
        requireNonNull(snapshot, "snapshot");
        requireNonNull(schema, "schema");
        requireNonNull(listed, "listed");
    }

    private static SnapshotChoice of(TableMetadata metadata, Optional<Snapshot> snapshot, Optional<Schema> schema) {
        Schema own = snapshot.map(known -> schemaOf(metadata, known)).orElseGet(metadata::schema);
        return new SnapshotChoice(snapshot, UniqueNames.of(schema.orElse(own)), own);
    }

    long id() {
        return snapshot.map(Snapshot::snapshotId).orElse(NONE);
    }

    /**
     * The snapshot that a version means. The newest state and a branch are read by the table's own schema, all else by that of the
     * snapshot.
     *
     * @throws GatewayException {@link ErrorCode#VERSION_NOT_FOUND}
     */
    static SnapshotChoice of(TableName table, TableMetadata metadata, Version version) {
        return version.match(
                () -> of(metadata, Optional.ofNullable(metadata.currentSnapshot()), Optional.of(metadata.schema())),
                numbered -> numbered(table, metadata, numbered.number()),
                time -> numbered(table, metadata, atTime(table, metadata, time.time())),
                named -> named(table, metadata, named.name()));
    }

    private static SnapshotChoice numbered(TableName table, TableMetadata metadata, long id) {
        Snapshot snapshot = metadata.snapshot(id);
        if (snapshot == null) {
            throw new GatewayException(
                    ErrorCode.VERSION_NOT_FOUND,
                    "Table %s has no snapshot %d: it keeps %s. Ask for one of those that its $snapshots table lists."
                            .formatted(table, id, range(metadata)));
        }
        return of(metadata, Optional.of(snapshot), Optional.empty());
    }

    /** The schema that the table had when a snapshot was made. */
    static Schema schemaOf(TableMetadata metadata, Snapshot snapshot) {
        return Optional.ofNullable(snapshot.schemaId())
                .flatMap(id -> Optional.ofNullable(metadata.schemasById().get(id)))
                .orElseGet(metadata::schema);
    }

    private static SnapshotChoice named(TableName table, TableMetadata metadata, String name) {
        SnapshotRef ref = Optional.ofNullable(metadata.refs().get(name))
                .orElseThrow(() -> CatalogErrors.refNotFound(
                        table, name, new TreeSet<>(metadata.refs().keySet())));
        Snapshot snapshot = Optional.ofNullable(metadata.snapshot(ref.snapshotId()))
                .orElseThrow(() -> CatalogErrors.tableDamaged(
                        table,
                        "its %s %s points to a snapshot that it does not have"
                                .formatted(ref.isBranch() ? "branch" : "tag", name),
                        new IllegalStateException(String.valueOf(ref.snapshotId()))));
        return of(metadata, Optional.of(snapshot), ref.isBranch() ? Optional.of(metadata.schema()) : Optional.empty());
    }

    /** The snapshot that was the table's current one at a time, by the log that the table keeps of that. */
    static long atTime(TableName table, TableMetadata metadata, Instant time) {
        long millis = time.toEpochMilli();
        boolean future = time.isAfter(Instant.now()) && millis > metadata.lastUpdatedMillis();
        Optional<HistoryEntry> last = metadata.snapshotLog().stream()
                .filter(entry -> entry.timestampMillis() <= millis)
                .reduce((earlier, later) -> later);
        if (future || last.isEmpty()) {
            throw CatalogErrors.timeNotFound(table, time, range(metadata));
        }
        return last.get().snapshotId();
    }

    /** First and last snapshot with their times, in words. */
    static String range(TableMetadata metadata) {
        List<Snapshot> snapshots = metadata.snapshots().stream()
                .sorted(Comparator.comparingLong(Snapshot::timestampMillis))
                .toList();
        return snapshots.isEmpty()
                ? "no snapshot"
                : "%d snapshots, from %s to %s"
                        .formatted(snapshots.size(), text(snapshots.get(0)), text(snapshots.get(snapshots.size() - 1)));
    }

    private static String text(Snapshot snapshot) {
        return "%d of %s".formatted(snapshot.snapshotId(), Instant.ofEpochMilli(snapshot.timestampMillis()));
    }
}
