package io.lakegate.adapters.delta;

import io.lakegate.catalog.filter.ColumnPath;
import io.lakegate.catalog.filter.ColumnRange;
import io.lakegate.catalog.filter.Filter;
import io.lakegate.catalog.filter.FilterColumns;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A filter on the files of a snapshot, and what the log can say about its columns. Immutable, for any thread.
 *
 * <p>Writers do not say whether there are NaNs, which are above every number and outside the bounds. So rows are parted by which of the
 * filter's floating point columns are NaN, and a file is dropped where the filter excludes each of these cases.
 */
final class JudgedFilter {
    /** More floating point columns in one filter are judged as if their greatest values were not known. */
    private static final int MOST_FLOATING = 4;

    private final Filter filter;
    private final Set<ColumnPath> columns;
    private final GeneratedColumns generated;
    private final Map<ColumnPath, JudgedColumn> withStatistics = new LinkedHashMap<>();
    private final List<ColumnPath> floating = new ArrayList<>();
    private final List<Value> notANumber = new ArrayList<>();

    JudgedFilter(DeltaSnapshot snapshot, Filter filter) {
        this.filter = filter;
        this.columns = FilterColumns.of(filter);
        this.generated = GeneratedColumns.of(snapshot.columns(), snapshot.partitionColumns());
        for (ColumnPath path : columns) {
            JudgedColumn.find(snapshot.columns(), path)
                    .filter(found -> !snapshot.isPartitionColumn(found.column()) || path.isNested())
                    .ifPresent(this::useStatistics);
        }
    }

    private void useStatistics(JudgedColumn judged) {
        LakeType type = judged.column().type();
        withStatistics.put(judged.path(), judged);
        boolean single = type == LakeType.Simple.REAL;
        if (single || type == LakeType.Simple.DOUBLE) {
            floating.add(judged.path());
            notANumber.add(Value.of(type, single ? (Object) Float.NaN : (Object) Double.NaN));
        }
    }

    Filter filter() {
        return filter;
    }

    /** All that it speaks of. */
    Set<ColumnPath> columns() {
        return columns;
    }

    /** Those of its columns that statistics may speak of. */
    Map<ColumnPath, JudgedColumn> withStatistics() {
        return withStatistics;
    }

    /** What the values of a partition say about a column. */
    ColumnRange ofPartition(Map<String, Value> partition, ColumnPath column) {
        Value value = column.isNested() ? null : partition.get(column.column());
        return value == null ? generated.range(partition, column) : ColumnRange.constant(value);
    }

    /** The cases, numbered from 0, each of which the filter has to exclude. */
    int cases() {
        return isFew() ? 1 << floating.size() : 1;
    }

    /** Whether a column is taken for NaN in a case, where it has a value at all. */
    boolean isNaN(int number, ColumnPath column) {
        int place = floating.indexOf(column);
        return place >= 0 && (number >> place & 1) != 0;
    }

    /** Whether no upper bound of a column is to be believed. */
    boolean isOpen(ColumnPath column) {
        return !isFew() && floating.contains(column);
    }

    /** What is known about a column in a case, where this is known about it as a whole. */
    ColumnRange inCase(int number, ColumnPath column, ColumnRange range) {
        if (isNaN(number, column) && range.mayHoldValue()) {
            Optional<Value> nan = Optional.of(notANumber.get(floating.indexOf(column)));
            return new ColumnRange(nan, nan, range.mayHoldNull(), true);
        }
        return isOpen(column)
                ? new ColumnRange(range.lower(), Optional.empty(), range.mayHoldNull(), range.mayHoldValue())
                : range;
    }

    private boolean isFew() {
        return floating.size() <= MOST_FLOATING;
    }
}
