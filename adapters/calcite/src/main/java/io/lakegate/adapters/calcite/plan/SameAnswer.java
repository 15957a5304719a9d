package io.lakegate.adapters.calcite.plan;

import java.util.Locale;
import java.util.Set;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.Correlate;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.SetOp;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.core.Uncollect;
import org.apache.calcite.rel.core.Values;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlOperator;
import org.jspecify.annotations.Nullable;

/**
 * Finds statements whose answer follows from the rows of their tables and the values of their parameters: nothing in them asks for the time, for luck or for
 * anything else that is another the next time. What is not known is taken for such a thing.
 */
public final class SameAnswer {
    /** With arguments they are no calls without any, which are all refused. */
    private static final Set<String> OTHER_EACH_TIME = Set.of(
            "CURRENT_TIMESTAMP",
            "CURRENT_TIME",
            "CURRENT_DATE",
            "CURRENT_DATETIME",
            "LOCALTIME",
            "LOCALTIMESTAMP",
            "NOW",
            "SYSDATE",
            "SYSTIMESTAMP",
            "GETDATE",
            "UNIX_TIMESTAMP",
            "RAND",
            "RANDOM",
            "RAND_INTEGER",
            "UUID",
            "GEN_RANDOM_UUID",
            "NEXT_VALUE",
            "CURRENT_VALUE",
            "CURRENT_USER",
            "SESSION_USER",
            "SYSTEM_USER",
            "USER");

    private SameAnswer() {}

    /** Whether the same tables and values give the same answer. */
    public static boolean of(RelNode tree) {
        Finder finder = new Finder();
        finder.go(tree);
        return finder.same;
    }

    private static boolean isKnown(RelNode node) {
        return node instanceof LakeScan
                || node instanceof Guarded
                || node instanceof Project
                || node instanceof Filter
                || node instanceof Join
                || node instanceof Aggregate
                || node instanceof Sort
                || node instanceof SetOp
                || node instanceof Values
                || node instanceof Correlate
                || node instanceof Uncollect;
    }

    private static boolean isSame(RexCall call) {
        SqlOperator operator = call.getOperator();
        return operator.isDeterministic()
                && !operator.isDynamicFunction()
                && !OTHER_EACH_TIME.contains(operator.getName().toUpperCase(Locale.ROOT))
                && !(operator instanceof SqlFunction && call.getOperands().isEmpty());
    }

    /** Looks through a tree, subqueries included. */
    private static final class Finder extends WholeTree {
        private boolean same = true;

        @Override
        public void visit(RelNode node, int ordinal, @Nullable RelNode parent) {
            same &= isKnown(node);
            super.visit(node, ordinal, parent);
        }

        @Override
        protected void seen(RexCall call) {
            same &= isSame(call);
        }
    }
}
