package io.lakegate.adapters.calcite.sql;

import io.lakegate.adapters.calcite.schema.CalciteTypes;
import java.util.List;
import org.apache.calcite.rel.core.Values;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/** Writes rows of constants. */
final class ValuesWriter {
    private final QueryWriter writer;
    private final StatementText text;

    ValuesWriter(QueryWriter writer) {
        this.writer = writer;
        this.text = writer.text();
    }

    void query(Values values) {
        List<String> names = QueryWriter.names(values.getRowType());
        List<RelDataTypeField> fields = values.getRowType().getFieldList();
        ExpressionWriter expressions = new ExpressionWriter(writer, List.of());
        boolean none = values.getTuples().isEmpty();
        if (fields.isEmpty()) {
            text.add("SELECT 1 FROM range(" + values.getTuples().size() + ")");
            return;
        }
        if (none || values.getTuples().size() == 1) {
            text.add("SELECT ");
            for (int i = 0; i < fields.size(); i++) {
                text.add(i > 0 ? ", " : "");
                value(expressions, none ? null : values.getTuples().get(0).get(i), fields.get(i), true);
                text.add(" AS ").name(names.get(i));
            }
            text.add(none ? " WHERE FALSE" : "");
            return;
        }
        text.add("SELECT * FROM (VALUES ");
        for (int row = 0; row < values.getTuples().size(); row++) {
            text.add(row > 0 ? ", (" : "(");
            for (int i = 0; i < fields.size(); i++) {
                text.add(i > 0 ? ", " : "");
                value(expressions, values.getTuples().get(row).get(i), fields.get(i), row == 0);
            }
            text.add(")");
        }
        text.add(") AS ").name(text.newAlias()).add("(");
        writer.list(names);
        text.add(")");
    }

    /** The first row gives the columns their types. */
    private void value(
            ExpressionWriter expressions, @Nullable RexLiteral literal, RelDataTypeField field, boolean typed) {
        boolean cast = typed && field.getType().getSqlTypeName() != SqlTypeName.NULL;
        text.add(cast ? "CAST(" : "");
        if (literal == null) {
            text.add("NULL");
        } else {
            expressions.write(literal);
        }
        text.add(cast ? " AS " + CalciteTypes.engineName(field.getType()) + ")" : "");
    }
}
