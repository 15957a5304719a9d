package io.lakegate.adapters.ducklake;

import io.lakegate.adapters.ducklake.TableQueries.ColumnStatistics;
import io.lakegate.adapters.ducklake.TableQueries.InlinedDelete;
import io.lakegate.adapters.ducklake.TableQueries.PartitionKey;
import io.lakegate.catalog.filter.Filter;
import io.lakegate.catalog.filter.FilterColumns;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The data files of a table at one snapshot, with what is deleted from them and what the catalog knows of their values.
 *
 * @param dropped how many more there are, which were dropped by their bounds before
 * @param droppedByPartition how many more there are, which were dropped by their partitions before
 * @param statistics by column id and file id, of the columns of one filter
 */
record TableFiles(
        List<LiveFile> files,
        long dropped,
        long droppedByPartition,
        Map<Long, List<DeleteFile>> deletes,
        Map<Long, List<Long>> inlinedDeletes,
        Map<Long, Map<Long, ColumnStatistics>> statistics,
        List<PartitionKey> partitionKeys,
        Map<Long, Map<Integer, Optional<String>>> partitionValues) {

    /** All files, with what can be known of the columns of a filter. */
    static TableFiles read(TableQueries queries, TableSchema schema, long snapshot, Filter filter) throws SQLException {
        return read(queries, schema, snapshot, filter, Optional.empty());
    }

    /** The files that the catalog's database does not drop by their bounds. */
    static TableFiles matching(TableQueries queries, TableSchema schema, long snapshot, Filter filter)
            throws SQLException {
        return read(queries, schema, snapshot, filter, queries.pushed(filter, schema));
    }

    /** Files that were selected before, with what is deleted from them: nothing more is to be known to judge them. */
    static TableFiles of(TableQueries queries, long snapshot, FileIndex.Selected selected) throws SQLException {
        boolean all = selected.byPartition() + selected.byStatistics() == 0;
        return new TableFiles(
                selected.files(),
                selected.byStatistics(),
                selected.byPartition(),
                deletes(queries, snapshot, selected.files(), all),
                inlinedDeletes(queries, snapshot, selected.files()),
                Map.of(),
                List.of(),
                Map.of());
    }

    /** No files, but what is known of the partitions of some. */
    static TableFiles ofPartitions(List<PartitionKey> keys, Map<Long, Map<Integer, Optional<String>>> values) {
        return new TableFiles(List.of(), 0, 0, Map.of(), Map.of(), Map.of(), keys, values);
    }

    private static Map<Long, List<DeleteFile>> deletes(
            TableQueries queries, long snapshot, List<LiveFile> files, boolean all) throws SQLException {
        String condition =
                Life.sql("d", snapshot) + (all ? "" : " AND " + TableQueries.ofFiles("d.data_file_id", files));
        return files.isEmpty()
                ? Map.of()
                : queries.deleteFiles(condition).stream().collect(Collectors.groupingBy(DeleteFile::dataFile));
    }

    private static Map<Long, List<Long>> inlinedDeletes(TableQueries queries, long snapshot, List<LiveFile> files)
            throws SQLException {
        return files.isEmpty()
                ? Map.of()
                : queries.inlinedDeletes(snapshot).stream()
                        .collect(Collectors.groupingBy(
                                InlinedDelete::dataFile,
                                Collectors.mapping(InlinedDelete::position, Collectors.toList())));
    }

    private static TableFiles read(
            TableQueries queries, TableSchema schema, long snapshot, Filter filter, Optional<String> pushed)
            throws SQLException {
        String alive = Life.sql("f", snapshot);
        String condition = pushed.map(more -> alive + " AND " + more).orElse(alive);
        List<LiveFile> files = queries.dataFiles(condition);
        long dropped = pushed.isPresent() ? queries.countFiles(alive) - files.size() : 0;
        List<Long> filtered = FilterColumns.of(filter).stream()
                .filter(path -> !path.isNested())
                .flatMap(path ->
                        schema.fields().stream().filter(field -> field.name().equals(path.column())))
                .map(Field::id)
                .toList();
        boolean judged = !filtered.isEmpty() && !files.isEmpty();
        boolean partitioned =
                judged && files.stream().anyMatch(file -> file.partition().isPresent());
        return new TableFiles(
                files,
                dropped,
                0,
                deletes(queries, snapshot, files, dropped == 0),
                inlinedDeletes(queries, snapshot, files),
                judged ? statistics(queries, filtered, files) : Map.of(),
                partitioned ? queries.partitionKeys() : List.of(),
                partitioned ? queries.partitionValues(files) : Map.of());
    }

    private static Map<Long, Map<Long, ColumnStatistics>> statistics(
            TableQueries queries, List<Long> columns, List<LiveFile> files) throws SQLException {
        Map<Long, Map<Long, ColumnStatistics>> statistics = new HashMap<>();
        queries.statistics(columns, files)
                .forEach((column, all) -> statistics.put(
                        column,
                        all.stream().collect(Collectors.toMap(ColumnStatistics::dataFile, s -> s, (a, b) -> a))));
        return statistics;
    }

    /** All files, with their partitions and what is known of the values of columns. */
    static TableFiles ofAll(TableQueries queries, TableSchema schema, List<Long> columns, long snapshot)
            throws SQLException {
        TableFiles files = read(queries, schema, snapshot, Filter.ANYTHING);
        return new TableFiles(
                files.files,
                0,
                0,
                files.deletes,
                files.inlinedDeletes,
                statistics(queries, columns, files.files),
                queries.partitionKeys(),
                queries.partitionValues(files.files));
    }
}
