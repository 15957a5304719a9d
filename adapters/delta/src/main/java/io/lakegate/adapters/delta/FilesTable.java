package io.lakegate.adapters.delta;

import io.lakegate.catalog.metadata.MetadataColumn;
import io.lakegate.catalog.metadata.MetadataTable;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.catalog.spi.PinnedTable;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The data files of a table as a metadata table, {@code files}: in the order of the log. */
final class FilesTable {
    private static final List<MetadataColumn<FileFacts>> COLUMNS = List.of(
            MetadataColumn.required("content", Simple.VARCHAR, "What the file holds: data.", file -> "data"),
            MetadataColumn.required("path", Simple.VARCHAR, "Where it is.", FileFacts::location),
            MetadataColumn.required("file_format", Simple.VARCHAR, "How it is written.", file -> "parquet"),
            MetadataColumn.required("size_bytes", Simple.BIGINT, "Its length.", FileFacts::sizeBytes),
            MetadataColumn.optional(
                    "row_count", Simple.BIGINT, "Its rows, deleted ones included.", file -> boxed(file.rowCount())),
            MetadataColumn.required(
                    "deleted_row_count",
                    Simple.BIGINT,
                    "How many of its rows are deleted although they still stand in it.",
                    FileFacts::deletedRowCount),
            MetadataColumn.required(
                    "partition_values",
                    MetadataColumn.TEXTS,
                    "Value by partition column, as the log spells it.",
                    file -> MetadataColumn.entries(file.partitionValues())),
            MetadataColumn.optional(
                    "null_counts",
                    MetadataColumn.COUNTS,
                    "How often each column is NULL.",
                    file -> file.nullCounts().map(MetadataColumn::entries).orElse(null)),
            MetadataColumn.optional(
                    "lower_bounds",
                    MetadataColumn.TEXTS,
                    "A value that no row is below, by column.",
                    file -> file.lowerBounds().map(MetadataColumn::entries).orElse(null)),
            MetadataColumn.optional(
                    "upper_bounds",
                    MetadataColumn.TEXTS,
                    "A value that no row is above, by column.",
                    file -> file.upperBounds().map(MetadataColumn::entries).orElse(null)),
            MetadataColumn.optional(
                    "modified_at",
                    Simple.TIMESTAMP_TZ,
                    "When it was written.",
                    file -> Instant.ofEpochMilli(file.add().getModificationTime())),
            MetadataColumn.optional(
                    "first_row_id",
                    Simple.BIGINT,
                    "The row id of its first row, where rows have ids.",
                    file -> file.add().getBaseRowId().orElse(null)),
            MetadataColumn.optional(
                    "added_version",
                    Simple.BIGINT,
                    "The version that added its rows, where the table tracks rows.",
                    file -> file.add().getDefaultRowCommitVersion().orElse(null)));

    private FilesTable() {}

    static PinnedTable of(PinnedTable table, Supplier<Stream<FileFacts>> files) {
        return new MetadataTable<>(table, "files", COLUMNS, List.of(), files);
    }

    private static @Nullable Long boxed(OptionalLong number) {
        return number.isPresent() ? number.getAsLong() : null;
    }
}
