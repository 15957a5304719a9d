package io.lakegate.adapters.storage.stage;

import io.lakegate.adapters.storage.stage.ParquetShape.BloomPlace;
import io.lakegate.adapters.storage.stage.ParquetShape.Group;
import io.lakegate.adapters.storage.stage.ParquetShape.TopColumn;
import io.lakegate.catalog.filter.ColumnRange;
import io.lakegate.catalog.filter.FileCheck;
import io.lakegate.catalog.filter.Filter;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.Value;
import io.lakegate.catalog.scan.ColumnSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.parquet.io.api.Binary;

/**
 * Which row groups of a file the engine leaves out for a filter, as far as that is certain: those whose statistics or bloom filters show that no
 * row matches. It is never more than the engine leaves out by the same statistics and filters. Immutable.
 */
final class GroupFilter {
    /** Reads all row groups. */
    static final GroupFilter NONE = new GroupFilter(List.of());

    private final List<Condition> conditions;

    /** A condition that each wanted row has to meet, on one column of the file. */
    private record Condition(Filter filter, ColumnSource.Stored column) {}

    private GroupFilter(List<Condition> conditions) {
        this.conditions = List.copyOf(conditions);
    }

    /**
     * The parts of a filter that hold for each wanted row and that the engine compares with statistics.
     *
     * @param columns of the scan
     * @param sources where the file has them, one for each
     */
    static GroupFilter of(Filter filter, List<Column> columns, List<ColumnSource> sources) {
        List<Condition> conditions = new ArrayList<>();
        parts(filter)
                .forEach(part -> column(part).ifPresent(name -> {
                    for (int i = 0; i < columns.size(); i++) {
                        if (columns.get(i).name().equals(name)) {
                            plain(sources.get(i)).ifPresent(stored -> conditions.add(new Condition(part, stored)));
                        }
                    }
                }));
        return conditions.isEmpty() ? NONE : new GroupFilter(conditions);
    }

    private static List<Filter> parts(Filter filter) {
        if (filter instanceof Filter.And and) {
            return and.operands().stream().flatMap(part -> parts(part).stream()).toList();
        }
        return List.of(filter);
    }

    /** The column that a part compares with values, where it is one that the engine holds against statistics. */
    private static Optional<String> column(Filter part) {
        if (part instanceof Filter.Compare compare
                && compare.operator() != Filter.Operator.NOT_EQUAL
                && !compare.column().isNested()) {
            return Optional.of(compare.column().column());
        }
        if (part instanceof Filter.Or or) {
            Set<Optional<String>> columns =
                    or.operands().stream().map(GroupFilter::column).collect(Collectors.toSet());
            return columns.size() == 1 ? columns.iterator().next() : Optional.empty();
        }
        return part instanceof Filter.In in && !in.column().isNested()
                ? Optional.of(in.column().column())
                : Optional.empty();
    }

    private static Optional<ColumnSource.Stored> plain(ColumnSource source) {
        return source.match(
                stored ->
                        stored.written().equals(ColumnSource.Written.PLAINLY) ? Optional.of(stored) : Optional.empty(),
                Optional::empty,
                Optional::empty,
                storedElse -> Optional.empty());
    }

    /** Whether rows of the group may be wanted. */
    boolean mayMatch(ParquetShape shape, Group group) {
        return conditions.stream().noneMatch(condition -> {
            ColumnRange range = range(shape, group, condition.column());
            return new FileCheck(column -> range).check(condition.filter()).never();
        });
    }

    private static ColumnRange range(ParquetShape shape, Group group, ColumnSource.Stored stored) {
        return leaf(shape, stored)
                .flatMap(column -> group.chunks()
                        .get(column.firstLeaf())
                        .statistics()
                        .map(statistics -> ChunkStatistics.range(column.type().get(), statistics, stored.type())))
                .orElse(ColumnRange.UNKNOWN);
    }

    /** The column of the file that is not nested; empty where it is, is not there, or the engine decides which one it is. */
    private static Optional<TopColumn> leaf(ParquetShape shape, ColumnSource.Stored stored) {
        List<TopColumn> found = shape.columns().stream()
                .filter(column -> isSame(column, stored))
                .toList();
        return found.size() == 1 && found.get(0).type().isPresent() ? Optional.of(found.get(0)) : Optional.empty();
    }

    /** Where the bloom filters lie that may show that no row of the group is wanted. */
    List<BloomPlace> bloomFilters(ParquetShape shape, Group group) {
        return conditions.stream()
                .flatMap(condition -> asked(shape, group, condition).stream())
                .map(Asked::place)
                .toList();
    }

    /** Whether a bloom filter shows that no row of the group is wanted. */
    boolean isExcluded(ParquetShape shape, Group group, BloomFilters.Source filters) {
        return conditions.stream()
                .flatMap(condition -> asked(shape, group, condition).stream())
                .anyMatch(asked -> filters.filter(asked.place())
                        .filter(bloom -> asked.values().stream()
                                .noneMatch(value -> bloom.findHash(bloom.hash(Binary.fromConstantByteArray(value)))))
                        .isPresent());
    }

    /** A bloom filter and the values, as it knows them, of which a wanted row has one. */
    private record Asked(BloomPlace place, List<byte[]> values) {}

    private static Optional<Asked> asked(ParquetShape shape, Group group, Condition condition) {
        Optional<TopColumn> column = leaf(shape, condition.column());
        Optional<BloomPlace> place =
                column.flatMap(leaf -> group.chunks().get(leaf.firstLeaf()).bloomFilter());
        List<Value> values = values(condition.filter());
        if (place.isEmpty() || values.isEmpty() || isDense(values)) {
            return Optional.empty();
        }
        List<byte[]> plain = values.stream()
                .filter(value -> value.type().equals(condition.column().type()))
                .flatMap(value -> column.get().type().flatMap(element -> BloomHash.plain(element, value)).stream())
                .toList();
        return plain.size() == values.size() ? Optional.of(new Asked(place.get(), plain)) : Optional.empty();
    }

    /** The values of which a wanted row has one; empty where it may have others. */
    private static List<Value> values(Filter part) {
        if (part instanceof Filter.Compare compare && compare.operator() == Filter.Operator.EQUAL) {
            return List.of(compare.value());
        }
        if (part instanceof Filter.In in) {
            return in.values();
        }
        if (part instanceof Filter.Or or) {
            List<List<Value>> each =
                    or.operands().stream().map(GroupFilter::values).toList();
            return each.contains(List.<Value>of())
                    ? List.of()
                    : each.stream().flatMap(List::stream).toList();
        }
        return List.of();
    }

    /** Of whole numbers one after the other the engine makes a range, for which it asks no bloom filter. */
    private static boolean isDense(List<Value> values) {
        List<Long> numbers = values.stream()
                .flatMap(value -> value.content().stream())
                .filter(GroupFilter::isWhole)
                .map(number -> ((Number) number).longValue())
                .distinct()
                .sorted()
                .toList();
        return numbers.size() > 1 && numbers.get(numbers.size() - 1) - numbers.get(0) == numbers.size() - 1;
    }

    private static boolean isWhole(Object content) {
        return content instanceof Byte
                || content instanceof Short
                || content instanceof Integer
                || content instanceof Long;
    }

    private static boolean isSame(TopColumn column, ColumnSource.Stored stored) {
        return stored.fieldId().isPresent()
                ? column.fieldId().equals(stored.fieldId())
                : column.name().equalsIgnoreCase(stored.name());
    }
}
