package io.lakegate.adapters.calcite;

import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlSyntax;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql.type.SqlTypeName;

/** {@code CURRENT_TIMESTAMP} as the standard has it, an instant. Calcite's own has no zone. */
final class CurrentTimestamp extends SqlFunction {
    private static final int MICROSECONDS = 6;

    CurrentTimestamp() {
        super(
                "CURRENT_TIMESTAMP",
                SqlKind.OTHER_FUNCTION,
                ReturnTypes.explicit(SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE, MICROSECONDS),
                null,
                OperandTypes.or(OperandTypes.NILADIC, OperandTypes.POSITIVE_INTEGER_LITERAL),
                SqlFunctionCategory.TIMEDATE);
    }

    @Override
    public SqlSyntax getSyntax() {
        return SqlSyntax.FUNCTION_ID;
    }

    @Override
    public boolean isDynamicFunction() {
        return true;
    }
}
