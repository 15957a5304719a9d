package io.lakegate.adapters.ducklake;

import io.lakegate.adapters.ducklake.TableQueries.ColumnStatistics;
import io.lakegate.adapters.ducklake.TableQueries.PartitionKey;
import io.lakegate.catalog.filter.ColumnPath;
import io.lakegate.catalog.filter.ColumnRange;
import io.lakegate.catalog.filter.FileCheck;
import io.lakegate.catalog.filter.Filter;
import io.lakegate.catalog.filter.FilterColumns;
import io.lakegate.catalog.filter.FilterText;
import io.lakegate.catalog.filter.Truth;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.catalog.model.Value;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/** Judges which files can hold a row that one filter wants. For one thread. */
final class FileJudge {
    /** What becomes of a file. */
    enum Verdict {
        KEPT,
        BY_PARTITION,
        BY_STATISTICS
    }

    private static final Set<String> WIDE = Set.of("int128", "uint128");

    private final TableFiles files;
    private final Filter filter;
    private final Map<String, Field> fields = new HashMap<>();
    private final Set<Long> changedTypes = new HashSet<>();

    FileJudge(TableFiles files, List<Field> fields, List<ColumnRow> rows, Filter filter) {
        this.files = files;
        this.filter = filter;
        Set<ColumnPath> names = FilterColumns.of(filter);
        fields.stream()
                .filter(field -> names.contains(ColumnPath.of(field.name())))
                .forEach(field -> {
                    this.fields.put(field.name(), field);
                    if (isChanged(field, rows)) {
                        changedTypes.add(field.id());
                    }
                });
    }

    /** Whether the column has had another type. */
    static boolean isChanged(Field field, List<ColumnRow> rows) {
        return rows.stream()
                .anyMatch(row -> row.id() == field.id() && !row.type().equals(field.type()));
    }

    Verdict judge(LiveFile file) {
        if (fields.isEmpty()) {
            return Verdict.KEPT;
        }
        if (check(file, false).check(filter).never() || isInOtherBucket(file)) {
            return Verdict.BY_PARTITION;
        }
        return check(file, true).check(filter).never() ? Verdict.BY_STATISTICS : Verdict.KEPT;
    }

    /** Whether all that is known of a file makes a condition on the filter's columns true for all of its rows. */
    boolean isAlways(LiveFile file, Filter condition) {
        return check(file, true).check(condition).equals(Truth.ALWAYS);
    }

    /** All that is known of a column of the filter in a file. */
    ColumnRange range(LiveFile file, ColumnPath column) {
        return column.isNested() ? ColumnRange.UNKNOWN : range(file, column.column(), true);
    }

    private boolean isInOtherBucket(LiveFile file) {
        Map<Integer, Optional<String>> values = files.partitionValues().getOrDefault(file.id(), Map.of());
        for (PartitionKey key : files.partitionKeys()) {
            OptionalInt count = Buckets.count(key.transform());
            if (count.isPresent()
                    && file.partition().isPresent()
                    && key.partitioning() == file.partition().getAsLong()) {
                Optional<String> bucket = values.getOrDefault(key.index(), Optional.empty());
                if (bucket.isPresent()
                        && fields.values().stream()
                                .filter(field -> field.id() == key.column() && !changedTypes.contains(field.id()))
                                .anyMatch(field -> Buckets.excludes(filter, field, count.getAsInt(), bucket.get()))) {
                    return true;
                }
            }
        }
        return false;
    }

    private FileCheck check(LiveFile file, boolean statistics) {
        return new FileCheck(
                column -> column.isNested() ? ColumnRange.UNKNOWN : range(file, column.column(), statistics));
    }

    private ColumnRange range(LiveFile file, String column, boolean statistics) {
        Field field = fields.get(column);
        if (field == null) {
            return ColumnRange.UNKNOWN;
        }
        ColumnRange partition = ofPartition(file, field);
        return partition.equals(ColumnRange.UNKNOWN) && statistics ? ofStatistics(file, field) : partition;
    }

    /** What the partition of a file says of a column by itself. */
    ColumnRange ofPartition(LiveFile file, ColumnPath column) {
        Field field = column.isNested() ? null : fields.get(column.column());
        return field == null ? ColumnRange.UNKNOWN : ofPartition(file, field);
    }

    /** Only of a column that a partitioning takes as it is: what years and the like say, statistics say better. */
    private ColumnRange ofPartition(LiveFile file, Field field) {
        if (file.partition().isEmpty() || changedTypes.contains(field.id())) {
            return ColumnRange.UNKNOWN;
        }
        for (PartitionKey key : files.partitionKeys()) {
            Map<Integer, Optional<String>> values = files.partitionValues().getOrDefault(file.id(), Map.of());
            if (key.partitioning() == file.partition().getAsLong()
                    && key.column() == field.id()
                    && key.transform().equalsIgnoreCase("identity")
                    && values.containsKey(key.index())) {
                return constant(field.lakeType(), values.get(key.index()));
            }
        }
        return ColumnRange.UNKNOWN;
    }

    private static ColumnRange constant(LakeType type, Optional<String> text) {
        if (text.isEmpty()) {
            return ColumnRange.constant(Value.nullOf(type));
        }
        return value(type, text.get()).map(ColumnRange::constant).orElse(ColumnRange.UNKNOWN);
    }

    private ColumnRange ofStatistics(LiveFile file, Field field) {
        ColumnStatistics known =
                files.statistics().getOrDefault(field.id(), Map.of()).get(file.id());
        return known == null || field.lakeType().isNested()
                ? ColumnRange.UNKNOWN
                : range(field, changedTypes.contains(field.id()), known, file.recordCount());
    }

    /**
     * What statistics say of the values of a column in a file; the column is not a nested one.
     *
     * @param changed whether it has had another type
     */
    static ColumnRange range(Field field, boolean changed, ColumnStatistics known, long recordCount) {
        boolean mayHoldNull = known.nulls().isEmpty() || known.nulls().getAsLong() > 0;
        boolean mayHoldValue = known.nulls().isEmpty() || known.nulls().getAsLong() < recordCount;
        boolean floating = field.lakeType() == Simple.REAL || field.lakeType() == Simple.DOUBLE;
        // A float's text, read as a double, is not the float.
        boolean comparable = !changed || isWhole(field.lakeType());
        // NaN is above every number, and outside of the bounds.
        boolean bounded = comparable && !(floating && known.nan().orElse(true));
        return new ColumnRange(
                comparable ? known.min().flatMap(text -> bound(field, text)) : Optional.empty(),
                bounded ? known.max().flatMap(text -> bound(field, text)) : Optional.empty(),
                mayHoldNull,
                mayHoldValue);
    }

    private static boolean isWhole(LakeType type) {
        return type == Simple.TINYINT || type == Simple.SMALLINT || type == Simple.INTEGER || type == Simple.BIGINT;
    }

    /**
     * Of binary nobody says how its bounds are written, variants are compared as texts only here, and Parquet has whole numbers of 128 bits as
     * floating point numbers, so that the texts of their bounds are rounded.
     */
    private static Optional<Value> bound(Field field, String text) {
        return field.lakeType() == Simple.VARBINARY || field.isVariant() || WIDE.contains(field.type())
                ? Optional.empty()
                : value(field.lakeType(), text);
    }

    private static Optional<Value> value(LakeType type, String text) {
        try {
            return Optional.of(Value.of(type, TextValues.parse(type, text)));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // infinity, say: nothing is known then
        }
    }

    /** Why the verdict on a file is what it is: a clause that a user understands. */
    String reason(LiveFile file, Verdict verdict) {
        if (verdict == Verdict.KEPT) {
            return fields.isEmpty() ? "no condition can be judged by metadata" : "its values may match: " + facts(file);
        }
        String why = verdict == Verdict.BY_PARTITION && isInOtherBucket(file) ? "it holds another bucket" : facts(file);
        return "%s, so no row has %s".formatted(why, FilterText.of(filter));
    }

    private String facts(LiveFile file) {
        return fields.keySet().stream()
                .sorted()
                .map(column -> facts(column, range(file, column, true)))
                .collect(Collectors.joining(", "));
    }

    private static String facts(String column, ColumnRange range) {
        if (!range.mayHoldValue()) {
            return column + " is always NULL";
        }
        String nulls = range.mayHoldNull() ? "" : " and never NULL";
        Optional<String> lower = range.lower().map(FilterText::of);
        Optional<String> upper = range.upper().map(FilterText::of);
        if (lower.isPresent() && upper.isPresent()) {
            return range.lower().equals(range.upper())
                    ? "%s is %s%s".formatted(column, lower.get(), nulls)
                    : "%s is between %s and %s%s".formatted(column, lower.get(), upper.get(), nulls);
        }
        return lower.map(least -> "%s is at least %s%s".formatted(column, least, nulls))
                .or(() -> upper.map(most -> "%s is at most %s%s".formatted(column, most, nulls)))
                .orElse(column + " may be anything" + nulls);
    }
}
