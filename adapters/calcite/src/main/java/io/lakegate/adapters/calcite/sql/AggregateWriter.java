package io.lakegate.adapters.calcite.sql;

import io.lakegate.catalog.error.GatewayException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.apache.calcite.util.ImmutableBitSet;

/** Writes one aggregation: its columns are those it groups by, then its aggregates. */
final class AggregateWriter {
    private final QueryWriter writer;
    private final StatementText text;
    private final Aggregate aggregate;
    private final List<String> columns;

    AggregateWriter(QueryWriter writer, Aggregate aggregate, List<String> columns) {
        this.writer = writer;
        this.text = writer.text();
        this.aggregate = aggregate;
        this.columns = columns;
    }

    /** {@code from} writes what stands in FROM. */
    void select(Runnable from) {
        List<String> names = QueryWriter.names(aggregate.getRowType());
        int column = 0;
        text.add("SELECT ");
        for (int key : aggregate.getGroupSet()) {
            text.add(column > 0 ? ", " : "").add(columns.get(key)).add(" AS ").name(names.get(column++));
        }
        for (AggregateCall call : aggregate.getAggCallList()) {
            text.add(column > 0 ? ", " : "");
            call(call);
            text.add(" AS ").name(names.get(column++));
        }
        text.add(column == 0 ? "1 FROM " : " FROM ");
        from.run();
        groups();
    }

    private void groups() {
        boolean simple = aggregate.getGroupType() == Aggregate.Group.SIMPLE;
        if (simple && aggregate.getGroupSet().isEmpty()) {
            text.add(aggregate.getAggCallList().isEmpty() ? " GROUP BY ()" : "");
            return;
        }
        text.add(" GROUP BY ");
        text.add(
                simple
                        ? keys(aggregate.getGroupSet())
                        : aggregate.getGroupSets().stream()
                                .map(set -> "(" + keys(set) + ")")
                                .collect(Collectors.joining(", ", "GROUPING SETS (", ")")));
    }

    private String keys(ImmutableBitSet set) {
        return set.asList().stream().map(columns::get).collect(Collectors.joining(", "));
    }

    private void call(AggregateCall call) {
        if (call.distinctKeys != null) {
            throw QueryWriter.refused("WITHIN DISTINCT", "Remove the duplicates in a subquery.");
        }
        AggregateFunctions.Form form =
                AggregateFunctions.of(call.getAggregation()).orElseThrow(() -> refusedFunction(call));
        List<Integer> arguments = call.getArgList();
        Call written = new Call(
                form,
                arguments.size(),
                i -> argument(arguments.get(i)),
                i -> type(arguments.get(i)),
                call.isDistinct(),
                /* ignoreNulls= */ false, // which the engine has for windows only
                call.getCollation().getFieldCollations().stream()
                        .map(key -> columns.get(key.getFieldIndex()) + QueryWriter.order(key))
                        .toList());
        written.write(text, () -> {
            List<String> filters = new ArrayList<>();
            if (call.hasFilter()) {
                filters.add(columns.get(call.filterArg));
            }
            if (call.ignoreNulls() && !arguments.isEmpty()) {
                filters.add(columns.get(arguments.get(0)) + " IS NOT NULL");
            }
            if (!filters.isEmpty()) {
                text.add(" FILTER (WHERE ").add(String.join(" AND ", filters)).add(")");
            }
        });
    }

    private static GatewayException refusedFunction(AggregateCall call) {
        return FunctionErrors.refused(
                call.getAggregation().getName(), AggregateFunctions.advice(call.getAggregation()));
    }

    /** Some of the engine's aggregates take constants only, and no columns of constants. */
    private void argument(int field) {
        RexNode constant = aggregate.getInput() instanceof Project project
                        && project.getProjects().get(field) instanceof RexLiteral literal
                ? literal
                : null;
        if (constant == null) {
            text.add(columns.get(field));
        } else {
            new ExpressionWriter(writer, columns).write(constant);
        }
    }

    private RelDataType type(int field) {
        return aggregate.getInput().getRowType().getFieldList().get(field).getType();
    }

    /** Writes the operand at an index. */
    interface Operand {
        void write(int index);
    }

    /** Gives the type of the operand at an index. */
    interface OperandType {
        RelDataType of(int index);
    }

    /**
     * A call of an aggregate function, in a query or over a window.
     *
     * @param order the keys of ORDER BY, as text
     */
    record Call(
            AggregateFunctions.Form form,
            int operands,
            Operand operand,
            OperandType type,
            boolean distinct,
            boolean ignoreNulls,
            List<String> order) {
        /** {@code behind} writes FILTER and OVER, which stand behind the call and inside of what is around it. */
        void write(StatementText text, Runnable behind) {
            String template = form.template(operands);
            int call = template.indexOf("{call}");
            String function = form.function();
            text.add(ofBits() ? "CAST(" : "")
                    .add(template.substring(0, call))
                    .add(function)
                    .add("(");
            text.add(distinct ? "DISTINCT " : "");
            arguments(text);
            String keys = String.join(", ", order);
            if (form.withinGroup()) {
                text.add(") WITHIN GROUP (ORDER BY ").add(keys).add(")");
            } else {
                text.add(order.isEmpty() ? "" : " ORDER BY " + keys);
                text.add(ignoreNulls ? " IGNORE NULLS)" : ")");
            }
            behind.run();
            text.add(template.substring(call + "{call}".length())).add(ofBits() ? " AS BLOB)" : "");
        }

        /** Bytes are a row of bits to functions that take these. */
        private boolean ofBits() {
            return form.function().startsWith("bit_") && SqlTypeUtil.isBinary(type.of(0));
        }

        private void arguments(StatementText text) {
            if (operands == 0) {
                text.add(form.function().equals("count") ? "*" : "");
            } else if (form.function().equals("count") && operands > 1) {
                rows(text);
            } else {
                for (int i = 0; i < operands; i++) {
                    text.add(i > 0 ? ", " : "");
                    boolean cast = i == 0 && form.ofText() && !SqlTypeUtil.inCharFamily(type.of(i));
                    text.add(cast || ofBits() ? "CAST(" : "");
                    operand.write(i);
                    text.add(cast ? " AS VARCHAR)" : ofBits() ? " AS BIT)" : "");
                }
                text.add(operands == 1 && form.ofText() ? ", ','" : "");
            }
        }

        /** Rows that have no NULL are counted. */
        private void rows(StatementText text) {
            text.add("CASE WHEN ");
            for (int i = 0; i < operands; i++) {
                text.add(i > 0 ? " AND " : "");
                operand.write(i);
                text.add(" IS NOT NULL");
            }
            text.add(" THEN (");
            for (int i = 0; i < operands; i++) {
                text.add(i > 0 ? ", " : "");
                operand.write(i);
            }
            text.add(") END");
        }
    }
}
