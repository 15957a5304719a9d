package io.lakegate.adapters.calcite;

import java.util.Set;
import org.apache.calcite.sql.SqlBasicTypeNameSpec;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlCollectionTypeNameSpec;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.util.SqlShuttle;
import org.jspecify.annotations.Nullable;

/**
 * Gives a meaning to parameters that can only be lists: those of {@code UNNEST(?)} and of {@code x = ANY(?)}, which Calcite takes for one value. Where
 * no cast says what they hold, they hold texts, which become what they are compared with. Lists behind ANY and ALL are unnested. Has no state.
 */
final class ListParameters extends SqlShuttle {
    private static final Set<SqlKind> LISTS =
            Set.of(SqlKind.ARRAY_VALUE_CONSTRUCTOR, SqlKind.CAST, SqlKind.DYNAMIC_PARAM);

    @Override
    public @Nullable SqlNode visit(SqlCall call) {
        SqlNode visited = super.visit(call);
        if (!(visited instanceof SqlCall changed)) {
            return visited;
        }
        if (changed.getKind() == SqlKind.UNNEST && changed.operandCount() == 1) {
            SqlNode list = changed.operand(0);
            return list instanceof SqlDynamicParam ? unnest(list) : changed;
        }
        boolean quantified = changed.getKind() == SqlKind.SOME || changed.getKind() == SqlKind.ALL;
        if (quantified
                && changed.operandCount() == 2
                && changed.operand(1) instanceof SqlNodeList values
                && values.size() == 1
                && isList(values.get(0))) {
            SqlParserPos position = changed.getParserPosition();
            return changed.getOperator().createCall(position, changed.operand(0), elements(values.get(0), position));
        }
        return changed;
    }

    private static boolean isList(SqlNode value) {
        return LISTS.contains(value.getKind())
                && !(value.getKind() == SqlKind.CAST
                        && !(((SqlCall) value).operand(1) instanceof SqlDataTypeSpec type
                                && type.getTypeNameSpec() instanceof SqlCollectionTypeNameSpec));
    }

    private static SqlNode unnest(SqlNode list) {
        SqlParserPos position = list.getParserPosition();
        return SqlStdOperatorTable.UNNEST.createCall(
                position, list instanceof SqlDynamicParam ? texts(list, position) : list);
    }

    private static SqlNode texts(SqlNode parameter, SqlParserPos position) {
        SqlDataTypeSpec type = new SqlDataTypeSpec(
                new SqlCollectionTypeNameSpec(
                        new SqlBasicTypeNameSpec(SqlTypeName.VARCHAR, position), SqlTypeName.ARRAY, position),
                position);
        return SqlStdOperatorTable.CAST.createCall(position, parameter, type);
    }

    private static SqlNode elements(SqlNode list, SqlParserPos position) {
        return new SqlSelect(
                position,
                null,
                SqlNodeList.of(SqlIdentifier.star(position)),
                unnest(list),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }
}
