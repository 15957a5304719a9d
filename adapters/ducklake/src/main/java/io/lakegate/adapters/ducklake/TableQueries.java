package io.lakegate.adapters.ducklake;

import io.lakegate.adapters.ducklake.LiveFile.Origin;
import io.lakegate.adapters.ducklake.LiveFile.Place;
import io.lakegate.adapters.ducklake.database.MetadataReader;
import io.lakegate.adapters.ducklake.database.Row;
import io.lakegate.catalog.error.CatalogErrors;
import io.lakegate.catalog.filter.Filter;
import io.lakegate.catalog.model.FileKey;
import io.lakegate.catalog.model.TableName;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** What the catalog says of one table, asked in one transaction. For one thread. */
final class TableQueries {
    /** So many ids stand in a list; of more the range. */
    private static final int MOST_IDS = 1_000;

    private final MetadataReader reader;
    private final CatalogShape shape;
    private final TableName name;
    private final LakeTable table;
    private final DataPaths paths;

    TableQueries(MetadataReader reader, CatalogShape shape, TableName name, LakeTable table, DataPaths paths) {
        this.reader = reader;
        this.shape = shape;
        this.name = name;
        this.table = table;
        this.paths = paths;
    }

    MetadataReader reader() {
        return reader;
    }

    /** Every state that every column of the table ever had. */
    List<ColumnRow> columnRows() throws SQLException {
        return reader.query(
                ("SELECT c.column_id, c.begin_snapshot, c.end_snapshot, c.column_name, c.column_type, c.initial_default,"
                                + " c.nulls_allowed, c.parent_column FROM %s c WHERE c.table_id = %d ORDER BY c.column_order, c.column_id")
                        .formatted(reader.table("ducklake_column"), table.id()),
                row -> new ColumnRow(
                        row.number(1),
                        new Life(row.number(2), row.optionalNumber(3)),
                        row.requiredText(4),
                        row.requiredText(5),
                        row.text(6),
                        row.flag(7),
                        row.optionalNumber(8)));
    }

    /** What was written about the table at a snapshot: its comment, then its tags. */
    Optional<String> comment(long snapshot) throws SQLException {
        return Optional.ofNullable(Remarks.ofObjects(reader, snapshot).get(table.id()));
    }

    /** The same of columns, by column id. */
    Map<Long, String> columnComments(long snapshot) throws SQLException {
        return Remarks.ofColumns(reader, table.id(), snapshot);
    }

    /** Data files that fulfil a condition on {@code f}, in the order of their ids. */
    List<LiveFile> dataFiles(String condition) throws SQLException {
        List<LiveFile> files = new ArrayList<>();
        eachDataFile(condition, files::add);
        return files;
    }

    /** Gives data files that fulfil a condition on {@code f}, in the order of their ids. */
    void eachDataFile(String condition, Consumer<LiveFile> taker) throws SQLException {
        String file = "ducklake_data_file";
        reader.each(
                ("SELECT f.data_file_id, f.path, f.path_is_relative, f.file_size_bytes, f.encryption_key, f.record_count, f.row_id_start,"
                                + " f.partition_id, f.begin_snapshot, f.end_snapshot, %s, %s, %s, f.file_format FROM %s f"
                                + " WHERE f.table_id = %d AND %s ORDER BY f.data_file_id")
                        .formatted(
                                shape.column(file, "f", "mapping_id"),
                                shape.column(file, "f", "partial_max"),
                                shape.column(file, "f", "partial_file_info"),
                                reader.table(file),
                                table.id(),
                                condition),
                row -> taker.accept(dataFile(row)));
    }

    private LiveFile dataFile(Row row) throws SQLException {
        String format = row.text(14).orElse("parquet");
        if (!format.equalsIgnoreCase("parquet")) {
            throw CatalogErrors.unsupportedFeature(name, "data files of the format " + format);
        }
        Optional<String> partial = row.text(13).filter(text -> !text.isBlank());
        OptionalLong partialMax = row.optionalNumber(12);
        if (partial.isPresent() && partial.get().startsWith("partial_max:")) {
            partialMax = OptionalLong.of(Long.parseLong(partial.get().substring("partial_max:".length())));
            partial = Optional.empty();
        }
        return new LiveFile(
                row.number(1),
                place(row, 2),
                row.number(6),
                row.optionalNumber(7),
                row.optionalNumber(11),
                row.optionalNumber(8),
                new Origin(new Life(row.number(9), row.optionalNumber(10)), partialMax, partial));
    }

    /** Delete files that fulfil a condition on {@code d}, the oldest first. */
    List<DeleteFile> deleteFiles(String condition) throws SQLException {
        return reader.query(
                ("SELECT d.data_file_id, d.path, d.path_is_relative, d.file_size_bytes, d.encryption_key, d.format, d.begin_snapshot,"
                                + " d.end_snapshot FROM %s d WHERE d.table_id = %d AND %s ORDER BY d.begin_snapshot, d.delete_file_id")
                        .formatted(reader.table("ducklake_delete_file"), table.id(), condition),
                row -> new DeleteFile(
                        row.number(1),
                        place(row, 2),
                        isPuffin(row.text(6).orElse("parquet")),
                        new Life(row.number(7), row.optionalNumber(8))));
    }

    /** Whether delete files fulfil a condition on {@code d}. */
    boolean hasDeleteFiles(String condition) throws SQLException {
        return reader.query(
                                "SELECT count(*) FROM %s d WHERE d.table_id = %d AND %s"
                                        .formatted(reader.table("ducklake_delete_file"), table.id(), condition),
                                row -> row.number(1))
                        .get(0)
                > 0;
    }

    private boolean isPuffin(String format) {
        if (!format.equalsIgnoreCase("parquet") && !format.equalsIgnoreCase("puffin")) {
            throw CatalogErrors.unsupportedFeature(name, "delete files of the format " + format);
        }
        return format.equalsIgnoreCase("puffin");
    }

    /** Path, whether it is relative, size and key stand in four columns. */
    private Place place(Row row, int first) throws SQLException {
        return new Place(
                paths.real(DataPaths.resolve(table.folder(), row.text(first), row.flag(first + 1))),
                row.optionalNumber(first + 2).orElse(0),
                row.text(first + 3).filter(key -> !key.isEmpty()).map(FileKey::new));
    }

    /** A deleted row of a data file that the catalog itself remembers. */
    record InlinedDelete(long dataFile, long position, long snapshot) {}

    List<InlinedDelete> inlinedDeletes(long until) throws SQLException {
        String deletes = "ducklake_inlined_delete_" + table.id();
        return reader.hasTable(deletes)
                ? reader.query(
                        "SELECT file_id, row_id, begin_snapshot FROM %s WHERE begin_snapshot <= %d"
                                .formatted(reader.table(deletes), until),
                        row -> new InlinedDelete(row.number(1), row.number(2), row.number(3)))
                : List.of();
    }

    /** The ids of data files from which rows are deleted at a snapshot, or were before. */
    Set<Long> deletedFrom(long snapshot) throws SQLException {
        Set<Long> files = new HashSet<>(reader.query(
                "SELECT DISTINCT d.data_file_id FROM %s d WHERE d.table_id = %d AND %s"
                        .formatted(reader.table("ducklake_delete_file"), table.id(), Life.sql("d", snapshot)),
                row -> row.number(1)));
        inlinedDeletes(snapshot).forEach(deleted -> files.add(deleted.dataFile()));
        return files;
    }

    /** A table in the catalog database that holds rows, with the columns that the table had at a schema version. */
    record InlinedTable(String name, long schemaVersion) {}

    /** Those that can have rows at a snapshot. */
    List<InlinedTable> inlinedTables(LakeSnapshot snapshot) throws SQLException {
        if (!shape.hasTable("ducklake_inlined_data_tables")) {
            return List.of();
        }
        List<InlinedTable> all = reader.query(
                "SELECT i.table_name, i.schema_version FROM %s i WHERE i.table_id = %d AND i.schema_version <= %d ORDER BY i.schema_version"
                        .formatted(reader.table("ducklake_inlined_data_tables"), table.id(), snapshot.schemaVersion()),
                row -> new InlinedTable(row.requiredText(1), row.number(2)));
        return all.stream().distinct().toList();
    }

    /** The first snapshot with a schema version of the table, where the catalog still knows. */
    OptionalLong firstSnapshot(long schemaVersion) throws SQLException {
        OptionalLong first = OptionalLong.empty();
        if (shape.hasTable("ducklake_schema_versions")) {
            String ofTable = shape.hasColumn("ducklake_schema_versions", "table_id")
                    ? "(v.table_id = %d OR v.table_id IS NULL) AND ".formatted(table.id())
                    : "";
            first = reader.query(
                            "SELECT min(v.begin_snapshot) FROM %s v WHERE %sv.schema_version = %d"
                                    .formatted(reader.table("ducklake_schema_versions"), ofTable, schemaVersion),
                            row -> row.optionalNumber(1))
                    .get(0);
        }
        return first.isPresent()
                ? first
                : reader.query(
                                "SELECT min(s.snapshot_id) FROM %s s WHERE s.schema_version = %d"
                                        .formatted(reader.table("ducklake_snapshot"), schemaVersion),
                                row -> row.optionalNumber(1))
                        .get(0);
    }

    /** For each mapping of the table the columns of the files that use it. */
    Map<Long, List<FileField>> nameMappings() throws SQLException {
        if (!shape.hasTable("ducklake_name_mapping")) {
            return Map.of();
        }
        record Entry(long mapping, long id, String name, OptionalLong target, OptionalLong parent, boolean partition) {}
        List<Entry> entries = reader.query(
                ("SELECT n.mapping_id, n.column_id, n.source_name, n.target_field_id, n.parent_column, %s FROM %s n JOIN %s m"
                                + " ON m.mapping_id = n.mapping_id WHERE m.table_id = %d ORDER BY n.mapping_id, n.column_id")
                        .formatted(
                                shape.column("ducklake_name_mapping", "n", "is_partition"),
                                reader.table("ducklake_name_mapping"),
                                reader.table("ducklake_column_mapping"),
                                table.id()),
                row -> new Entry(
                        row.number(1),
                        row.number(2),
                        row.requiredText(3),
                        row.optionalNumber(4),
                        row.optionalNumber(5),
                        row.flag(6)));
        Map<Long, List<FileField>> mappings = new LinkedHashMap<>();
        Map<Long, Map<OptionalLong, List<Entry>>> byParent = new LinkedHashMap<>();
        for (Entry entry : entries) {
            byParent.computeIfAbsent(entry.mapping(), m -> new HashMap<>())
                    .computeIfAbsent(entry.parent(), p -> new ArrayList<>())
                    .add(entry);
        }
        interface Builder {
            List<FileField> build(Map<OptionalLong, List<Entry>> children, OptionalLong parent);
        }
        Builder builder = new Builder() {
            @Override
            public List<FileField> build(Map<OptionalLong, List<Entry>> children, OptionalLong parent) {
                return children.getOrDefault(parent, List.of()).stream()
                        .map(entry -> new FileField(
                                entry.name(),
                                entry.target(),
                                entry.partition(),
                                build(children, OptionalLong.of(entry.id()))))
                        .toList();
            }
        };
        byParent.forEach((mapping, children) -> mappings.put(mapping, builder.build(children, OptionalLong.empty())));
        return mappings;
    }

    /** What the catalog says of the values of a column in a file. */
    record ColumnStatistics(
            long dataFile, OptionalLong nulls, Optional<String> min, Optional<String> max, Optional<Boolean> nan) {}

    /** How many data files fulfil a condition on {@code f}, with the sums of their ids and rows. */
    FileIndex.Sums sums(String condition) throws SQLException {
        return reader.query(
                        "SELECT count(*), COALESCE(sum(f.data_file_id), 0), COALESCE(sum(f.record_count), 0) FROM %s f WHERE f.table_id = %d AND %s"
                                .formatted(reader.table("ducklake_data_file"), table.id(), condition),
                        row -> new FileIndex.Sums(row.number(1), row.number(2), row.number(3)))
                .get(0);
    }

    /** The ids of data files that fulfil a condition on {@code f}. */
    List<Long> fileIds(String condition) throws SQLException {
        return reader.query(
                "SELECT f.data_file_id FROM %s f WHERE f.table_id = %d AND %s"
                        .formatted(reader.table("ducklake_data_file"), table.id(), condition),
                row -> row.number(1));
    }

    /** How many data files fulfil a condition on {@code f}. */
    long countFiles(String condition) throws SQLException {
        return reader.query(
                        "SELECT count(*) FROM %s f WHERE f.table_id = %d AND %s"
                                .formatted(reader.table("ducklake_data_file"), table.id(), condition),
                        row -> row.number(1))
                .get(0);
    }

    /** The condition that a column names one of some data files, or one of others between them where they are many. */
    static String ofFiles(String column, List<LiveFile> files) {
        LongSummaryStatistics ids = files.stream().mapToLong(LiveFile::id).summaryStatistics();
        if (files.size() > MOST_IDS) {
            return "%s BETWEEN %d AND %d".formatted(column, ids.getMin(), ids.getMax());
        }
        return files.isEmpty()
                ? "1 = 0"
                : files.stream()
                        .map(file -> String.valueOf(file.id()))
                        .collect(Collectors.joining(", ", column + " IN (", ")"));
    }

    /** The condition on data files {@code f} by which the database itself drops some of those that cannot match a filter. */
    Optional<String> pushed(Filter filter, TableSchema schema) {
        return PushedStatistics.condition(
                filter, schema.fields(), schema.rows(), reader.dialect(), reader.table(statisticsTable()), table.id());
    }

    private String statisticsTable() {
        return shape.hasTable("ducklake_file_column_stats")
                ? "ducklake_file_column_stats"
                : "ducklake_file_column_statistics";
    }

    /** By column id, of some data files, and perhaps of others. */
    Map<Long, List<ColumnStatistics>> statistics(List<Long> columns, List<LiveFile> files) throws SQLException {
        Map<Long, List<ColumnStatistics>> statistics = new HashMap<>();
        for (long column : columns) {
            List<ColumnStatistics> all = new ArrayList<>();
            eachStatistic(column, ofFiles("s.data_file_id", files), all::add);
            statistics.put(column, all);
        }
        return statistics;
    }

    /** Gives what the catalog says of a column, of files that fulfil a condition on {@code s}. */
    void eachStatistic(long column, String condition, Consumer<ColumnStatistics> taker) throws SQLException {
        reader.each(
                "SELECT s.data_file_id, s.null_count, s.min_value, s.max_value, s.contains_nan FROM %s s WHERE s.table_id = %d AND s.column_id = %d AND %s"
                        .formatted(reader.table(statisticsTable()), table.id(), column, condition),
                row -> taker.accept(new ColumnStatistics(
                        row.number(1),
                        row.optionalNumber(2),
                        row.text(3),
                        row.text(4),
                        row.text(5).isEmpty() ? Optional.empty() : Optional.of(row.flag(5)))));
    }

    /** A part of the key of a partitioning. */
    record PartitionKey(long partitioning, int index, long column, String transform) {}

    List<PartitionKey> partitionKeys() throws SQLException {
        if (shape.version().startsWith("0.1")) {
            return List.of(); // its columns are counted there, not named by their ids
        }
        return reader.query(
                "SELECT p.partition_id, p.partition_key_index, p.column_id, p.transform FROM %s p WHERE p.table_id = %d ORDER BY 1, 2"
                        .formatted(reader.table("ducklake_partition_column"), table.id()),
                row -> new PartitionKey(row.number(1), (int) row.number(2), row.number(3), row.requiredText(4)));
    }

    /** The values of the parts of partitions of some files, and perhaps of others, by file and index. */
    Map<Long, Map<Integer, Optional<String>>> partitionValues(List<LiveFile> files) throws SQLException {
        Map<Long, Map<Integer, Optional<String>>> values = new HashMap<>();
        eachPartitionValue(
                ofFiles("p.data_file_id", files),
                (file, index, value) ->
                        values.computeIfAbsent(file, f -> new HashMap<>()).put(index, value));
        return values;
    }

    /** Takes the value of a part of the partition of a file. */
    interface PartitionValueTaker {
        void take(long file, int index, Optional<String> value);
    }

    /** Gives the values of the parts of partitions of files that fulfil a condition on {@code p}. */
    void eachPartitionValue(String condition, PartitionValueTaker taker) throws SQLException {
        reader.each(
                "SELECT p.data_file_id, p.partition_key_index, p.partition_value FROM %s p WHERE p.table_id = %d AND %s"
                        .formatted(reader.table("ducklake_file_partition_value"), table.id(), condition),
                row -> taker.take(row.number(1), (int) row.number(2), row.text(3)));
    }
}
