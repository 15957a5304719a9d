package io.lakegate.adapters.ducklake;

import io.lakegate.adapters.ducklake.database.MetadataReader;
import io.lakegate.catalog.metadata.MetadataColumn;
import io.lakegate.catalog.metadata.MetadataTable;
import io.lakegate.catalog.model.DeletedRows;
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
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The metadata tables of one table at one snapshot: what {@code t$history} and the like mean. For any thread. */
record DuckLakeMetadata(PinnedDuckLakeTable table) {
    static final List<String> KINDS = List.of("files", "history", "partitions", "properties", "snapshots");

    /** Of what holds for any table of the catalog. */
    private static final List<MetadataColumn<Commit>> SNAPSHOTS = List.of(
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
            MetadataColumn.required("content", Simple.VARCHAR, "What the file holds: data.", row -> "data"),
            MetadataColumn.required("path", Simple.VARCHAR, "Where it is.", row -> row.file.location()),
            MetadataColumn.required("file_format", Simple.VARCHAR, "How it is written.", row -> "parquet"),
            MetadataColumn.required(
                    "size_bytes",
                    Simple.BIGINT,
                    "Its length.",
                    row -> row.file.place().sizeBytes()),
            MetadataColumn.optional(
                    "row_count", Simple.BIGINT, "Its rows, deleted ones included.", row -> row.file.recordCount()),
            MetadataColumn.optional(
                    "deleted_row_count",
                    Simple.BIGINT,
                    "How many of its rows are deleted although they still stand in it.",
                    row -> row.deleted.getAsLong()),
            MetadataColumn.optional(
                    "partition_values",
                    MetadataColumn.TEXTS,
                    "Value by part of the partition key, as the catalog spells it.",
                    row -> MetadataColumn.entries(row.partition)),
            MetadataColumn.optional(
                    "null_counts",
                    MetadataColumn.COUNTS,
                    "How often each column is NULL.",
                    row -> MetadataColumn.entries(row.bounds.nulls)),
            MetadataColumn.optional(
                    "lower_bounds",
                    MetadataColumn.TEXTS,
                    "A value that no row is below, by column.",
                    row -> MetadataColumn.entries(row.bounds.lower)),
            MetadataColumn.optional(
                    "upper_bounds",
                    MetadataColumn.TEXTS,
                    "A value that no row is above, by column.",
                    row -> MetadataColumn.entries(row.bounds.upper)),
            MetadataColumn.optional(
                    "modified_at",
                    Simple.TIMESTAMP_TZ,
                    "When the snapshot was made that wrote it.",
                    row -> row.written.orElse(null)),
            MetadataColumn.optional(
                    "first_row_id",
                    Simple.BIGINT,
                    "The row id of its first row, where its rows do not hold their ids themselves.",
                    row -> row.file.rowIdStart().isPresent()
                            ? row.file.rowIdStart().getAsLong()
                            : null),
            MetadataColumn.optional(
                    "added_version",
                    Simple.BIGINT,
                    "The snapshot that added its rows.",
                    row -> row.file.life().begin()));

    private static final List<MetadataColumn<PartitionRow>> PARTITIONS = List.of(
            MetadataColumn.optional(
                    "partition_values",
                    MetadataColumn.TEXTS,
                    "Value by part of the partition key, as the catalog spells it.",
                    row -> MetadataColumn.entries(row.partition)),
            MetadataColumn.required("file_count", Simple.BIGINT, "Its data files.", row -> row.files),
            MetadataColumn.optional(
                    "row_count", Simple.BIGINT, "Rows of its files, deleted ones included.", row -> row.rows),
            MetadataColumn.optional(
                    "deleted_row_count",
                    Simple.BIGINT,
                    "How many of these are deleted although they still stand in their files.",
                    row -> row.deleted),
            MetadataColumn.required("size_bytes", Simple.BIGINT, "Length of its files.", row -> row.bytes),
            MetadataColumn.optional(
                    "modified_at",
                    Simple.TIMESTAMP_TZ,
                    "When the newest of its files was written.",
                    row -> row.written.orElse(null)));

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

    private record FileRow(
            LiveFile file,
            LongSupplier deleted,
            Map<String, @Nullable String> partition,
            Bounds bounds,
            Optional<Instant> written) {}

    private record Bounds(Map<String, Long> nulls, Map<String, String> lower, Map<String, String> upper) {}

    private record PartitionRow(
            Map<String, @Nullable String> partition,
            long files,
            long rows,
            long deleted,
            long bytes,
            Optional<Instant> written) {
        PartitionRow plus(PartitionRow other) {
            return new PartitionRow(
                    partition,
                    files + other.files,
                    rows + other.rows,
                    deleted + other.deleted,
                    bytes + other.bytes,
                    Stream.of(written, other.written).flatMap(Optional::stream).max(Comparator.naturalOrder()));
        }
    }

    Optional<PinnedTable> table(String kind) {
        return switch (kind) {
            case "files" -> Optional.of(new MetadataTable<>(table, kind, FILES, List.of(), () -> files().stream()));
            case "history" ->
                Optional.of(new MetadataTable<>(
                        table,
                        kind,
                        history(),
                        List.of(),
                        () -> commits().filter(commit -> commit.isOf(table.table()))));
            case "partitions" -> Optional.of(new MetadataTable<>(table, kind, PARTITIONS, List.of(), this::partitions));
            case "properties" -> Optional.of(new MetadataTable<>(table, kind, PROPERTIES, List.of(), this::properties));
            case "snapshots" -> Optional.of(new MetadataTable<>(table, kind, history(), List.of(), this::commits));
            default -> Optional.empty();
        };
    }

    private List<MetadataColumn<Commit>> history() {
        MetadataColumn<Commit> change = MetadataColumn.optional(
                "schema_change",
                Simple.VARCHAR,
                "How its columns differ from those before it.",
                commit -> ColumnRow.change(table.name(), table.schema().rows(), commit.id)
                        .orElse(null));
        return Stream.concat(SNAPSHOTS.stream(), Stream.of(change)).toList();
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
        return table.access().read(table.name(), table.table(), List.of(table.version()), queries -> {
            List<Long> columns = table.schema().fields().stream().map(Field::id).toList();
            TableFiles files = TableFiles.ofAll(queries, table.schema(), columns, table.version());
            Map<Long, Instant> times = new TreeMap<>();
            Snapshots.all(queries.reader()).forEach(snapshot -> times.put(snapshot.id(), snapshot.time()));
            List<FileRow> rows = new ArrayList<>();
            for (LiveFile file : files.files()) {
                rows.add(new FileRow(
                        file,
                        () -> table.deletedFrom(file, files)
                                .map(DeletedRows::cardinality)
                                .orElse(0L),
                        partition(file, files),
                        bounds(file, files),
                        Optional.ofNullable(times.get(file.life().begin()))));
            }
            return rows;
        });
    }

    private Bounds bounds(LiveFile file, TableFiles files) {
        Bounds bounds = new Bounds(new LinkedHashMap<>(), new LinkedHashMap<>(), new LinkedHashMap<>());
        for (Field field : table.schema().fields()) {
            Optional.ofNullable(files.statistics()
                            .getOrDefault(field.id(), Map.of())
                            .get(file.id()))
                    .ifPresent(known -> {
                        known.nulls().ifPresent(count -> bounds.nulls.put(field.name(), count));
                        known.min().ifPresent(least -> bounds.lower.put(field.name(), least));
                        known.max().ifPresent(most -> bounds.upper.put(field.name(), most));
                    });
        }
        return bounds;
    }

    /** The values of the key's parts, each by its column and transform. */
    private Map<String, @Nullable String> partition(LiveFile file, TableFiles files) {
        Map<String, @Nullable String> values = new LinkedHashMap<>();
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
                                .orElse(null));
            }
        }
        return values;
    }

    private Stream<PartitionRow> partitions() {
        Map<Map<String, @Nullable String>, PartitionRow> byPartition = new LinkedHashMap<>();
        for (FileRow row : files()) {
            byPartition.merge(
                    row.partition,
                    new PartitionRow(
                            row.partition,
                            1,
                            row.file.recordCount(),
                            row.deleted.getAsLong(),
                            row.file.place().sizeBytes(),
                            row.written),
                    PartitionRow::plus);
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
