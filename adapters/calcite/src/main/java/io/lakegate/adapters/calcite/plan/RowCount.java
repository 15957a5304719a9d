package io.lakegate.adapters.calcite.plan;

import static java.util.Objects.requireNonNull;

import io.lakegate.catalog.filter.Filter;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.Value;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;

/**
 * A statement that counts the rows of one table, all or those of a condition, and does nothing else: {@code SELECT count(*) FROM t WHERE …}. The
 * table's metadata may know the number. Holds neither table nor tree. Immutable, for any thread.
 *
 * @param slot the number of its table in the statement
 * @param columns of the scan
 * @param conditions all that rows must fulfil
 * @param width how often the number stands in the row
 */
public record RowCount(int slot, List<Column> columns, List<RexNode> conditions, RexBuilder rexBuilder, int width) {
    public RowCount {
        columns = List.copyOf(columns);
        conditions = List.copyOf(conditions);
        requireNonNull(rexBuilder, "rexBuilder");
    }

    /** Empty for any other statement. */
    public static Optional<RowCount> of(RelNode tree) {
        boolean shown = tree instanceof Project project
                && project.getProjects().stream().allMatch(RexInputRef.class::isInstance);
        RelNode top = shown ? tree.getInput(0) : tree;
        if (!(top instanceof Aggregate aggregate)
                || !aggregate.getGroupSet().isEmpty()
                || aggregate.getGroupType() != Aggregate.Group.SIMPLE
                || aggregate.getAggCallList().isEmpty()
                || !aggregate.getAggCallList().stream().allMatch(RowCount::countsRows)) {
            return Optional.empty();
        }
        int width = tree.getRowType().getFieldCount();
        RelNode rows = aggregate.getInput();
        while (rows instanceof Project columns) {
            rows = columns.getInput(); // it makes as many rows as it gets
        }
        if (rows instanceof LakeScan scan) {
            return Optional.of(of(scan, List.of(), width));
        }
        return rows instanceof org.apache.calcite.rel.core.Filter filter
                        && filter.getInput() instanceof LakeScan scan
                        && filter.getVariablesSet().isEmpty()
                ? Optional.of(of(scan, RelOptUtil.conjunctions(filter.getCondition()), width))
                : Optional.empty();
    }

    private static RowCount of(LakeScan scan, List<RexNode> conditions, int width) {
        return new RowCount(
                scan.source().slot(),
                scan.columns(),
                conditions,
                scan.getCluster().getRexBuilder(),
                width);
    }

    private static boolean countsRows(AggregateCall call) {
        return call.getAggregation().getKind() == SqlKind.COUNT
                && call.getArgList().isEmpty()
                && call.rexList.isEmpty()
                && !call.isDistinct()
                && !call.hasFilter();
    }

    /**
     * What is counted; empty where a filter cannot say it exactly.
     *
     * @param parameters values, in order
     * @param zone the session's
     */
    public Optional<Filter> filter(List<Value> parameters, ZoneId zone) {
        return new FilterConverter(columns, rexBuilder, parameters, zone).convertExactly(conditions);
    }
}
