package io.lakegate.adapters.calcite.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.calcite.plan.RelOptCostImpl;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.plan.hep.HepPlanner;
import org.apache.calcite.plan.hep.HepProgram;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelVisitor;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.rules.CoreRules;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.rex.RexUtil;
import org.jspecify.annotations.Nullable;

/**
 * The conditions that the rows of each scan must fulfil to matter to the statement.
 *
 * <p>Calcite's rules push filters down to the scans of a copy of the tree; the tree that becomes SQL stays as it was written, since DuckDB
 * pushes filters down itself. So a condition found here only ever serves to leave files out.
 */
public final class ScanConditions {
    /** One collection, so that each rule gets another turn after the others. */
    private static final HepProgram PUSH_FILTERS_DOWN = HepProgram.builder()
            .addRuleCollection(List.of(
                    CoreRules.FILTER_INTO_JOIN,
                    CoreRules.JOIN_CONDITION_PUSH,
                    CoreRules.FILTER_PROJECT_TRANSPOSE,
                    CoreRules.FILTER_AGGREGATE_TRANSPOSE,
                    CoreRules.FILTER_SET_OP_TRANSPOSE,
                    CoreRules.FILTER_WINDOW_TRANSPOSE,
                    CoreRules.FILTER_MERGE))
            .build();

    /** By the object, which is its own and only equal: the planner shares nothing, so a scan of the copy is the very scan of the statement. */
    private final Map<LakeScan, List<RexNode>> byScan = new HashMap<>();

    /** The copies of the statement and of its subqueries, with their filters as far down as they go. */
    private final List<RelNode> roots = new ArrayList<>();

    private ScanConditions() {}

    /** Looks through the whole statement, subqueries included. */
    public static ScanConditions of(RelNode root) {
        ScanConditions conditions = new ScanConditions();
        conditions.collect(root);
        return conditions;
    }

    /** The conjuncts over the scan's columns that hold no subquery; none when all rows matter. */
    public List<RexNode> of(LakeScan scan) {
        return byScan.getOrDefault(scan, List.of());
    }

    /** The copies that were looked through, of the statement and of each subquery. Their scans are those of the statement. */
    List<RelNode> roots() {
        return roots;
    }

    private void collect(RelNode root) {
        HepPlanner planner = new HepPlanner(PUSH_FILTERS_DOWN, null, true, null, RelOptCostImpl.FACTORY);
        planner.setRoot(GuardedParts.opened(root));
        RelNode pushed = planner.findBestExp();
        roots.add(pushed);
        new Collector().go(pushed);
    }

    private final class Collector extends RelVisitor {
        @Override
        public void visit(RelNode node, int ordinal, @Nullable RelNode parent) {
            if (node instanceof LakeScan scan) {
                remember(scan, parent instanceof Filter filter ? filter.getCondition() : null);
            }
            node.accept(new RexShuttle() {
                @Override
                public RexNode visitSubQuery(RexSubQuery subQuery) {
                    collect(subQuery.rel);
                    return super.visitSubQuery(subQuery);
                }
            });
            super.visit(node, ordinal, parent);
        }
    }

    private void remember(LakeScan scan, @Nullable RexNode condition) {
        // No file can be left out by a condition with a subquery, and it holds on to the tree.
        List<RexNode> found = condition == null
                ? List.of()
                : RelOptUtil.conjunctions(condition).stream()
                        .filter(part -> RexUtil.SubQueryFinder.find(part) == null)
                        .toList();
        List<RexNode> known = byScan.put(scan, found);
        if (known != null) {
            // One scan in two places of the tree: what both ask for is all that may be concluded.
            List<RexNode> common = new ArrayList<>(known);
            common.retainAll(found);
            byScan.put(scan, common);
        }
    }
}
