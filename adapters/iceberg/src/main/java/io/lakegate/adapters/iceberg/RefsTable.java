package io.lakegate.adapters.iceberg;

import io.lakegate.catalog.metadata.MetadataColumn;
import io.lakegate.catalog.metadata.MetadataTable;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.catalog.spi.PinnedTable;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.SnapshotRef;

/** The branches and tags of a table as a metadata table, {@code refs}. */
final class RefsTable {
    private static final List<MetadataColumn<Map.Entry<String, SnapshotRef>>> COLUMNS = List.of(
            MetadataColumn.required("name", Simple.VARCHAR, "Its name.", Map.Entry::getKey),
            MetadataColumn.required(
                    "type",
                    Simple.VARCHAR,
                    "branch or tag.",
                    ref -> ref.getValue().type().name().toLowerCase(Locale.ROOT)),
            MetadataColumn.required(
                    "version",
                    Simple.BIGINT,
                    "The snapshot that it points to.",
                    ref -> ref.getValue().snapshotId()),
            MetadataColumn.optional(
                    "max_reference_age_ms",
                    Simple.BIGINT,
                    "How long it is kept, in milliseconds.",
                    ref -> ref.getValue().maxRefAgeMs()),
            MetadataColumn.optional(
                    "min_snapshots_to_keep",
                    Simple.INTEGER,
                    "How many snapshots of a branch are kept at least.",
                    ref -> ref.getValue().minSnapshotsToKeep()),
            MetadataColumn.optional(
                    "max_snapshot_age_ms",
                    Simple.BIGINT,
                    "How long snapshots of a branch are kept, in milliseconds.",
                    ref -> ref.getValue().maxSnapshotAgeMs()));

    private RefsTable() {}

    static PinnedTable of(PinnedIcebergTable table) {
        return new MetadataTable<>(
                table,
                "refs",
                COLUMNS,
                List.of(),
                () -> new TreeMap<>(table.table().metadata().refs()).entrySet().stream());
    }
}
