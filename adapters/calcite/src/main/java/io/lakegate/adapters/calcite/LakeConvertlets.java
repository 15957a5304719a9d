package io.lakegate.adapters.calcite;

import java.util.List;
import java.util.Set;
import org.apache.calcite.avatica.util.TimeUnit;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIntervalQualifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql2rel.SqlRexContext;
import org.apache.calcite.sql2rel.SqlRexConvertlet;
import org.apache.calcite.sql2rel.SqlRexConvertletTable;
import org.apache.calcite.sql2rel.StandardConvertletTable;

/** Keeps calls as they were written which Calcite would take apart, and which the engine computes more exactly as a whole. */
final class LakeConvertlets implements SqlRexConvertletTable {
    static final SqlRexConvertletTable TABLE = new LakeConvertlets();

    /** Calcite makes quotients of sums of these where they stand over a window. */
    private static final Set<SqlKind> WHOLE = Set.of(
            SqlKind.AVG,
            SqlKind.STDDEV_POP,
            SqlKind.STDDEV_SAMP,
            SqlKind.VAR_POP,
            SqlKind.VAR_SAMP,
            SqlKind.COVAR_POP,
            SqlKind.COVAR_SAMP,
            SqlKind.REGR_SXX,
            SqlKind.REGR_SYY);

    private LakeConvertlets() {}

    @Override
    public SqlRexConvertlet get(SqlCall call) {
        if (call.getOperator().equals(SqlStdOperatorTable.TIMESTAMP_DIFF)) {
            return LakeConvertlets::difference;
        }
        if (WHOLE.contains(call.getKind()) && call.getOperator() instanceof SqlAggFunction function) {
            return (context, aggregate) ->
                    StandardConvertletTable.INSTANCE.convertAggregateFunction(context, function, aggregate);
        }
        return StandardConvertletTable.INSTANCE.get(call);
    }

    private static RexNode difference(SqlRexContext context, SqlCall call) {
        TimeUnit unit = ((SqlIntervalQualifier) call.operand(0)).getStartUnit();
        RelDataType type = context.getValidator().getValidatedNodeType(call);
        return context.getRexBuilder()
                .makeCall(
                        type,
                        SqlStdOperatorTable.TIMESTAMP_DIFF,
                        List.of(
                                context.getRexBuilder().makeFlag(unit),
                                context.convertExpression(call.operand(1)),
                                context.convertExpression(call.operand(2))));
    }
}
