package io.lakegate.adapters.iceberg;

import static java.util.Objects.requireNonNull;

import io.lakegate.adapters.iceberg.IcebergCatalog.Reading;
import io.lakegate.catalog.error.CatalogErrors;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.model.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.util.SnapshotUtil;

/**
 * The snapshots between two versions of a table, both included: the second and those that it came from, back to the first.
 *
 * @param to the last one, by whose schema all changes are read
 * @param snapshots in the order in which they were made
 */
record IcebergChanges(TableName name, OpenTable table, SnapshotChoice to, List<Snapshot> snapshots, Reading reading) {
    /** What a statement that names no first version asks for. */
    private static final long FROM_THE_START = 0;

    IcebergChanges {
        requireNonNull(name, "name");
        requireNonNull(table, "table");
        requireNonNull(to, "to");
        snapshots = List.copyOf(snapshots);
        requireNonNull(reading, "reading");
    }

    /**
     * The range.
     *
     * @throws GatewayException {@link ErrorCode#VERSION_NOT_FOUND} for a bound that the table does not keep; {@link
     *     ErrorCode#INVALID_STATEMENT} where the last version does not come from the first
     */
    static IcebergChanges between(TableName name, OpenTable table, Version from, Version to, Reading reading) {
        TableMetadata metadata = table.metadata();
        SnapshotChoice last = SnapshotChoice.of(name, metadata, to);
        List<Snapshot> line = new ArrayList<>();
        last.snapshot()
                .ifPresent(end -> SnapshotUtil.ancestorsOf(end.snapshotId(), metadata::snapshot)
                        .forEach(line::add));
        Collections.reverse(line);
        int first = from.match(
                () -> line.size() - 1,
                numbered -> place(name, metadata, line, numbered.number()),
                time -> firstAtOrAfter(line, time.time()),
                named -> place(
                        name,
                        metadata,
                        line,
                        SnapshotChoice.of(name, metadata, named).id()));
        if (from instanceof Version.AtTime start
                && to instanceof Version.AtTime end
                && end.time().isBefore(start.time())) {
            throw backwards(name, start.time() + " to " + end.time());
        }
        List<Snapshot> range = line.isEmpty() ? List.of() : line.subList(first, line.size());
        checkComplete(name, metadata, range);
        return new IcebergChanges(name, table, last, range, reading);
    }

    private static int firstAtOrAfter(List<Snapshot> line, Instant time) {
        int place = 0;
        while (place < line.size()
                && Instant.ofEpochMilli(line.get(place).timestampMillis()).isBefore(time)) {
            place++;
        }
        return place;
    }

    private static int place(TableName name, TableMetadata metadata, List<Snapshot> line, long id) {
        for (int i = 0; i < line.size(); i++) {
            if (line.get(i).snapshotId() == id) {
                return i;
            }
        }
        if (id == FROM_THE_START) {
            return 0;
        }
        SnapshotChoice.of(name, metadata, new Version.Numbered(id)); // fails where there is no such snapshot
        throw backwards(
                name,
                "snapshot %d to %s"
                        .formatted(
                                id,
                                line.isEmpty()
                                        ? "an empty table"
                                        : "snapshot "
                                                + line.get(line.size() - 1).snapshotId()));
    }

    private static GatewayException backwards(TableName name, String range) {
        return new GatewayException(
                ErrorCode.INVALID_STATEMENT,
                "The changes of table %s from %s cannot be read: the second does not come from the first. Swap them, or name two of one line of history."
                        .formatted(name, range));
    }

    /** What the first snapshot of the range changed shows against the one before it only. */
    private static void checkComplete(TableName name, TableMetadata metadata, List<Snapshot> range) {
        Optional<Long> parent = range.stream().findFirst().flatMap(first -> Optional.ofNullable(first.parentId()));
        if (parent.isPresent() && metadata.snapshot(parent.get()) == null) {
            throw CatalogErrors.snapshotExpired(name, parent.get(), range.get(0).snapshotId());
        }
    }

    /** The state before a snapshot. */
    Optional<Snapshot> before(Snapshot snapshot) {
        return Optional.ofNullable(snapshot.parentId())
                .map(parent -> requireNonNull(table.metadata().snapshot(parent), "parent"));
    }
}
