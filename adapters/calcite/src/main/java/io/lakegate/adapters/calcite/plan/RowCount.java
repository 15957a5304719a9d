package io.lakegate.adapters.calcite.plan;

import java.util.List;
import java.util.Optional;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;

/**
 * Finds statements that ask how many rows a table has, perhaps of those that fulfil a condition, and nothing else: metadata may answer them.
 *
 * @param conditions that are counted; all must be, for the count to be right
 */
public record RowCount(List<RexNode> conditions) {
    public RowCount {
        conditions = List.copyOf(conditions);
    }

    /** What a statement counts, by its tree; empty where it asks for anything else. */
    public static Optional<RowCount> of(RelNode tree) {
        RelNode node = tree;
        while (node instanceof Project project
                && project.getProjects().stream().allMatch(RexInputRef.class::isInstance)) {
            node = project.getInput();
        }
        if (!(node instanceof Aggregate aggregate)
                || aggregate.getGroupCount() != 0
                || aggregate.getAggCallList().isEmpty()
                || !aggregate.getAggCallList().stream().allMatch(call -> countsRows(call, aggregate.getInput()))) {
            return Optional.empty();
        }
        node = aggregate.getInput();
        while (node instanceof Project project && isAlone(project.getProjects())) {
            node = project.getInput();
        }
        if (node instanceof LakeScan) {
            return Optional.of(new RowCount(List.of()));
        }
        return node instanceof Filter filter
                        && filter.getInput() instanceof LakeScan
                        && isAlone(List.of(filter.getCondition()))
                ? Optional.of(new RowCount(RelOptUtil.conjunctions(filter.getCondition())))
                : Optional.empty();
    }

    private static boolean countsRows(AggregateCall call, RelNode input) {
        if (call.getAggregation().getKind() != SqlKind.COUNT || call.isDistinct() || call.hasFilter()) {
            return false;
        }
        return call.getArgList().isEmpty()
                || (call.getArgList().size() == 1
                        && input instanceof Project project
                        && project.getProjects().get(call.getArgList().get(0)) instanceof RexLiteral literal
                        && !literal.isNull());
    }

    /** Whether each value depends on one row only. */
    static boolean isAlone(List<RexNode> expressions) {
        return !RexOver.containsOver(expressions, /* condition= */ null)
                && expressions.stream().allMatch(expression -> RexUtil.SubQueryFinder.find(expression) == null);
    }
}
