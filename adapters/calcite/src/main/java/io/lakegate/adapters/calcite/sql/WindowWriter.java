package io.lakegate.adapters.calcite.sql;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rex.RexFieldCollation;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexWindow;
import org.apache.calcite.rex.RexWindowBound;
import org.apache.calcite.rex.RexWindowExclusion;

/** Writes functions over windows. */
final class WindowWriter {
    private final ExpressionWriter expressions;
    private final StatementText text;

    WindowWriter(ExpressionWriter expressions) {
        this.expressions = expressions;
        this.text = expressions.text();
    }

    void write(RexOver over) {
        AggregateFunctions.Form form = AggregateFunctions.of(over.getAggOperator())
                .orElseThrow(() -> FunctionErrors.refused(
                        over.getAggOperator().getName(), AggregateFunctions.advice(over.getAggOperator())));
        List<RexNode> operands = over.getOperands();
        new AggregateWriter.Call(
                        form,
                        operands.size(),
                        i -> expressions.write(operands.get(i)),
                        i -> operands.get(i).getType(),
                        over.isDistinct(),
                        over.ignoreNulls(),
                        List.of())
                .write(text, () -> over(over.getWindow(), form.framed()));
    }

    private void over(RexWindow window, boolean framed) {
        text.add(" OVER (");
        List<Runnable> parts = new ArrayList<>();
        if (!window.partitionKeys.isEmpty()) {
            parts.add(() -> {
                text.add("PARTITION BY ");
                for (int i = 0; i < window.partitionKeys.size(); i++) {
                    text.add(i > 0 ? ", " : "");
                    expressions.write(window.partitionKeys.get(i));
                }
            });
        }
        if (!window.orderKeys.isEmpty()) {
            parts.add(() -> {
                text.add("ORDER BY ");
                for (int i = 0; i < window.orderKeys.size(); i++) {
                    text.add(i > 0 ? ", " : "");
                    key(window.orderKeys.get(i));
                }
            });
        }
        if (framed && (!window.orderKeys.isEmpty() || window.isRows())) {
            parts.add(() -> frame(window));
        }
        for (int i = 0; i < parts.size(); i++) {
            text.add(i > 0 ? " " : "");
            parts.get(i).run();
        }
        text.add(")");
    }

    private void key(RexFieldCollation key) {
        expressions.write(key.left);
        text.add(QueryWriter.order(new RelFieldCollation(0, key.getDirection(), key.getNullDirection())));
    }

    private void frame(RexWindow window) {
        text.add(window.isRows() ? "ROWS BETWEEN " : "RANGE BETWEEN ");
        bound(window.getLowerBound());
        text.add(" AND ");
        bound(window.getUpperBound());
        if (window.getExclude() != RexWindowExclusion.EXCLUDE_NO_OTHER) {
            text.add(" " + window.getExclude());
        }
    }

    private void bound(RexWindowBound bound) {
        if (bound.isCurrentRow()) {
            text.add("CURRENT ROW");
            return;
        }
        RexNode offset = bound.getOffset();
        if (offset == null) {
            text.add("UNBOUNDED");
        } else {
            expressions.write(offset);
        }
        text.add(bound.isPreceding() ? " PRECEDING" : " FOLLOWING");
    }
}
