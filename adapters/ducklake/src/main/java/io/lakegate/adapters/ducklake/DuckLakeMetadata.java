package io.lakegate.adapters.ducklake;

import io.lakegate.adapters.ducklake.database.MetadataReader;
import io.lakegate.catalog.metadata.MetadataColumn;
import io.lakegate.catalog.metadata.MetadataTable;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.catalog.spi.PinnedTable;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The metadata tables of one table at one snapshot: what {@code t$history} and the like mean. For any thread. */
record DuckLakeMetadata(PinnedDuckLakeTable table) {
    static final List<String> KINDS = List.of("files", "history", "partitions", "properties", "snapshots");

    private static final List<MetadataColumn<Commit>> HISTORY = List.of(
            MetadataColumn.required("version", Simple.BIGINT, "The snapshot that the commit made.", Commit::id),
            MetadataColumn.required("committed_at", Simple.TIMESTAMP_TZ, "When it was made.", Commit::time),
            MetadataColumn.optional("parent_version", Simple.BIGINT, "The snapshot before it.", Commit::parent),
            MetadataColumn.optional(
                    "operation", Simple.VARCHAR, "What was done, in DuckLake's words.", Commit::changes),
            MetadataColumn.optional("user_name", Simple.VARCHAR, "Who did it.", Commit::author),
            MetadataColumn.optional("commit_message", Simple.VARCHAR, "What they said about it.", Commit::message),
            MetadataColumn.optional(
                    "engine", Simple.VARCHAR, "The program that wrote it: DuckLake does not say.", commit -> null),
            MetadataColumn.optional(
                    "summary",
                    MetadataColumn.TEXTS,
                    "What else the writer said, and the version of the schema.",
                    Commit::summary));

    private static final List<MetadataColumn<FileRow>> FILES = List.of(
            MetadataColumn.required("path", Simple.VARCHAR, "Where the file is.", row -> row.file.location()),
            MetadataColumn.required(
                    "size_bytes",
                    Simple.BIGINT,
                    "Its length.",
                    row -> row.file.place().sizeBytes()),
            MetadataColumn.required(
                    "row_count", Simple.BIGINT, "Its rows, deleted ones included.", row -> row.file.recordCount()),
            MetadataColumn.required("deleted_rows", Simple.BIGINT, "Its rows that are deleted.", row -> row.deleted),
            MetadataColumn.required(
                    "partition",
                    MetadataColumn.TEXTS,
                    "Its partition: the values of the parts of the key.",
                    row -> MetadataColumn.entries(row.partition)),
            MetadataColumn.optional(
                    "first_row_id",
                    Simple.BIGINT,
                    "The row id of its first row.",
                    row -> row.file.rowIdStart().isPresent()
                            ? row.file.rowIdStart().getAsLong()
                            : null),
            MetadataColumn.optional(
                    "added_version",
                    Simple.BIGINT,
                    "The snapshot that added its rows.",
                    row -> row.file.life().begin()));

    private static final List<MetadataColumn<PartitionRow>> PARTITIONS = List.of(
            MetadataColumn.required(
                    "partition",
                    MetadataColumn.TEXTS,
                    "The values of the parts of the key.",
                    row -> MetadataColumn.entries(row.partition)),
            MetadataColumn.required("file_count", Simple.BIGINT, "Its files.", row -> row.files),
            MetadataColumn.required("size_bytes", Simple.BIGINT, "Their length.", row -> row.bytes),
            MetadataColumn.required("row_count", Simple.BIGINT, "Their rows that are not deleted.", row -> row.rows));

    private static final List<MetadataColumn<Map.Entry<String, String>>> PROPERTIES = List.of(
            MetadataColumn.required("key", Simple.VARCHAR, "The name of the property.", Map.Entry::getKey),
            MetadataColumn.optional("value", Simple.VARCHAR, "Its value.", Map.Entry::getValue));

    /** A snapshot, and what the catalog says of how it came to be. */
    private record Commit(
            long id,
            Instant time,
            @Nullable Long parent,
            long schemaVersion,
            @Nullable String changes,
            Said said) {
        private record Said(
                @Nullable String author,
                @Nullable String message,
                @Nullable String more) {}

        @Nullable
        String author() {
            return said.author;
        }

        @Nullable
        String message() {
            return said.message;
        }

        Object summary() {
            Map<String, String> summary = new LinkedHashMap<>();
            summary.put("schema_version", String.valueOf(schemaVersion));
            if (said.more != null) {
                summary.put("commit_extra_info", said.more);
            }
            return MetadataColumn.entries(summary);
        }

        /** Whether it changed a table, going by the ids and the name in DuckLake's list of changes. */
        boolean isOf(LakeTable table) {
            String list = changes == null ? "" : changes;
            String name = "\"" + table.name().replace("\"", "\"\"") + "\"";
            return list.matches("(?s).*:" + table.id() + "(?!\\d).*")
                    || list.contains("created_table:\"" + table.schema() + "\"." + name);
        }
    }

    private record FileRow(LiveFile file, long deleted, Map<String, String> partition) {}

    private record PartitionRow(Map<String, String> partition, long files, long bytes, long rows) {}

    Optional<PinnedTable> table(String kind) {
        return switch (kind) {
            case "files" -> Optional.of(new MetadataTable<>(table, kind, FILES, List.of(), () -> files().stream()));
            case "history" ->
                Optional.of(new MetadataTable<>(
                        table, kind, HISTORY, List.of(), () -> commits().filter(commit -> commit.isOf(table.table()))));
            case "partitions" -> Optional.of(new MetadataTable<>(table, kind, PARTITIONS, List.of(), this::partitions));
            case "properties" -> Optional.of(new MetadataTable<>(table, kind, PROPERTIES, List.of(), this::properties));
            case "snapshots" -> Optional.of(new MetadataTable<>(table, kind, HISTORY, List.of(), this::commits));
            default -> Optional.empty();
        };
    }

    /** The catalog's snapshots up to the table's, newest first. */
    private Stream<Commit> commits() {
        return table
                .access()
                .read((reader, shape) -> {
                    Map<Long, Commit.Said> said = new TreeMap<>();
                    Map<Long, Optional<String>> changes = new TreeMap<>();
                    readChanges(reader, shape, said, changes);
                    List<Commit> commits = new ArrayList<>();
                    Long parent = null;
                    for (LakeSnapshot snapshot : Snapshots.all(reader)) {
                        commits.add(new Commit(
                                snapshot.id(),
                                snapshot.time(),
                                parent,
                                snapshot.schemaVersion(),
                                changes.getOrDefault(snapshot.id(), Optional.empty())
                                        .orElse(null),
                                said.getOrDefault(snapshot.id(), new Commit.Said(null, null, null))));
                        parent = snapshot.id();
                    }
                    return commits;
                })
                .stream()
                .filter(commit -> commit.id <= table.version())
                .sorted(Comparator.comparingLong(Commit::id).reversed());
    }

    private static void readChanges(
            MetadataReader reader, CatalogShape shape, Map<Long, Commit.Said> said, Map<Long, Optional<String>> changes)
            throws SQLException {
        String from = "ducklake_snapshot_changes";
        reader.query(
                "SELECT c.snapshot_id, c.changes_made, %s, %s, %s FROM %s c"
                        .formatted(
                                shape.column(from, "c", "author"),
                                shape.column(from, "c", "commit_message"),
                                shape.column(from, "c", "commit_extra_info"),
                                reader.table(from)),
                row -> {
                    changes.put(row.number(1), row.text(2));
                    said.put(
                            row.number(1),
                            new Commit.Said(
                                    row.text(3).orElse(null),
                                    row.text(4).orElse(null),
                                    row.text(5).orElse(null)));
                    return true;
                });
    }

    private List<FileRow> files() {
        return table.access().read(table.name(), table.table(), queries -> {
            TableFiles files = TableFiles.ofAll(queries, table.version());
            List<FileRow> rows = new ArrayList<>();
            for (LiveFile file : files.files()) {
                rows.add(new FileRow(
                        file,
                        table.deletedFrom(file, files)
                                .map(deleted -> deleted.cardinality())
                                .orElse(0L),
                        partition(file, files)));
            }
            return rows;
        });
    }

    /** The values of the key's parts, each by its column and transform. */
    private Map<String, String> partition(LiveFile file, TableFiles files) {
        Map<String, String> values = new LinkedHashMap<>();
        for (TableQueries.PartitionKey key : files.partitionKeys()) {
            if (file.partition().isPresent()
                    && key.partitioning() == file.partition().getAsLong()) {
                String column = table.schema().rows().stream()
                        .filter(row -> row.id() == key.column() && row.life().includes(table.version()))
                        .map(ColumnRow::name)
                        .findFirst()
                        .orElse("column " + key.column());
                String name = key.transform().equalsIgnoreCase("identity")
                        ? column
                        : "%s(%s)".formatted(key.transform(), column);
                values.put(
                        name,
                        files.partitionValues()
                                .getOrDefault(file.id(), Map.of())
                                .getOrDefault(key.index(), Optional.empty())
                                .orElse("NULL"));
            }
        }
        return values;
    }

    private Stream<PartitionRow> partitions() {
        Map<Map<String, String>, PartitionRow> byPartition = new LinkedHashMap<>();
        for (FileRow row : files()) {
            byPartition.merge(
                    row.partition,
                    new PartitionRow(
                            row.partition, 1, row.file.place().sizeBytes(), row.file.recordCount() - row.deleted),
                    (a, b) -> new PartitionRow(a.partition, a.files + b.files, a.bytes + b.bytes, a.rows + b.rows));
        }
        return byPartition.values().stream();
    }

    /** What is set for the table, its schema or the whole catalog, and what the catalog says of the table. */
    private Stream<Map.Entry<String, String>> properties() {
        return table
                .access()
                .read((reader, shape) -> {
                    Map<String, String> properties = new TreeMap<>();
                    boolean scoped = shape.hasColumn("ducklake_metadata", "scope");
                    reader.query(
                            "SELECT m.%s, m.%s FROM %s m%s"
                                    .formatted(
                                            reader.dialect().identifier("key"),
                                            reader.dialect().identifier("value"),
                                            reader.table("ducklake_metadata"),
                                            scoped
                                                    ? " WHERE m.scope IS NULL OR (m.scope = 'table' AND m.scope_id = %d) ORDER BY CASE WHEN m.scope IS NULL THEN 0 ELSE 1 END"
                                                            .formatted(table.table()
                                                                    .id())
                                                    : ""),
                            row -> properties.put(
                                            row.requiredText(1), row.text(2).orElse(""))
                                    == null);
                    properties.put("table_id", String.valueOf(table.table().id()));
                    return properties;
                })
                .entrySet()
                .stream();
    }
}
