package io.lakegate.adapters.calcite.plan;

import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelVisitor;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexCorrelVariable;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.jspecify.annotations.Nullable;

/** A look through a tree with its subqueries, which Calcite's own visitor leaves out: each operator, and what the expressions in it call. */
public abstract class WholeTree extends RelVisitor {
    private final RexShuttle expressions = new RexShuttle() {
        @Override
        public RexNode visitSubQuery(RexSubQuery subQuery) {
            go(subQuery.rel);
            return super.visitSubQuery(subQuery);
        }

        @Override
        public RexNode visitCall(RexCall call) {
            seen(call);
            return super.visitCall(call);
        }

        @Override
        public RexNode visitCorrelVariable(RexCorrelVariable variable) {
            seen(variable);
            return variable;
        }
    };

    /** A call, which is no subquery. */
    protected void seen(RexCall call) {}

    /** A row of a query around. */
    protected void seen(RexCorrelVariable variable) {}

    /** Looks at the operator's expressions, then at what is below it. */
    @Override
    public void visit(RelNode node, int ordinal, @Nullable RelNode parent) {
        node.accept(expressions);
        super.visit(node, ordinal, parent);
    }
}
