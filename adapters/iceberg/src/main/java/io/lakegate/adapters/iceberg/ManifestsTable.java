package io.lakegate.adapters.iceberg;

import io.lakegate.catalog.metadata.MetadataColumn;
import io.lakegate.catalog.metadata.MetadataTable;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.catalog.spi.PinnedTable;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.iceberg.ManifestFile;

/** The manifests of a snapshot as a metadata table, {@code manifests}. */
final class ManifestsTable {
    private static final List<MetadataColumn<ManifestFile>> COLUMNS = List.of(
            MetadataColumn.required(
                    "content",
                    Simple.VARCHAR,
                    "What its files hold: data or deletes.",
                    manifest -> manifest.content().name().toLowerCase(Locale.ROOT)),
            MetadataColumn.required("path", Simple.VARCHAR, "Where it is, as stored.", ManifestFile::path),
            MetadataColumn.required("size_bytes", Simple.BIGINT, "Its length.", ManifestFile::length),
            MetadataColumn.required(
                    "partition_spec_id", Simple.INTEGER, "How its files are parted.", ManifestFile::partitionSpecId),
            MetadataColumn.optional(
                    "added_version", Simple.BIGINT, "The snapshot that added it.", ManifestFile::snapshotId),
            MetadataColumn.required(
                    "sequence_number", Simple.BIGINT, "Its place among the commits.", ManifestFile::sequenceNumber),
            MetadataColumn.optional(
                    "added_file_count", Simple.INTEGER, "Files that it adds.", ManifestFile::addedFilesCount),
            MetadataColumn.optional(
                    "existing_file_count",
                    Simple.INTEGER,
                    "Files that were there before.",
                    ManifestFile::existingFilesCount),
            MetadataColumn.optional(
                    "deleted_file_count", Simple.INTEGER, "Files that it removes.", ManifestFile::deletedFilesCount),
            MetadataColumn.optional(
                    "added_row_count", Simple.BIGINT, "Rows in the files that it adds.", ManifestFile::addedRowsCount),
            MetadataColumn.optional(
                    "existing_row_count",
                    Simple.BIGINT,
                    "Rows in the files from before.",
                    ManifestFile::existingRowsCount),
            MetadataColumn.optional(
                    "deleted_row_count",
                    Simple.BIGINT,
                    "Rows in the files that it removes.",
                    ManifestFile::deletedRowsCount));

    private ManifestsTable() {}

    static PinnedTable of(PinnedIcebergTable table) {
        return new MetadataTable<>(table, "manifests", COLUMNS, List.of(), () -> manifests(table));
    }

    private static Stream<ManifestFile> manifests(PinnedIcebergTable table) {
        return table.choice().snapshot().stream()
                .flatMap(snapshot -> IcebergErrors.call(
                        table.name(),
                        "reading its manifest list",
                        () -> snapshot.allManifests(table.table().files()))
                        .stream());
    }
}
