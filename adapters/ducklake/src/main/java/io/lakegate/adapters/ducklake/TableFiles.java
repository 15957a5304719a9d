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
 * @param statistics by column id and file id, of the columns of one filter
 */
record TableFiles(
        List<LiveFile> files,
        Map<Long, List<DeleteFile>> deletes,
        Map<Long, List<Long>> inlinedDeletes,
        Map<Long, Map<Long, ColumnStatistics>> statistics,
        List<PartitionKey> partitionKeys,
        Map<Long, Map<Integer, Optional<String>>> partitionValues) {

    static TableFiles read(TableQueries queries, List<Field> fields, long snapshot, Filter filter) throws SQLException {
        List<LiveFile> files = queries.dataFiles(Life.sql("f", snapshot));
        List<Long> filtered = FilterColumns.of(filter).stream()
                .flatMap(name -> fields.stream().filter(field -> field.name().equals(name)))
                .map(Field::id)
                .toList();
        boolean judged = !filtered.isEmpty() && !files.isEmpty();
        Map<Long, Map<Long, ColumnStatistics>> statistics = new HashMap<>();
        if (judged) {
            queries.statistics(filtered, snapshot)
                    .forEach((column, all) -> statistics.put(
                            column,
                            all.stream().collect(Collectors.toMap(ColumnStatistics::dataFile, s -> s, (a, b) -> a))));
        }
        boolean partitioned =
                judged && files.stream().anyMatch(file -> file.partition().isPresent());
        return new TableFiles(
                files,
                files.isEmpty()
                        ? Map.of()
                        : queries.deleteFiles(Life.sql("d", snapshot)).stream()
                                .collect(Collectors.groupingBy(DeleteFile::dataFile)),
                files.isEmpty()
                        ? Map.of()
                        : queries.inlinedDeletes(snapshot).stream()
                                .collect(Collectors.groupingBy(
                                        InlinedDelete::dataFile,
                                        Collectors.mapping(InlinedDelete::position, Collectors.toList()))),
                statistics,
                partitioned ? queries.partitionKeys() : List.of(),
                partitioned ? queries.partitionValues() : Map.of());
    }

    /** All files, with their partitions and without what is known of their values. */
    static TableFiles ofAll(TableQueries queries, long snapshot) throws SQLException {
        TableFiles files = read(queries, List.of(), snapshot, Filter.ANYTHING);
        return new TableFiles(
                files.files,
                files.deletes,
                files.inlinedDeletes,
                Map.of(),
                queries.partitionKeys(),
                queries.partitionValues());
    }
}
