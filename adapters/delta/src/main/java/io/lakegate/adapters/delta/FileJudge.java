package io.lakegate.adapters.delta;

import io.lakegate.catalog.filter.ColumnPath;
import io.lakegate.catalog.filter.ColumnRange;
import io.lakegate.catalog.filter.FileCheck;
import io.lakegate.catalog.filter.Filter;
import io.lakegate.catalog.filter.FilterColumns;
import io.lakegate.catalog.filter.FilterText;
import io.lakegate.catalog.model.Value;
import io.lakegate.catalog.packed.ColumnBounds;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Judges file by file which of a chunk can hold a row that a filter wants, and says why. For one thread.
 *
 * <p>{@link FileSelection} judges whole columns, many times as fast, and does not say why. The two never disagree.
 */
final class FileJudge {
    /** What becomes of a file. */
    enum Verdict {
        KEPT,
        /** Its partition values rule it out. */
        BY_PARTITION,
        /** The least and greatest values of its columns rule it out, or it has no rows left. */
        BY_STATISTICS
    }

    private final JudgedFilter judged;
    private final Filter filter;
    private final FileChunk chunk;
    private final Map<ColumnPath, ColumnBounds> bounds = new LinkedHashMap<>();
    private final IdentityHashMap<Map<String, Value>, Boolean> partitions = new IdentityHashMap<>();

    FileJudge(JudgedFilter judged, FileChunk chunk) {
        this.judged = judged;
        this.filter = judged.filter();
        this.chunk = chunk;
        judged.withStatistics()
                .forEach((path, column) -> bounds.put(path, chunk.statistics().of(column)));
    }

    /** Judges a file by its place in the chunk. */
    Verdict judge(int file) {
        // Judged once for each partition, not once for each file.
        boolean excluded = partitions.computeIfAbsent(
                partition(file),
                partition -> new FileCheck(column -> judged.ofPartition(partition, column))
                        .check(filter)
                        .never());
        if (excluded) {
            return Verdict.BY_PARTITION;
        }
        return !bounds.isEmpty() && excludedByStatistics(file) ? Verdict.BY_STATISTICS : Verdict.KEPT;
    }

    private Map<String, Value> partition(int file) {
        return chunk.distinctPartitions().get(chunk.partition(file));
    }

    private ColumnRange range(int file, ColumnPath column) {
        ColumnBounds known = bounds.get(column);
        ColumnRange range = known == null ? ColumnRange.UNKNOWN : known.range(file);
        return range.equals(ColumnRange.UNKNOWN) ? judged.ofPartition(partition(file), column) : range;
    }

    private boolean excludedByStatistics(int file) {
        for (int number = 0; number < judged.cases(); number++) {
            int each = number;
            boolean never = new FileCheck(column -> judged.inCase(each, column, range(file, column)))
                    .check(filter)
                    .never();
            if (!never) {
                return false;
            }
        }
        return true;
    }

    /** Why the verdict on a file is what it is: a clause that a user understands. */
    String reason(int file, Verdict verdict) {
        return switch (verdict) {
            case KEPT -> kept(file);
            case BY_PARTITION -> excluded(column -> judged.ofPartition(partition(file), column));
            case BY_STATISTICS -> excluded(column -> range(file, column));
        };
    }

    private String kept(int file) {
        if (judged.columns().isEmpty()) {
            return "no condition can be judged by metadata";
        }
        String unknown = judged.columns().stream()
                .filter(column -> range(file, column).equals(ColumnRange.UNKNOWN))
                .map(ColumnPath::toString)
                .collect(Collectors.joining(", "));
        return unknown.isEmpty()
                ? "its values may match: " + facts(filter, column -> range(file, column))
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
