package io.lakegate.adapters.calcite.sql;

import java.util.List;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlQuantifyOperator;

/** Writes queries that stand in expressions. */
final class SubQueryWriter {
    private final ExpressionWriter expressions;
    private final StatementText text;

    SubQueryWriter(ExpressionWriter expressions) {
        this.expressions = expressions;
        this.text = expressions.text();
    }

    /** {@code condition} says that NULL may be told as FALSE. */
    void write(RexSubQuery subQuery, boolean condition) {
        switch (subQuery.getKind()) {
            case SCALAR_QUERY -> query("(", subQuery.rel, ")");
            case EXISTS -> query("(EXISTS (", subQuery.rel, "))");
            case IN -> in(subQuery, condition);
            case SOME -> quantified(subQuery, "ANY");
            case ALL -> quantified(subQuery, "ALL");
            case ARRAY_QUERY_CONSTRUCTOR, MULTISET_QUERY_CONSTRUCTOR -> array(subQuery.rel);
            default -> throw QueryWriter.refused("A subquery in " + subQuery.getKind().sql, "Write it as a join.");
        }
    }

    private void query(String before, RelNode rel, String after) {
        text.add(before);
        expressions.queries().query(rel);
        text.add(after);
    }

    private void in(RexSubQuery subQuery, boolean condition) {
        if (subQuery.operands.size() == 1) {
            text.add("(");
            expressions.write(subQuery.operands.get(0));
            query(" IN (", subQuery.rel, "))");
            return;
        }
        boolean known = subQuery.operands.stream()
                        .noneMatch(operand -> operand.getType().isNullable())
                && subQuery.rel.getRowType().getFieldList().stream()
                        .noneMatch(field -> field.getType().isNullable());
        if (condition || known) {
            exists(subQuery, "");
            return;
        }
        // The engine holds NULL for equal inside of rows; here it makes the answer unknown.
        text.add("(CASE WHEN ");
        exists(subQuery, "");
        text.add(" THEN TRUE WHEN ");
        exists(subQuery, " IS NOT FALSE");
        text.add(" THEN NULL ELSE FALSE END)");
    }

    private void exists(RexSubQuery subQuery, String test) {
        String alias = text.newAlias();
        query("(EXISTS (SELECT 1 FROM (", subQuery.rel, ") AS " + StatementText.quoted(alias) + " WHERE ");
        List<String> names = QueryWriter.names(subQuery.rel.getRowType());
        for (int i = 0; i < names.size(); i++) {
            text.add(i > 0 ? " AND (" : "(")
                    .name(alias)
                    .add(".")
                    .name(names.get(i))
                    .add(" = ");
            expressions.write(subQuery.operands.get(i));
            text.add(")" + test);
        }
        text.add("))");
    }

    private void quantified(RexSubQuery subQuery, String word) {
        if (subQuery.operands.size() != 1) {
            throw QueryWriter.refused("A comparison of rows with " + word, "Compare their values one by one.");
        }
        SqlKind comparison = ((SqlQuantifyOperator) subQuery.getOperator()).comparisonKind;
        text.add("(");
        RexNode operand = subQuery.operands.get(0);
        expressions.write(operand);
        query(" " + comparison.sql + " " + word + " (", subQuery.rel, "))");
    }

    /** Writes the rows of a query as a list. */
    void array(RelNode rel) {
        String alias = text.newAlias();
        List<String> names = QueryWriter.names(rel.getRowType());
        text.add("ARRAY(SELECT ");
        if (names.size() == 1) {
            text.name(alias).add(".").name(names.get(0));
        } else {
            List<RelDataTypeField> fields = rel.getRowType().getFieldList();
            text.add("struct_pack(");
            for (int i = 0; i < names.size(); i++) {
                text.add(i > 0 ? ", " : "").name(fields.get(i).getName()).add(" := ");
                text.name(alias).add(".").name(names.get(i));
            }
            text.add(")");
        }
        query(" FROM (", rel, ") AS " + StatementText.quoted(alias) + ")");
    }
}
