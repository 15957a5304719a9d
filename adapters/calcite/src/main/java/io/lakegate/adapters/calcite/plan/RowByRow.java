package io.lakegate.adapters.calcite.plan;

import io.lakegate.catalog.spi.EngineQuery;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexUtil;

/** Finds statements whose rows each come from one row of one table: columns, expressions, conditions, and a LIMIT without an order. */
public final class RowByRow {
    private RowByRow() {}

    /** What is known of a statement by its tree; empty where its rows depend on each other. */
    public static Optional<EngineQuery.RowByRow> of(RelNode tree) {
        RelNode node = tree;
        OptionalLong limit = OptionalLong.empty();
        while (!(node instanceof LakeScan)) {
            if (node instanceof Sort sort && limit.isEmpty()) {
                limit = limit(sort);
                if (limit.isEmpty()) {
                    return Optional.empty();
                }
            } else if (!(node instanceof Project project && areAlone(project.getProjects()))
                    && !(limit.isEmpty() && node instanceof Filter filter && areAlone(List.of(filter.getCondition())))) {
                return Optional.empty();
            }
            node = node.getInput(0);
        }
        return Optional.of(new EngineQuery.RowByRow(limit));
    }

    private static OptionalLong limit(Sort sort) {
        boolean plain = sort.getCollation().getFieldCollations().isEmpty() && sort.offset == null;
        return plain && sort.fetch instanceof RexLiteral literal
                ? OptionalLong.of(RexLiteral.intValue(literal))
                : OptionalLong.empty();
    }

    private static boolean areAlone(List<RexNode> expressions) {
        return !RexOver.containsOver(expressions, /* condition= */ null)
                && expressions.stream().allMatch(expression -> RexUtil.SubQueryFinder.find(expression) == null);
    }
}
