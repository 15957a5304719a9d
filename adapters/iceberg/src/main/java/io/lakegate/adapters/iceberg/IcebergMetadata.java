package io.lakegate.adapters.iceberg;

import io.lakegate.catalog.spi.PinnedTable;
import java.util.List;
import java.util.Optional;

/** The metadata tables of an Iceberg table. */
final class IcebergMetadata {
    static final List<String> KINDS =
            List.of("detail", "files", "history", "manifests", "partitions", "properties", "refs", "snapshots");

    private IcebergMetadata() {}

    static Optional<PinnedTable> of(PinnedIcebergTable table, String kind) {
        return switch (kind) {
            case "detail" -> Optional.of(DetailTable.of(table));
            case "files" -> Optional.of(FilesTable.of(table));
            case "history" -> Optional.of(SnapshotsTable.history(table));
            case "manifests" -> Optional.of(ManifestsTable.of(table));
            case "partitions" -> Optional.of(PartitionsTable.of(table));
            case "properties" -> Optional.of(PropertiesTable.of(table));
            case "refs" -> Optional.of(RefsTable.of(table));
            case "snapshots" -> Optional.of(SnapshotsTable.snapshots(table));
            default -> Optional.empty();
        };
    }
}
