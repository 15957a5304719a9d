package io.lakegate.adapters.calcite.sql;

import io.lakegate.adapters.calcite.schema.CalciteTypes;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexCorrelVariable;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexFieldAccess;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLambda;
import org.apache.calcite.rex.RexLambdaRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlItemOperator;
import org.apache.calcite.sql.type.SqlTypeName;

/** Writes expressions over the columns of one FROM. Each is written so that it can stand anywhere. */
final class ExpressionWriter {
    private final QueryWriter writer;
    private final StatementText text;
    private final List<String> columns;

    ExpressionWriter(QueryWriter writer, List<String> columns) {
        this.writer = writer;
        this.text = writer.text();
        this.columns = columns;
    }

    QueryWriter queries() {
        return writer;
    }

    StatementText text() {
        return text;
    }

    /** Writes what is only asked whether it is true: NULL may be told as FALSE. */
    void condition(RexNode node) {
        if (node.isA(SqlKind.AND) || node.isA(SqlKind.OR)) {
            joined((RexCall) node, node.isA(SqlKind.AND) ? " AND " : " OR ", true);
        } else if (node instanceof RexSubQuery subQuery) {
            new SubQueryWriter(this).write(subQuery, true);
        } else {
            write(node);
        }
    }

    void write(RexNode node) {
        if (node instanceof RexInputRef column) {
            text.add(columns.get(column.getIndex()));
        } else if (node instanceof RexLiteral literal) {
            text.add(LiteralWriter.text(literal));
        } else if (node instanceof RexDynamicParam parameter) {
            text.parameter(parameter.getIndex());
        } else if (node instanceof RexSubQuery subQuery) {
            new SubQueryWriter(this).write(subQuery, false);
        } else if (node instanceof RexOver over) {
            new WindowWriter(this).write(over);
        } else if (node instanceof RexFieldAccess access) {
            field(access);
        } else if (node instanceof RexLambda lambda) {
            lambda(lambda);
        } else if (node instanceof RexLambdaRef parameter) {
            text.name(parameter.getName());
        } else if (node instanceof RexCall call) {
            call(call);
        } else {
            throw QueryWriter.refused("The expression " + node, "Write it in another way.");
        }
    }

    private void lambda(RexLambda lambda) {
        text.add("lambda ");
        for (int i = 0; i < lambda.getParameters().size(); i++) {
            text.add(i > 0 ? ", " : "").name(lambda.getParameters().get(i).getName());
        }
        text.add(": ");
        write(lambda.getExpression());
    }

    private void field(RexFieldAccess access) {
        if (access.getReferenceExpr() instanceof RexCorrelVariable outer) {
            text.add(writer.outerColumn(outer.id, access.getField().getIndex()));
            return;
        }
        text.add("struct_extract(");
        write(access.getReferenceExpr());
        text.add(", " + StatementText.quotedText(access.getField().getName()) + ")");
    }

    private void call(RexCall call) {
        List<RexNode> operands = call.getOperands();
        if (call.getOperator() instanceof EngineFunction function) {
            template(function.template(), operands);
            return;
        }
        switch (call.getKind()) {
            case AND -> joined(call, " AND ", false);
            case OR -> joined(call, " OR ", false);
            case NOT -> template("(NOT {0})", operands);
            case EQUALS, NOT_EQUALS, LESS_THAN, LESS_THAN_OR_EQUAL, GREATER_THAN, GREATER_THAN_OR_EQUAL ->
                comparison(call);
            case IS_DISTINCT_FROM -> template("({0} IS DISTINCT FROM {1})", operands);
            case IS_NOT_DISTINCT_FROM -> template("({0} IS NOT DISTINCT FROM {1})", operands);
            case IS_NULL, IS_NOT_NULL, IS_TRUE, IS_NOT_TRUE, IS_FALSE, IS_NOT_FALSE ->
                template("({0} " + call.getKind().name().replace('_', ' ') + ")", operands);
            case PLUS, CHECKED_PLUS -> arithmetic(call, "+");
            case MINUS, CHECKED_MINUS -> arithmetic(call, "-");
            case TIMES, CHECKED_TIMES -> template("({0} * {1})", operands);
            case DIVIDE, CHECKED_DIVIDE -> template("({0} / {1})", operands);
            case MOD -> template("({0} % {1})", operands);
            case MINUS_PREFIX, CHECKED_MINUS_PREFIX -> template("(- {0})", operands);
            case PLUS_PREFIX -> template("({0})", operands);
            case CASE -> switched(operands);
            case CAST, SAFE_CAST -> {
                if (operands.size() > 1 && !RexLiteral.isNullLiteral(operands.get(1))) {
                    throw QueryWriter.refused(
                            "CAST with FORMAT",
                            "TO_CHAR, TO_DATE and TO_TIMESTAMP take a pattern, as FORMAT_DATE and PARSE_DATE do.");
                }
                Optional<String> fields = RowCast.template(call);
                if (fields.isPresent()) {
                    template(fields.get(), List.of(operands.get(0)));
                    return;
                }
                text.add(call.getKind() == SqlKind.CAST ? "CAST(" : "TRY_CAST(");
                write(operands.get(0));
                text.add(" AS " + CalciteTypes.engineName(call.getType()) + ")");
            }
            case ROW -> row(call);
            case ARRAY_VALUE_CONSTRUCTOR, MULTISET_VALUE_CONSTRUCTOR -> list(call);
            case MAP_VALUE_CONSTRUCTOR -> map(call);
            case ITEM -> item(call);
            case SEARCH -> new SearchWriter(this).write(call);
            default -> function(call);
        }
    }

    void template(String template, List<RexNode> operands) {
        EngineFunction.write(template, operands.size(), text, i -> write(operands.get(i)));
    }

    private void function(RexCall call) {
        template(ScalarFunctions.template(call), call.getOperands());
    }

    private void joined(RexCall call, String word, boolean condition) {
        text.add("(");
        for (int i = 0; i < call.getOperands().size(); i++) {
            text.add(i > 0 ? word : "");
            if (condition) {
                condition(call.getOperands().get(i));
            } else {
                write(call.getOperands().get(i));
            }
        }
        text.add(")");
    }

    /** Rows are equal where their values are, and it is not known where one of these is NULL. The engine holds NULL for equal inside of rows. */
    private void comparison(RexCall call) {
        RexNode left = call.getOperands().get(0);
        RexNode right = call.getOperands().get(1);
        String word = call.getKind().sql;
        if (!(left.isA(SqlKind.ROW) && right.isA(SqlKind.ROW))) {
            template("({0} " + word + " {1})", call.getOperands());
            return;
        }
        if (!call.isA(SqlKind.EQUALS) && !call.isA(SqlKind.NOT_EQUALS)) {
            throw QueryWriter.refused("A comparison of rows by " + word, "Compare their values one by one.");
        }
        List<RexNode> lefts = ((RexCall) left).getOperands();
        List<RexNode> rights = ((RexCall) right).getOperands();
        text.add("(");
        for (int i = 0; i < lefts.size(); i++) {
            text.add(i == 0 ? "" : call.isA(SqlKind.EQUALS) ? " AND " : " OR ");
            template("({0} " + word + " {1})", List.of(lefts.get(i), rights.get(i)));
        }
        text.add(")");
    }

    private void arithmetic(RexCall call, String sign) {
        if (call.getOperands().size() == 1) {
            template("(" + sign + " {0})", call.getOperands());
        } else if (TimeFunctions.isDifference(call)) {
            template(TimeFunctions.difference(call), call.getOperands());
        } else {
            template("({0} " + sign + " {1})", call.getOperands());
        }
    }

    private void switched(List<RexNode> operands) {
        text.add("CASE");
        for (int i = 0; i + 1 < operands.size(); i += 2) {
            text.add(" WHEN ");
            write(operands.get(i));
            text.add(" THEN ");
            write(operands.get(i + 1));
        }
        text.add(" ELSE ");
        write(operands.get(operands.size() - 1));
        text.add(" END");
    }

    private void row(RexCall call) {
        List<String> names = call.getType().getFieldNames();
        text.add("struct_pack(");
        for (int i = 0; i < names.size(); i++) {
            text.add(i > 0 ? ", " : "").name(names.get(i)).add(" := ");
            write(call.getOperands().get(i));
        }
        text.add(")");
    }

    private void list(RexCall call) {
        boolean empty = call.getOperands().isEmpty();
        template(empty ? "CAST([] AS " + CalciteTypes.engineName(call.getType()) + ")" : "[{*}]", call.getOperands());
    }

    private void map(RexCall call) {
        int size = call.getOperands().size();
        if (size == 0) {
            text.add("CAST(MAP {} AS " + CalciteTypes.engineName(call.getType()) + ")");
            return;
        }
        text.add("MAP {");
        IntStream.range(0, size).forEach(i -> {
            text.add(i == 0 ? "" : i % 2 == 0 ? ", " : ": ");
            write(call.getOperands().get(i));
        });
        text.add("}");
    }

    /** Lists are counted from 1, or from 0 by OFFSET; there is nothing outside of them. */
    private void item(RexCall call) {
        RelDataType type = call.getOperands().get(0).getType();
        SqlItemOperator operator = (SqlItemOperator) call.getOperator();
        if (type.getSqlTypeName() == SqlTypeName.MAP) {
            template("({0})[{1}]", call.getOperands());
        } else if (type.isStruct()) {
            template("struct_extract({0}, {1})", call.getOperands());
        } else if (!operator.safe) {
            String index = operator.offset == 0 ? "{1} + 1" : "{1}";
            template(
                    "(CASE WHEN %s BETWEEN 1 AND len({0}) THEN ({0})[%s] WHEN {0} IS NULL OR {1} IS NULL THEN NULL"
                                    .formatted(index, index)
                            + " ELSE error('An index is outside of its list.') END)",
                    call.getOperands());
        } else {
            String index = operator.offset == 0 ? "({1} + 1)" : "{1}";
            boolean known = call.getOperands().get(1) instanceof RexLiteral literal
                    && !literal.isNull()
                    && literal.getValueAs(Integer.class) > 0;
            template(
                    known ? "({0})[" + index + "]" : "(CASE WHEN " + index + " >= 1 THEN ({0})[" + index + "] END)",
                    call.getOperands());
        }
    }
}
