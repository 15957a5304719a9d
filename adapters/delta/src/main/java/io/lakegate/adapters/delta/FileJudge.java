package io.lakegate.adapters.delta;

import io.lakegate.adapters.delta.FileListing.ListedFile;
import io.lakegate.catalog.filter.ColumnPath;
import io.lakegate.catalog.filter.ColumnRange;
import io.lakegate.catalog.filter.FileCheck;
import io.lakegate.catalog.filter.Filter;
import io.lakegate.catalog.filter.FilterColumns;
import io.lakegate.catalog.filter.FilterText;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.Value;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Judges which files of a listing can hold a row that one filter wants. For one thread. */
final class FileJudge {
    /** What becomes of a file. */
    enum Verdict {
        KEPT,
        /** Its partition values rule it out. */
        BY_PARTITION,
        /** The least and greatest values of its columns rule it out, or it has no rows left. */
        BY_STATISTICS
    }

    /** More floating point columns in one filter are judged as if their greatest values were not known. */
    private static final int MOST_FLOATING = 4;

    private final FileListing listing;
    private final Filter filter;
    private final Set<ColumnPath> filterColumns;
    private final GeneratedColumns generated;
    private final Map<ColumnPath, ColumnBounds> bounds = new LinkedHashMap<>();
    private final List<Value> notANumber = new ArrayList<>();
    private final List<ColumnPath> floating = new ArrayList<>();
    private final IdentityHashMap<Map<String, Value>, Boolean> partitions = new IdentityHashMap<>();

    FileJudge(DeltaSnapshot snapshot, FileListing listing, Filter filter) {
        this.listing = listing;
        this.filter = filter;
        this.filterColumns = FilterColumns.of(filter);
        this.generated = GeneratedColumns.of(snapshot.columns(), snapshot.partitionColumns());
        for (ColumnPath path : filterColumns) {
            JudgedColumn.find(snapshot.columns(), path)
                    .filter(found -> !snapshot.isPartitionColumn(found.column()) || path.isNested())
                    .ifPresent(this::useStatistics);
        }
    }

    private void useStatistics(JudgedColumn judged) {
        LakeType type = judged.column().type();
        bounds.put(judged.path(), listing.statistics().of(judged));
        boolean single = type == LakeType.Simple.REAL;
        if (single || type == LakeType.Simple.DOUBLE) {
            floating.add(judged.path());
            notANumber.add(Value.of(type, single ? (Object) Float.NaN : (Object) Double.NaN));
        }
    }

    /** Judges a file by its place in the listing. */
    Verdict judge(int index) {
        ListedFile file = listing.files().get(index);
        // Judged once for each partition, not once for each file.
        boolean excluded = partitions.computeIfAbsent(
                file.partition(),
                partition -> new FileCheck(column -> ofPartition(partition, column))
                        .check(filter)
                        .never());
        if (excluded) {
            return Verdict.BY_PARTITION;
        }
        return file.isEmptied() || (!bounds.isEmpty() && excludedByStatistics(index))
                ? Verdict.BY_STATISTICS
                : Verdict.KEPT;
    }

    private ColumnRange ofPartition(Map<String, Value> partition, ColumnPath column) {
        Value value = column.isNested() ? null : partition.get(column.column());
        return value == null ? generated.range(partition, column) : ColumnRange.constant(value);
    }

    private ColumnRange range(int index, ColumnPath column) {
        ColumnBounds known = bounds.get(column);
        ColumnRange range = known == null ? ColumnRange.UNKNOWN : known.range(index);
        return range.equals(ColumnRange.UNKNOWN)
                ? ofPartition(listing.files().get(index).partition(), column)
                : range;
    }

    /**
     * Writers do not say whether there are NaNs, which are above every number and outside the bounds. So rows are parted by which of
     * their floating point columns are NaN, and the filter must exclude each part.
     */
    private boolean excludedByStatistics(int index) {
        boolean few = floating.size() <= MOST_FLOATING;
        for (int part = 0; part < (few ? 1 << floating.size() : 1); part++) {
            if (!check(index, part, !few).check(filter).never()) {
                return false;
            }
        }
        return true;
    }

    private FileCheck check(int index, int part, boolean withoutUpper) {
        return new FileCheck(column -> {
            ColumnRange range = range(index, column);
            int place = floating.indexOf(column);
            if (place < 0) {
                return range;
            }
            Optional<Value> upper = withoutUpper ? Optional.empty() : range.upper();
            Optional<Value> nan = Optional.of(notANumber.get(place));
            return (part >> place & 1) == 0 || !range.mayHoldValue()
                    ? new ColumnRange(range.lower(), upper, range.mayHoldNull(), range.mayHoldValue())
                    : new ColumnRange(nan, nan, range.mayHoldNull(), true);
        });
    }

    /** Why the verdict on a file is what it is: a clause that a user understands. */
    String reason(int index, Verdict verdict) {
        return switch (verdict) {
            case KEPT -> kept(index);
            case BY_PARTITION ->
                excluded(column -> ofPartition(listing.files().get(index).partition(), column));
            case BY_STATISTICS ->
                listing.files().get(index).isEmptied()
                        ? "all of its rows are deleted"
                        : excluded(column -> range(index, column));
        };
    }

    private String kept(int index) {
        if (filterColumns.isEmpty()) {
            return "no condition can be judged by metadata";
        }
        String unknown = filterColumns.stream()
                .filter(column -> range(index, column).equals(ColumnRange.UNKNOWN))
                .map(ColumnPath::toString)
                .collect(Collectors.joining(", "));
        return unknown.isEmpty()
                ? "its values may match: " + facts(filter, column -> range(index, column))
                : "nothing is known about its values of " + unknown;
    }

    /** Names the part of the filter that alone excludes the file, where there is one. */
    private String excluded(Function<ColumnPath, ColumnRange> ranges) {
        Filter part = filter;
        while (part instanceof Filter.And and) {
            Optional<Filter> alone = and.operands().stream()
                    .filter(operand -> new FileCheck(ranges).check(operand).never())
                    .findFirst();
            if (alone.isEmpty()) {
                break;
            }
            part = alone.get();
        }
        return "%s, so no row has %s".formatted(facts(part, ranges), FilterText.of(part));
    }

    private static String facts(Filter part, Function<ColumnPath, ColumnRange> ranges) {
        return FilterColumns.of(part).stream()
                .map(column -> facts(column, ranges.apply(column)))
                .collect(Collectors.joining(", "));
    }

    private static String facts(ColumnPath column, ColumnRange range) {
        String nulls = range.mayHoldNull() ? "" : " and never NULL";
        if (!range.mayHoldValue()) {
            return column + " is always NULL";
        }
        Optional<String> lower = range.lower().map(FilterText::of);
        Optional<String> upper = range.upper().map(FilterText::of);
        if (lower.isPresent() && upper.isPresent()) {
            return range.lower().equals(range.upper())
                    ? "%s is %s%s".formatted(column, lower.get(), nulls)
                    : "%s is between %s and %s%s".formatted(column, lower.get(), upper.get(), nulls);
        }
        return lower.map(least -> "%s is at least %s%s".formatted(column, least, nulls))
                .or(() -> upper.map(most -> "%s is at most %s%s".formatted(column, most, nulls)))
                .orElse(range.mayHoldNull() ? "%s may be anything".formatted(column) : column + " is never NULL");
    }
}
