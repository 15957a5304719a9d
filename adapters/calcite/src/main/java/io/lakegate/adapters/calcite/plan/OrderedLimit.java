package io.lakegate.adapters.calcite.plan;

import static java.util.Objects.requireNonNull;

import io.lakegate.catalog.filter.Filter;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.Value;
import io.lakegate.catalog.scan.FirstRows;
import io.lakegate.catalog.spi.PinnedTable;
import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.RelFieldCollation.NullDirection;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.jspecify.annotations.Nullable;

/**
 * The end of a statement that asks for the first rows of one table in the order of a column: {@code SELECT … FROM t WHERE … ORDER BY column LIMIT n}, or {@code
 * SELECT max(column) FROM t}. What the table's metadata proves of the column says which files cannot have such rows. Holds neither table nor tree. Immutable, for any thread.
 *
 * @param column the first of the keys of the order, and {@code descending} and {@code nullsFirst} its direction; others only tell rows apart that it does not
 * @param counts literals and parameters: how many rows are wanted, and how many before them are not
 * @param columns of the scan
 * @param conditions all that rows must fulfil
 */
public record OrderedLimit(
        String column,
        boolean descending,
        boolean nullsFirst,
        List<RexNode> counts,
        List<Column> columns,
        List<RexNode> conditions,
        RexBuilder rexBuilder) {
    public OrderedLimit {
        requireNonNull(column, "column");
        counts = List.copyOf(counts);
        columns = List.copyOf(columns);
        conditions = List.copyOf(conditions);
        requireNonNull(rexBuilder, "rexBuilder");
    }

    /** Empty for any other statement, and for one that reads something beside the scan. */
    public static Optional<OrderedLimit> of(RelNode tree, LakeScan scan) {
        RelNode found = tree;
        while (found instanceof Project project && isPlain(project.getProjects())) {
            found = project.getInput();
        }
        RelNode top = found;
        Optional<Asked> asked = top instanceof Sort sort
                ? Asked.of(sort)
                : top instanceof Aggregate aggregate ? Asked.of(aggregate) : Optional.empty();
        return asked.flatMap(wanted -> of(wanted, top.getInput(0), scan));
    }

    /** What is asked of the rows below; {@code counts} as of {@link OrderedLimit}. */
    private record Asked(RelFieldCollation key, List<RexNode> counts) {
        static Optional<Asked> of(Sort sort) {
            if (sort.fetch == null || sort.getCollation().getFieldCollations().isEmpty()) {
                return Optional.empty();
            }
            List<RexNode> counts = new ArrayList<>(List.of(sort.fetch));
            if (sort.offset != null) {
                counts.add(sort.offset);
            }
            return Optional.of(
                    new Asked(sort.getCollation().getFieldCollations().get(0), counts));
        }

        /** The least or the greatest value alone is that of the first row. */
        static Optional<Asked> of(Aggregate aggregate) {
            if (!aggregate.getGroupSet().isEmpty()
                    || aggregate.getGroupType() != Aggregate.Group.SIMPLE
                    || aggregate.getAggCallList().size() != 1) {
                return Optional.empty();
            }
            AggregateCall call = aggregate.getAggCallList().get(0);
            SqlKind kind = call.getAggregation().getKind();
            if ((kind != SqlKind.MIN && kind != SqlKind.MAX)
                    || call.hasFilter()
                    || !call.rexList.isEmpty()
                    || call.distinctKeys != null
                    || call.getArgList().size() != 1) {
                return Optional.empty();
            }
            RexNode one = aggregate.getCluster().getRexBuilder().makeExactLiteral(BigDecimal.ONE);
            return Optional.of(new Asked(
                    new RelFieldCollation(
                            call.getArgList().get(0),
                            kind == SqlKind.MIN
                                    ? RelFieldCollation.Direction.ASCENDING
                                    : RelFieldCollation.Direction.DESCENDING,
                            NullDirection.LAST),
                    List.of(one)));
        }
    }

    private static Optional<OrderedLimit> of(Asked asked, RelNode below, LakeScan scan) {
        RelFieldCollation key = asked.key();
        int index = key.getFieldIndex();
        List<RexNode> conditions = new ArrayList<>();
        RelNode rows = below;
        while (!(rows instanceof LakeScan)) {
            if (rows instanceof Project project
                    && isPlain(project.getProjects())
                    && project.getProjects().get(index) instanceof RexInputRef ref) {
                index = ref.getIndex();
                conditions = new ArrayList<>(RelOptUtil.pushPastProject(conditions, project));
                rows = project.getInput();
            } else if (rows instanceof org.apache.calcite.rel.core.Filter filter
                    && filter.getVariablesSet().isEmpty()
                    && isPlain(List.of(filter.getCondition()))) {
                conditions.addAll(RelOptUtil.conjunctions(filter.getCondition()));
                rows = filter.getInput();
            } else {
                return Optional.empty();
            }
        }
        if (rows != scan) {
            return Optional.empty();
        }
        boolean unsaid = key.nullDirection == NullDirection.UNSPECIFIED;
        NullDirection nulls = unsaid ? key.direction.defaultNullDirection() : key.nullDirection;
        return Optional.of(new OrderedLimit(
                scan.columns().get(index).name(),
                key.getDirection().isDescending(),
                nulls == NullDirection.FIRST,
                asked.counts(),
                scan.columns(),
                conditions,
                scan.getCluster().getRexBuilder()));
    }

    /** Whether each row of the result is of one row below, and of nothing else. */
    private static boolean isPlain(List<RexNode> expressions) {
        return !RexOver.containsOver(expressions, /* condition= */ null)
                && expressions.stream().allMatch(each -> RexUtil.SubQueryFinder.find(each) == null);
    }

    /**
     * What rows must fulfil to be among the first, as far as the metadata of their table proves it.
     *
     * @param parameters values, in order
     * @param zone the session's
     */
    public Optional<Filter> filter(PinnedTable table, List<Value> parameters, ZoneId zone) {
        OptionalLong rows = rows(parameters);
        if (rows.isEmpty() || rows.getAsLong() < 1) {
            return Optional.empty();
        }
        FirstRows first = new FirstRows(column, descending, nullsFirst, rows.getAsLong());
        return new FilterConverter(columns, rexBuilder, parameters, zone)
                .convertExactly(conditions)
                .flatMap(wanted -> table.lastOf(first, wanted))
                .map(first::upTo);
    }

    /** Empty where a number is none, as NULL is, or too great. */
    private OptionalLong rows(List<Value> parameters) {
        long sum = 0;
        for (RexNode count : counts) {
            OptionalLong number = number(count, parameters);
            if (number.isEmpty() || number.getAsLong() < 0 || sum + number.getAsLong() < 0) {
                return OptionalLong.empty();
            }
            sum += number.getAsLong();
        }
        return OptionalLong.of(sum);
    }

    private static OptionalLong number(RexNode node, List<Value> parameters) {
        @Nullable Object content = null;
        if (node instanceof RexLiteral literal) {
            content = literal.getValue();
        } else if (node instanceof RexDynamicParam parameter) {
            content = parameters.get(parameter.getIndex()).content().orElse(null);
        }
        if (content instanceof BigDecimal number) {
            boolean whole = number.signum() >= 0
                    && number.stripTrailingZeros().scale() <= 0
                    && number.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0;
            return whole ? OptionalLong.of(number.longValueExact()) : OptionalLong.empty();
        }
        return content instanceof Byte
                        || content instanceof Short
                        || content instanceof Integer
                        || content instanceof Long
                ? OptionalLong.of(Long.parseLong(content.toString()))
                : OptionalLong.empty();
    }
}
