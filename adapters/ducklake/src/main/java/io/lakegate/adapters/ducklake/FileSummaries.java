package io.lakegate.adapters.ducklake;

import io.lakegate.adapters.ducklake.FileColumns.Judged;
import io.lakegate.adapters.ducklake.TableQueries.ColumnStatistics;
import io.lakegate.catalog.filter.ColumnRange;
import io.lakegate.catalog.filter.Filter;
import io.lakegate.catalog.packed.ColumnBounds;
import io.lakegate.catalog.scan.ColumnSummary;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;

/**
 * Counts the values of a column by what a catalog says of files from which no rows are deleted: a column that had one type all its life. Not the least and
 * the greatest: bounds need not be values. Files that others wrote prove nothing: nobody says who found out what is said of them. For any thread.
 *
 * @see "DuckLake specification: ducklake_file_column_stats"
 */
final class FileSummaries {
    private FileSummaries() {}

    /** Of all files of a chunk, whose bounds were read; empty where one does not prove it. */
    static Optional<ColumnSummary> of(FileColumns files, Judged column) {
        Optional<ColumnBounds> bounds = files.bounds(column);
        if (bounds.isEmpty()) {
            return Optional.empty();
        }
        ColumnSummary all = ColumnSummary.NOTHING;
        for (int file = 0; file < files.size(); file++) {
            Optional<ColumnSummary> each = files.isMapped(file)
                    ? Optional.empty()
                    : of(
                            files.rows(file),
                            bounds.get().nulls(file),
                            bounds.get().range(file));
            if (each.isEmpty()) {
                return Optional.empty();
            }
            all = all.plus(each.get());
        }
        return Optional.of(all);
    }

    /** Of few files, which the catalog's database is asked for. */
    static Optional<ColumnSummary> of(TableQueries queries, TableSchema schema, long snapshot, Field column)
            throws SQLException {
        TableFiles files = TableFiles.read(queries, schema, snapshot, new Filter.IsNull(column.name()));
        Map<Long, ColumnStatistics> statistics = files.statistics().getOrDefault(column.id(), Map.of());
        ColumnSummary all = ColumnSummary.NOTHING;
        for (LiveFile file : files.files()) {
            ColumnStatistics known = statistics.get(file.id());
            boolean plain = file.mapping().isEmpty() && file.origin().counts().isEmpty() && !file.outlives(snapshot);
            Optional<ColumnSummary> each = known == null || !plain
                    ? Optional.empty()
                    : of(
                            file.recordCount(),
                            known.nulls().orElse(-1),
                            FileJudge.range(column, /* changed= */ false, known, file.recordCount()));
            if (each.isEmpty()) {
                return Optional.empty();
            }
            all = all.plus(each.get());
        }
        return Optional.of(all);
    }

    private static Optional<ColumnSummary> of(long rows, long nulls, ColumnRange range) {
        boolean bounded = range.lower().isPresent() || range.upper().isPresent();
        if (nulls < 0 || nulls > rows || (nulls == rows && bounded)) {
            return Optional.empty();
        }
        return Optional.of(
                nulls == rows
                        ? ColumnSummary.NOTHING
                        : new ColumnSummary(rows - nulls, Optional.empty(), Optional.empty()));
    }
}
