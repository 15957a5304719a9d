package io.lakegate.adapters.iceberg;

import io.lakegate.catalog.metadata.MetadataColumn;
import io.lakegate.catalog.metadata.MetadataTable;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.catalog.spi.PinnedTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The partitions of a snapshot as a metadata table, {@code partitions}: one row when the table has no partition fields. */
final class PartitionsTable {
    private record Key(int spec, Map<String, @Nullable String> values) {}

    private record Partition(Key key, List<FileFacts> files) {
        long sum(java.util.function.ToLongFunction<FileFacts> number) {
            return files.stream().mapToLong(number).sum();
        }

        /** Null where the rows that are deleted in one of its files were not counted. */
        @Nullable
        Long deletedRows() {
            long sum = 0;
            for (FileFacts file : files) {
                Long deleted = file.deletedRowCount();
                if (deleted == null) {
                    return null;
                }
                sum += deleted;
            }
            return sum;
        }
    }

    private static final List<MetadataColumn<Partition>> COLUMNS = List.of(
            MetadataColumn.required(
                    "partition_values",
                    MetadataColumn.TEXTS,
                    "Value by partition field.",
                    partition -> MetadataColumn.entries(partition.key().values())),
            MetadataColumn.required("file_count", Simple.BIGINT, "Its data files.", partition ->
                    (long) partition.files().size()),
            MetadataColumn.optional(
                    "row_count",
                    Simple.BIGINT,
                    "Rows of its files, deleted ones included.",
                    partition -> partition.sum(file -> file.file().recordCount())),
            MetadataColumn.optional(
                    "deleted_row_count",
                    Simple.BIGINT,
                    "How many of these are deleted although they still stand in their files; NULL where they are deleted by their values.",
                    Partition::deletedRows),
            MetadataColumn.required(
                    "size_bytes",
                    Simple.BIGINT,
                    "Length of its files.",
                    partition -> partition.sum(file -> file.file().fileSizeInBytes())),
            MetadataColumn.optional(
                    "modified_at",
                    Simple.TIMESTAMP_TZ,
                    "When the newest of its files was written, which Iceberg does not say.",
                    partition -> null),
            MetadataColumn.required(
                    "partition_spec_id",
                    Simple.INTEGER,
                    "How its files are parted.",
                    partition -> partition.key().spec()));

    private PartitionsTable() {}

    static PinnedTable of(PinnedIcebergTable table) {
        return new MetadataTable<>(table, "partitions", COLUMNS, List.of(), () -> partitions(table));
    }

    private static Stream<Partition> partitions(PinnedIcebergTable table) {
        Map<Key, List<FileFacts>> partitions = new LinkedHashMap<>();
        FilesTable.data(table)
                .forEach(file -> partitions
                        .computeIfAbsent(
                                new Key(file.file().specId(), file.partitionValues()), key -> new ArrayList<>())
                        .add(file));
        return partitions.entrySet().stream().map(entry -> new Partition(entry.getKey(), entry.getValue()));
    }
}
