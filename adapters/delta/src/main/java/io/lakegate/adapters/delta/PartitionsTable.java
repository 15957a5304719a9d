package io.lakegate.adapters.delta;

import io.lakegate.catalog.metadata.MetadataColumn;
import io.lakegate.catalog.metadata.MetadataTable;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.catalog.spi.PinnedTable;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The partitions of a table as a metadata table, {@code partitions}: one row when it has no partition columns, none when it has no files. */
final class PartitionsTable {
    private static final List<MetadataColumn<Partition>> COLUMNS = List.of(
            MetadataColumn.required(
                    "partition_values",
                    MetadataColumn.TEXTS,
                    "Value by partition column, as the log spells it.",
                    partition -> MetadataColumn.entries(partition.values)),
            MetadataColumn.required("file_count", Simple.BIGINT, "Its data files.", partition -> partition.files),
            MetadataColumn.optional(
                    "row_count",
                    Simple.BIGINT,
                    "Rows of its files, deleted ones included.",
                    partition -> partition.rowsKnown ? partition.rows : null),
            MetadataColumn.required(
                    "deleted_row_count",
                    Simple.BIGINT,
                    "How many of these are deleted although they still stand in their files.",
                    partition -> partition.deleted),
            MetadataColumn.required("size_bytes", Simple.BIGINT, "Length of its files.", partition -> partition.bytes),
            MetadataColumn.optional(
                    "modified_at",
                    Simple.TIMESTAMP_TZ,
                    "When the newest of its files was written.",
                    partition -> Instant.ofEpochMilli(partition.modifiedMillis)));

    private PartitionsTable() {}

    /** Cost: reads the listing of all files before the first row. Memory grows with the partitions. */
    static PinnedTable of(PinnedTable table, Supplier<Stream<FileFacts>> files) {
        return new MetadataTable<>(table, "partitions", COLUMNS, List.of(), () -> partitions(files));
    }

    private static Stream<Partition> partitions(Supplier<Stream<FileFacts>> files) {
        Map<Map<String, @Nullable String>, Partition> partitions = new LinkedHashMap<>();
        try (Stream<FileFacts> all = files.get()) {
            all.forEach(file -> partitions
                    .computeIfAbsent(file.partitionValues(), Partition::new)
                    .add(file));
        }
        return partitions.values().stream();
    }

    /** The sums over the files of one partition. */
    private static final class Partition {
        private final Map<String, @Nullable String> values;
        private long files;
        private boolean rowsKnown = true;
        private long rows;
        private long deleted;
        private long bytes;
        private long modifiedMillis = Long.MIN_VALUE;

        Partition(Map<String, @Nullable String> values) {
            this.values = values;
        }

        void add(FileFacts file) {
            OptionalLong count = file.rowCount();
            files++;
            rowsKnown &= count.isPresent();
            rows += count.orElse(0);
            deleted += file.deletedRowCount();
            bytes += file.sizeBytes();
            modifiedMillis = Math.max(modifiedMillis, file.add().getModificationTime());
        }
    }
}
