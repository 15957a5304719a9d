package io.lakegate.adapters.calcite;

import io.lakegate.adapters.calcite.schema.LakeTable;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.calcite.prepare.CalciteCatalogReader;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperatorTable;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.validate.SelectScope;
import org.apache.calcite.sql.validate.SqlValidatorImpl;
import org.apache.calcite.sql.validate.SqlValidatorScope;
import org.apache.calcite.sql.validate.SqlValidatorTable;

/** Calcite's validator, with tables that have columns which {@code *} does not show. For one statement. */
final class LakeValidator extends SqlValidatorImpl {
    private final List<String> lines;

    /** {@code sql} is the text that the tree was parsed from: positions in it tell a column that was written from one that {@code *} stands for. */
    LakeValidator(
            SqlOperatorTable operators,
            CalciteCatalogReader reader,
            RelDataTypeFactory typeFactory,
            Config config,
            String sql) {
        super(operators, reader, typeFactory, config);
        this.lines = sql.lines().toList();
    }

    @Override
    protected void addToSelectList(
            List<SqlNode> list,
            Set<String> aliases,
            List<Map.Entry<String, RelDataType>> fieldList,
            SqlNode expression,
            SelectScope scope,
            boolean includeSystemVars) {
        if (expression instanceof SqlIdentifier column && isOfStar(column) && isHidden(column, scope)) {
            return;
        }
        super.addToSelectList(list, aliases, fieldList, expression, scope, includeSystemVars);
    }

    /** Operators that Calcite has for fewer types than we do are put in the place of its own, once the types are known. */
    @Override
    public RelDataType deriveType(SqlValidatorScope scope, SqlNode expression) {
        if (expression instanceof SqlBasicCall call && LakeOperators.mayChange(call)) {
            List<RelDataType> types = call.getOperandList().stream()
                    .map(operand -> LakeOperators.isUnit(operand) ? getUnknownType() : super.deriveType(scope, operand))
                    .toList();
            LakeOperators.change(call, types);
        }
        if (expression.getKind() == SqlKind.FILTER
                && ((SqlCall) expression).operand(0).getKind() == SqlKind.WITHIN_GROUP) {
            // Calcite looks for the type of the ordered values without their order.
            RelDataType type = getTypeFactory()
                    .createTypeWithNullability(deriveType(scope, ((SqlCall) expression).operand(0)), true);
            setValidatedNodeType(expression, type);
            return type;
        }
        return super.deriveType(scope, expression);
    }

    /** The first moment at which the columns of a query's tables are known, before any of its own clauses is looked at. */
    @Override
    protected void validateFrom(SqlNode node, RelDataType targetRowType, SqlValidatorScope scope) {
        super.validateFrom(node, targetRowType, scope);
        if (scope instanceof SelectScope tables && tables.getNode().getFrom() == node) {
            SqlSelect query = tables.getNode();
            StructFields fields = new StructFields(tables);
            Stream.of(
                            query.getSelectList(),
                            query.getWhere(),
                            query.getGroup(),
                            query.getHaving(),
                            query.getWindowList(),
                            query.getQualify(),
                            query.getOrderList())
                    .filter(Objects::nonNull)
                    .forEach(clause -> clause.accept(fields));
        }
    }

    /** The condition of a join is looked at before its query's FROM is done. */
    @Override
    public SqlNode expand(SqlNode expression, SqlValidatorScope scope) {
        expression.accept(new StructFields(scope));
        return super.expand(expression, scope);
    }

    /** Columns that {@code *} stands for have its position. */
    private boolean isOfStar(SqlIdentifier column) {
        SqlParserPos position = column.getParserPosition();
        int line = position.getEndLineNum() - 1;
        int end = position.getEndColumnNum() - 1;
        return line >= 0
                && line < lines.size()
                && end >= 0
                && end < lines.get(line).length()
                && lines.get(line).charAt(end) == '*';
    }

    private static boolean isHidden(SqlIdentifier column, SelectScope scope) {
        String name = column.names.get(column.names.size() - 1);
        return scope.getChildren().stream()
                .map(child -> child.getTable())
                .filter(SqlValidatorTable.class::isInstance)
                .anyMatch(table -> {
                    LakeTable lake = table.unwrap(LakeTable.class);
                    return lake != null && lake.hides(name);
                });
    }
}
