package io.lakegate.adapters.iceberg;

import io.lakegate.catalog.metadata.MetadataColumn;
import io.lakegate.catalog.metadata.MetadataTable;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.catalog.spi.PinnedTable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.iceberg.HistoryEntry;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.util.SnapshotUtil;

/**
 * The commits of a table as metadata tables, newest first: {@code snapshots}, all that it keeps, and {@code history}, which of them were its
 * current state and when.
 */
final class SnapshotsTable {
    /** A snapshot, or an entry of the history whose snapshot is gone. */
    private record Entry(long id, Instant at, Optional<Snapshot> snapshot, boolean ancestor) {}

    private static final List<MetadataColumn<Entry>> NEUTRAL = List.of(
            MetadataColumn.required("version", Simple.BIGINT, "The snapshot's id.", Entry::id),
            MetadataColumn.required("committed_at", Simple.TIMESTAMP_TZ, "When it was made.", Entry::at),
            MetadataColumn.optional(
                    "parent_version",
                    Simple.BIGINT,
                    "The snapshot before it.",
                    entry -> entry.snapshot().map(Snapshot::parentId).orElse(null)),
            MetadataColumn.optional(
                    "operation",
                    Simple.VARCHAR,
                    "What was done.",
                    entry -> entry.snapshot().map(Snapshot::operation).orElse(null)),
            MetadataColumn.optional("user_name", Simple.VARCHAR, "Who did it.", summary("user", "spark.app.user")),
            MetadataColumn.optional(
                    "commit_message", Simple.VARCHAR, "What they said about it.", summary("commit-message")),
            MetadataColumn.optional(
                    "engine", Simple.VARCHAR, "The program that wrote it.", summary("engine-name", "created-by")),
            MetadataColumn.optional(
                    "summary",
                    MetadataColumn.TEXTS,
                    "Counts that the writer took.",
                    entry -> entry.snapshot()
                            .map(Snapshot::summary)
                            .map(summary -> MetadataColumn.entries(new TreeMap<>(summary)))
                            .orElse(null)));

    private static final List<MetadataColumn<Entry>> ICEBERG = List.of(
            MetadataColumn.optional(
                    "sequence_number",
                    Simple.BIGINT,
                    "Its place among the table's commits.",
                    entry -> entry.snapshot().map(Snapshot::sequenceNumber).orElse(null)),
            MetadataColumn.optional(
                    "schema_id",
                    Simple.INTEGER,
                    "The schema by which it is read.",
                    entry -> entry.snapshot().map(Snapshot::schemaId).orElse(null)),
            MetadataColumn.optional(
                    "manifest_list",
                    Simple.VARCHAR,
                    "The file that lists its manifests, as stored.",
                    entry ->
                            entry.snapshot().map(Snapshot::manifestListLocation).orElse(null)),
            MetadataColumn.required(
                    "is_current_ancestor",
                    Simple.BOOLEAN,
                    "Whether the table's current state comes from it.",
                    Entry::ancestor));

    private SnapshotsTable() {}

    private static MetadataColumn.Cell<Entry> summary(String... keys) {
        return entry -> entry.snapshot()
                .map(Snapshot::summary)
                .flatMap(summary ->
                        Stream.of(keys).filter(summary::containsKey).findFirst().map(summary::get))
                .orElse(null);
    }

    static PinnedTable history(PinnedIcebergTable table) {
        List<MetadataColumn<Entry>> columns =
                Stream.concat(NEUTRAL.stream(), ICEBERG.stream()).toList();
        return new MetadataTable<>(
                table,
                "history",
                columns,
                List.of(),
                () -> historyOf(table.table().metadata()));
    }

    static PinnedTable snapshots(PinnedIcebergTable table) {
        return new MetadataTable<>(
                table,
                "snapshots",
                NEUTRAL,
                List.of(),
                () -> snapshotsOf(table.table().metadata()));
    }

    private static Stream<Entry> historyOf(TableMetadata metadata) {
        Set<Long> ancestors = ancestors(metadata);
        List<HistoryEntry> log = new ArrayList<>(metadata.snapshotLog());
        Collections.reverse(log);
        return log.stream()
                .map(entry -> new Entry(
                        entry.snapshotId(),
                        Instant.ofEpochMilli(entry.timestampMillis()),
                        Optional.ofNullable(metadata.snapshot(entry.snapshotId())),
                        ancestors.contains(entry.snapshotId())));
    }

    private static Stream<Entry> snapshotsOf(TableMetadata metadata) {
        Set<Long> ancestors = ancestors(metadata);
        return metadata.snapshots().stream()
                .sorted(Comparator.comparingLong(Snapshot::timestampMillis)
                        .thenComparingLong(Snapshot::sequenceNumber)
                        .reversed())
                .map(snapshot -> new Entry(
                        snapshot.snapshotId(),
                        Instant.ofEpochMilli(snapshot.timestampMillis()),
                        Optional.of(snapshot),
                        ancestors.contains(snapshot.snapshotId())));
    }

    private static Set<Long> ancestors(TableMetadata metadata) {
        Set<Long> ids = new HashSet<>();
        Optional.ofNullable(metadata.currentSnapshot())
                .ifPresent(current -> ids.addAll(SnapshotUtil.ancestorIds(current, metadata::snapshot)));
        return ids;
    }
}
