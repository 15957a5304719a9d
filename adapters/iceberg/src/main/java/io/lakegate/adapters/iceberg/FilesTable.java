package io.lakegate.adapters.iceberg;

import io.lakegate.catalog.metadata.MetadataColumn;
import io.lakegate.catalog.metadata.MetadataTable;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.catalog.spi.PinnedTable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileScanTask;

/** The data and delete files of a snapshot as a metadata table, {@code files}. */
final class FilesTable {
    private static final List<MetadataColumn<FileFacts>> COLUMNS = List.of(
            MetadataColumn.required(
                    "content",
                    Simple.VARCHAR,
                    "What the file holds: data, position_deletes or equality_deletes.",
                    facts -> facts.file().content().name().toLowerCase(Locale.ROOT)),
            MetadataColumn.required("path", Simple.VARCHAR, "Where it is.", FileFacts::location),
            MetadataColumn.required(
                    "file_format",
                    Simple.VARCHAR,
                    "How it is written.",
                    facts -> facts.file().format().name().toLowerCase(Locale.ROOT)),
            MetadataColumn.required(
                    "size_bytes",
                    Simple.BIGINT,
                    "Its length.",
                    facts -> facts.file().fileSizeInBytes()),
            MetadataColumn.optional(
                    "row_count",
                    Simple.BIGINT,
                    "Its rows, deleted ones included.",
                    facts -> facts.file().recordCount()),
            MetadataColumn.optional(
                    "deleted_row_count",
                    Simple.BIGINT,
                    "How many of its rows are deleted although they still stand in it; NULL where they are deleted by their values.",
                    FileFacts::deletedRowCount),
            MetadataColumn.required(
                    "partition_values",
                    MetadataColumn.TEXTS,
                    "Value by partition field.",
                    facts -> MetadataColumn.entries(facts.partitionValues())),
            MetadataColumn.optional(
                    "null_counts",
                    MetadataColumn.COUNTS,
                    "How often each column is NULL.",
                    facts -> facts.nullCounts().map(MetadataColumn::entries).orElse(null)),
            MetadataColumn.optional(
                    "lower_bounds",
                    MetadataColumn.TEXTS,
                    "A value that no row is below, by column.",
                    facts -> facts.lowerBounds().map(MetadataColumn::entries).orElse(null)),
            MetadataColumn.optional(
                    "upper_bounds",
                    MetadataColumn.TEXTS,
                    "A value that no row is above, by column.",
                    facts -> facts.upperBounds().map(MetadataColumn::entries).orElse(null)),
            MetadataColumn.optional(
                    "modified_at",
                    Simple.TIMESTAMP_TZ,
                    "When it was written, which Iceberg does not say.",
                    facts -> null),
            MetadataColumn.optional(
                    "first_row_id",
                    Simple.BIGINT,
                    "The row id of its first row, where rows have ids.",
                    facts -> facts.file().firstRowId()),
            MetadataColumn.optional(
                    "added_version",
                    Simple.BIGINT,
                    "The snapshot that added it, which its manifest may not say.",
                    facts -> null),
            MetadataColumn.optional(
                    "sequence_number",
                    Simple.BIGINT,
                    "The place of its rows among the commits.",
                    facts -> facts.file().dataSequenceNumber()),
            MetadataColumn.required(
                    "partition_spec_id",
                    Simple.INTEGER,
                    "How it is parted.",
                    facts -> facts.file().specId()));

    private FilesTable() {}

    static PinnedTable of(PinnedIcebergTable table) {
        return new MetadataTable<>(table, "files", COLUMNS, List.of(), () -> all(table));
    }

    /** The data files of the snapshot. */
    static Stream<FileFacts> data(PinnedIcebergTable table) {
        return tasks(table).stream().map(task -> FileFacts.of(table, task));
    }

    private static List<FileScanTask> tasks(PinnedIcebergTable table) {
        return table.reading()
                .listings()
                .of(table.name(), table.table(), table.choice())
                .tasks();
    }

    private static Stream<FileFacts> all(PinnedIcebergTable table) {
        Map<String, DeleteFile> deletes = new LinkedHashMap<>();
        tasks(table)
                .forEach(task -> task.deletes()
                        .forEach(delete -> deletes.put(delete.location() + "@" + delete.contentOffset(), delete)));
        return Stream.concat(
                data(table), deletes.values().stream().map(delete -> new FileFacts(table, delete, List.of())));
    }
}
