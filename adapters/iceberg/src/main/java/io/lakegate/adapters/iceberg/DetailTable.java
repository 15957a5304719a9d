package io.lakegate.adapters.iceberg;

import io.lakegate.catalog.metadata.MetadataColumn;
import io.lakegate.catalog.metadata.MetadataTable;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.catalog.spi.PinnedTable;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortField;

/** What is known of a table as a whole, as a metadata table of one row, {@code detail}. */
final class DetailTable {
    private static final List<MetadataColumn<PinnedIcebergTable>> COLUMNS = List.of(
            MetadataColumn.required("format", Simple.VARCHAR, "The table format.", table -> "iceberg"),
            MetadataColumn.optional(
                    "id",
                    Simple.VARCHAR,
                    "Id of the table.",
                    table -> table.table().metadata().uuid()),
            MetadataColumn.required(
                    "name",
                    Simple.VARCHAR,
                    "Its full name.",
                    table -> table.name().toString()),
            MetadataColumn.optional(
                    "description",
                    Simple.VARCHAR,
                    "What its author wrote about it.",
                    table -> nonEmpty(table.comment())),
            MetadataColumn.optional(
                    "location",
                    Simple.VARCHAR,
                    "Its folder, as stored.",
                    table -> table.table().metadata().location()),
            MetadataColumn.required("version", Simple.BIGINT, "The snapshot described.", PinnedIcebergTable::version),
            MetadataColumn.optional(
                    "created_at",
                    Simple.TIMESTAMP_TZ,
                    "When it was created, which Iceberg does not say.",
                    table -> null),
            MetadataColumn.optional(
                    "last_modified_at",
                    Simple.TIMESTAMP_TZ,
                    "When the snapshot was committed.",
                    table -> table.choice()
                            .snapshot()
                            .map(snapshot -> Instant.ofEpochMilli(snapshot.timestampMillis()))
                            .orElse(null)),
            MetadataColumn.required(
                    "partition_columns",
                    MetadataColumn.NAMES,
                    "Partition fields, with their transforms.",
                    table -> MetadataColumn.items(table.table().metadata().spec().fields().stream()
                            .filter(field -> !field.transform().isVoid())
                            .map(field -> text(table, field))
                            .toList())),
            MetadataColumn.required(
                    "clustering_columns",
                    MetadataColumn.NAMES,
                    "Columns by which rows are sorted.",
                    table -> MetadataColumn.items(table.table().metadata().sortOrder().fields().stream()
                            .map(field -> text(table, field))
                            .toList())),
            MetadataColumn.required(
                    "file_count",
                    Simple.BIGINT,
                    "Its data files.",
                    table -> FilesTable.data(table).count()),
            MetadataColumn.required(
                    "size_bytes",
                    Simple.BIGINT,
                    "Length of its data files.",
                    table -> FilesTable.data(table)
                            .mapToLong(file -> file.file().fileSizeInBytes())
                            .sum()),
            MetadataColumn.required(
                    "properties",
                    MetadataColumn.TEXTS,
                    "What its owner has set.",
                    table -> MetadataColumn.entries(
                            new TreeMap<>(table.table().metadata().properties()))),
            MetadataColumn.required(
                    "format_version",
                    Simple.INTEGER,
                    "The version of the Iceberg format.",
                    table -> table.table().metadata().formatVersion()));

    private DetailTable() {}

    static PinnedTable of(PinnedIcebergTable table) {
        return new MetadataTable<>(table, "detail", COLUMNS, List.of(), () -> Stream.of(table));
    }

    private static @org.jspecify.annotations.Nullable String nonEmpty(String text) {
        return text.isEmpty() ? null : text;
    }

    private static String text(PinnedIcebergTable table, PartitionField field) {
        String column = column(table, field.sourceId());
        return field.transform().isIdentity() ? column : "%s(%s)".formatted(field.transform(), column);
    }

    private static String text(PinnedIcebergTable table, SortField field) {
        String column = column(table, field.sourceId());
        return field.transform().isIdentity() ? column : "%s(%s)".formatted(field.transform(), column);
    }

    private static String column(PinnedIcebergTable table, int id) {
        Schema schema = table.table().metadata().schema();
        String name = schema.findColumnName(id);
        return name == null ? "field " + id : name;
    }
}
