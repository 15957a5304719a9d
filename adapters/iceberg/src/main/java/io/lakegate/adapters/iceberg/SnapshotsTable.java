package io.lakegate.adapters.iceberg;

import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.metadata.MetadataColumn;
import io.lakegate.catalog.metadata.MetadataTable;
import io.lakegate.catalog.metadata.SchemaChange;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.spi.PinnedTable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.iceberg.HistoryEntry;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.util.SnapshotUtil;

/**
 * The commits of a table as metadata tables, newest first: {@code snapshots}, all that it keeps, and {@code history}, which of them were its
 * current state and when.
 */
final class SnapshotsTable {
    /** A snapshot, or an entry of the history whose snapshot is gone. */
    private record Entry(
            long id, Instant at, Optional<Snapshot> snapshot, boolean ancestor, Supplier<Optional<String>> change) {}

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
                            .orElse(null)),
            MetadataColumn.optional(
                    "schema_change",
                    Simple.VARCHAR,
                    "How its columns differ from those before it.",
                    entry -> entry.change().get().orElse(null)));

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
                () -> historyOf(table.name(), table.table().metadata()));
    }

    static PinnedTable snapshots(PinnedIcebergTable table) {
        return new MetadataTable<>(
                table,
                "snapshots",
                NEUTRAL,
                List.of(),
                () -> snapshotsOf(table.name(), table.table().metadata()));
    }

    private static Stream<Entry> historyOf(TableName table, TableMetadata metadata) {
        Set<Long> ancestors = ancestors(metadata);
        List<Entry> entries = new ArrayList<>();
        Optional<Snapshot> before = Optional.empty();
        for (HistoryEntry logged : metadata.snapshotLog()) {
            Optional<Snapshot> snapshot = Optional.ofNullable(metadata.snapshot(logged.snapshotId()));
            Optional<Snapshot> previous = before;
            entries.add(new Entry(
                    logged.snapshotId(),
                    Instant.ofEpochMilli(logged.timestampMillis()),
                    snapshot,
                    ancestors.contains(logged.snapshotId()),
                    () -> change(table, metadata, previous, snapshot)));
            before = snapshot.or(() -> previous);
        }
        Collections.reverse(entries);
        return entries.stream();
    }

    private static Stream<Entry> snapshotsOf(TableName table, TableMetadata metadata) {
        Set<Long> ancestors = ancestors(metadata);
        return metadata.snapshots().stream()
                .sorted(Comparator.comparingLong(Snapshot::timestampMillis)
                        .thenComparingLong(Snapshot::sequenceNumber)
                        .reversed())
                .map(snapshot -> new Entry(
                        snapshot.snapshotId(),
                        Instant.ofEpochMilli(snapshot.timestampMillis()),
                        Optional.of(snapshot),
                        ancestors.contains(snapshot.snapshotId()),
                        () -> change(
                                table,
                                metadata,
                                Optional.ofNullable(snapshot.parentId()).map(metadata::snapshot),
                                Optional.of(snapshot))));
    }

    /** A schema is changed without a snapshot: it shows in the next one, or, where there is none yet, in the current one. */
    private static Optional<String> change(
            TableName table, TableMetadata metadata, Optional<Snapshot> before, Optional<Snapshot> snapshot) {
        if (snapshot.isEmpty()) {
            return Optional.empty();
        }
        Schema own = SnapshotChoice.schemaOf(metadata, snapshot.get());
        boolean current = metadata.currentSnapshot() != null
                && metadata.currentSnapshot().snapshotId() == snapshot.get().snapshotId();
        try {
            List<String> changes = new ArrayList<>();
            before.flatMap(known -> SchemaChange.between(
                            columns(table, SnapshotChoice.schemaOf(metadata, known)), columns(table, own)))
                    .ifPresent(changes::add);
            if (current) {
                SchemaChange.between(columns(table, own), columns(table, metadata.schema()))
                        .ifPresent(later -> changes.add("since then: " + later));
            }
            return changes.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", changes));
        } catch (GatewayException e) {
            return Optional.of("not known: one of the two schemas cannot be read. " + e.getMessage());
        }
    }

    /** By their ids, which stay when they are renamed. */
    private static Map<String, Column> columns(TableName table, Schema schema) {
        Map<String, Column> columns = new LinkedHashMap<>();
        List<Column> ours = IcebergTypes.columns(table, schema);
        for (int i = 0; i < ours.size(); i++) {
            columns.put(String.valueOf(schema.columns().get(i).fieldId()), ours.get(i));
        }
        return columns;
    }

    private static Set<Long> ancestors(TableMetadata metadata) {
        Set<Long> ids = new HashSet<>();
        Optional.ofNullable(metadata.currentSnapshot())
                .ifPresent(current -> ids.addAll(SnapshotUtil.ancestorIds(current, metadata::snapshot)));
        return ids;
    }
}
