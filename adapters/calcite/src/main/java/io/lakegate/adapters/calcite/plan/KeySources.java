package io.lakegate.adapters.calcite.plan;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelVisitor;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.core.Correlate;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.core.Union;
import org.apache.calcite.rel.core.Values;
import org.apache.calcite.rex.RexCorrelVariable;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.jspecify.annotations.Nullable;

/** Tells of which parts of a statement the keys may be asked before it runs, and for which that may be worth while. */
final class KeySources {
    /** Of more tables, asking may take as long as the statement. */
    private static final int MOST_SCANS = 3;

    private KeySources() {}

    /** Whether something leaves rows out of a part: else its keys are likely to be all that there are. */
    static boolean isNarrow(RelNode part) {
        boolean[] narrow = new boolean[1];
        new RelVisitor() {
            @Override
            public void visit(RelNode node, int ordinal, @Nullable RelNode parent) {
                narrow[0] |= node instanceof Filter || node instanceof Values;
                super.visit(node, ordinal, parent);
            }
        }.go(part);
        return narrow[0];
    }

    /** Whether a query of its own can ask for the keys, and gets those that the statement has. */
    static boolean mayBeAsked(RelNode part, RexNode key) {
        RelNode keys = new JoinKey(0, part, key).rows();
        Look look = new Look();
        look.go(keys);
        return !look.depends && look.scans.size() <= MOST_SCANS && SameAnswer.of(keys) && isExact(part, key);
    }

    /**
     * Whether the rows of an operator may be others when it runs again over the same ones: the first of some without an order, or of equals in one; what follows
     * from the order in which rows come, as sums of floating point numbers do.
     */
    private static boolean isOtherEachTime(RelNode node) {
        if (node instanceof Sort sort) {
            return sort.fetch != null || sort.offset != null;
        }
        if (node instanceof Project project) {
            return RexOver.containsOver(project.getProjects(), /* condition= */ null);
        }
        if (node instanceof Filter filter) {
            return RexOver.containsOver(filter.getCondition());
        }
        return node instanceof Aggregate aggregate
                && !aggregate.getAggCallList().stream().allMatch(KeySources::isOfAnyOrder);
    }

    private static boolean isOfAnyOrder(AggregateCall call) {
        return switch (call.getAggregation().getKind()) {
            case COUNT, MIN, MAX -> true;
            case SUM, SUM0 -> SqlTypeUtil.isExactNumeric(call.getType());
            default -> false;
        };
    }

    /** The column that a key is, for people to read. */
    static String name(RelNode part, RexNode key) {
        int column = JoinKeys.column(key);
        return column < 0 ? key.toString() : part.getRowType().getFieldNames().get(column);
    }

    /**
     * Whether the engine's value is of the very type that the expression has here: a column of a table, a literal, or what was cast. An expression may be of a
     * wider type in the engine, and would be rounded where its value is delivered.
     */
    private static boolean isExact(RelNode part, RexNode key) {
        if (key.getKind() == SqlKind.CAST) {
            boolean exact =
                    SqlTypeUtil.isIntType(key.getType()) || key.getType().getSqlTypeName() == SqlTypeName.DATE;
            if (exact) {
                return !RexOver.containsOver(key);
            }
        }
        int column = JoinKeys.column(key);
        return column >= 0 && isExact(part, column);
    }

    private static boolean isExact(RelNode node, int column) {
        if (node instanceof LakeScan || node instanceof Values) {
            return true;
        }
        if (node instanceof Project project) {
            return isExact(project.getInput(), project.getProjects().get(column));
        }
        if (node instanceof Filter || node instanceof Sort || node instanceof Guarded) {
            return isExact(node.getInput(0), column);
        }
        if (node instanceof Aggregate aggregate) {
            return column < aggregate.getGroupCount()
                    && isExact(aggregate.getInput(), aggregate.getGroupSet().nth(column));
        }
        if (node instanceof Union union) {
            return union.getInputs().stream()
                    .allMatch(input -> KeyTypes.isSame(
                                    input.getRowType()
                                            .getFieldList()
                                            .get(column)
                                            .getType(),
                                    union.getRowType()
                                            .getFieldList()
                                            .get(column)
                                            .getType())
                            && isExact(input, column));
        }
        if (node instanceof Join join) {
            int left = join.getLeft().getRowType().getFieldCount();
            return column < left ? isExact(join.getLeft(), column) : isExact(join.getRight(), column - left);
        }
        return false;
    }

    /** Looks through a part, subqueries included. */
    private static final class Look extends WholeTree {
        private final List<LakeScan> scans = new ArrayList<>();
        private boolean depends;

        @Override
        public void visit(RelNode node, int ordinal, @Nullable RelNode parent) {
            if (node instanceof LakeScan scan) {
                scans.add(scan);
            }
            depends |= node instanceof Correlate || isOtherEachTime(node);
            super.visit(node, ordinal, parent);
        }

        @Override
        protected void seen(RexCorrelVariable variable) {
            depends = true;
        }
    }
}
