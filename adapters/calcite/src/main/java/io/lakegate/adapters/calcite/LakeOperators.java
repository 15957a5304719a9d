package io.lakegate.adapters.calcite;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.apache.calcite.avatica.util.TimeUnit;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeFactory;
import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlBasicFunction;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlIntervalQualifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.SqlOperatorBinding;
import org.apache.calcite.sql.SqlOperatorTable;
import org.apache.calcite.sql.fun.SqlBasicAggFunction;
import org.apache.calcite.sql.fun.SqlLibrary;
import org.apache.calcite.sql.fun.SqlLibraryOperatorTableFactory;
import org.apache.calcite.sql.fun.SqlLibraryOperators;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql.type.SqlReturnTypeInference;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeTransforms;
import org.apache.calcite.sql.type.SqlTypeUtil;
import org.apache.calcite.sql.util.SqlOperatorTables;
import org.apache.calcite.util.Optionality;

/** Functions beside Calcite's own, or in the place of one of these: what people and tools send, and what the standard says otherwise. */
final class LakeOperators {
    private static final Set<SqlTypeName> MOMENTS =
            Set.of(SqlTypeName.DATE, SqlTypeName.TIMESTAMP, SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE);

    private static final SqlReturnTypeInference NULLABLE_DOUBLE =
            ReturnTypes.DOUBLE.andThen(SqlTypeTransforms.FORCE_NULLABLE);

    /** Days between two dates. No statement can name it, nor the next ones. */
    private static final SqlFunction DAYS_BETWEEN =
            time("$DAYS_BETWEEN", ReturnTypes.INTEGER_NULLABLE, OperandTypes.VARIADIC);

    private static final SqlFunction DAYS_LATER = time("$DAYS_LATER", ReturnTypes.ARG0_NULLABLE, OperandTypes.VARIADIC);
    private static final SqlFunction DAYS_EARLIER =
            time("$DAYS_EARLIER", ReturnTypes.ARG0_NULLABLE, OperandTypes.VARIADIC);
    private static final SqlFunction TIME_BETWEEN =
            time("$TIME_BETWEEN", LakeOperators::interval, OperandTypes.VARIADIC);
    private static final SqlFunction TRUNCATED = time("$DATE_TRUNC", LakeOperators::truncated, OperandTypes.VARIADIC);

    private static final SqlFunction PART = time("$DATE_PART", NULLABLE_DOUBLE, OperandTypes.VARIADIC);

    private static final SqlFunction NOW =
            time("NOW", ReturnTypes.explicit(SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE, 6), OperandTypes.NILADIC);

    /** Between two values lies a number that need not be of their type. */
    private static final SqlAggFunction PERCENTILE_CONT = SqlBasicAggFunction.create(
                    SqlKind.PERCENTILE_CONT, LakeOperators::percentile, OperandTypes.UNIT_INTERVAL_NUMERIC_LITERAL)
            .withFunctionType(SqlFunctionCategory.SYSTEM)
            .withGroupOrder(Optionality.MANDATORY)
            .withPercentile(true)
            .withAllowsFraming(false);

    private static final List<SqlOperator> OWN = List.of(
            new CurrentTimestamp(),
            NOW,
            DAYS_BETWEEN,
            DAYS_LATER,
            DAYS_EARLIER,
            TIME_BETWEEN,
            TRUNCATED,
            PART,
            PERCENTILE_CONT,
            SqlLibraryOperators.TRY_CAST,
            aggregate("MEDIAN", OperandTypes.NUMERIC),
            aggregate("SKEWNESS", OperandTypes.NUMERIC),
            aggregate("KURTOSIS", OperandTypes.NUMERIC),
            aggregate("PRODUCT", OperandTypes.NUMERIC),
            aggregate("GEOMEAN", OperandTypes.NUMERIC),
            aggregate("REGR_AVGX", OperandTypes.NUMERIC_NUMERIC),
            aggregate("REGR_AVGY", OperandTypes.NUMERIC_NUMERIC),
            aggregate("REGR_INTERCEPT", OperandTypes.NUMERIC_NUMERIC),
            aggregate("REGR_R2", OperandTypes.NUMERIC_NUMERIC),
            aggregate("REGR_SLOPE", OperandTypes.NUMERIC_NUMERIC),
            aggregate("REGR_SXY", OperandTypes.NUMERIC_NUMERIC),
            aggregate("CORR", OperandTypes.NUMERIC_NUMERIC));

    /** All that a statement can name. The first function of a name is taken, so their order matters; each stands in it once. */
    static final SqlOperatorTable TABLE = table();

    private LakeOperators() {}

    private static SqlOperatorTable table() {
        SqlOperatorTable standard = SqlStdOperatorTable.instance();
        IdentityHashMap<SqlOperator, SqlOperator> known =
                new IdentityHashMap<>(); // operators of one name and class are equal
        standard.getOperatorList().forEach(operator -> known.put(operator, operator));
        List<SqlOperator> others = new ArrayList<>();
        for (SqlLibrary library :
                List.of(SqlLibrary.POSTGRESQL, SqlLibrary.MYSQL, SqlLibrary.BIG_QUERY, SqlLibrary.SPARK)) {
            for (SqlOperator operator : SqlLibraryOperatorTableFactory.INSTANCE
                    .getOperatorTable(library)
                    .getOperatorList()) {
                if (known.put(operator, operator) == null) {
                    others.add(operator);
                }
            }
        }
        return SqlOperatorTables.chain(SqlOperatorTables.of(OWN), standard, SqlOperatorTables.of(others));
    }

    private static SqlFunction time(
            String name, SqlReturnTypeInference type, org.apache.calcite.sql.type.SqlOperandTypeChecker operands) {
        return SqlBasicFunction.create(name, type, operands, SqlFunctionCategory.TIMEDATE);
    }

    private static SqlAggFunction aggregate(String name, org.apache.calcite.sql.type.SqlOperandTypeChecker operands) {
        return SqlBasicAggFunction.create(name, SqlKind.OTHER_FUNCTION, NULLABLE_DOUBLE, operands);
    }

    private static RelDataType interval(SqlOperatorBinding binding) {
        RelDataTypeFactory factory = binding.getTypeFactory();
        RelDataType type = factory.createSqlIntervalType(
                new SqlIntervalQualifier(TimeUnit.DAY, TimeUnit.SECOND, SqlParserPos.ZERO));
        return factory.createTypeWithNullability(
                type, binding.collectOperandTypes().stream().anyMatch(RelDataType::isNullable));
    }

    private static RelDataType truncated(SqlOperatorBinding binding) {
        RelDataType time = binding.getOperandType(1);
        return time.getSqlTypeName() == SqlTypeName.DATE
                ? binding.getTypeFactory()
                        .createTypeWithNullability(
                                binding.getTypeFactory().createSqlType(SqlTypeName.TIMESTAMP, 6), time.isNullable())
                : time;
    }

    private static RelDataType percentile(SqlOperatorBinding binding) {
        RelDataType ordered = ReturnTypes.PERCENTILE_DISC_CONT.inferReturnType(binding);
        return ordered != null && SqlTypeUtil.isExactNumeric(ordered)
                ? binding.getTypeFactory()
                        .createTypeWithNullability(
                                binding.getTypeFactory().createSqlType(SqlTypeName.DOUBLE), ordered.isNullable())
                : ordered;
    }

    /** Whether another operator may have to be put in the place of a call's own. */
    static boolean mayChange(SqlBasicCall call) {
        SqlOperator operator = call.getOperator();
        if (operator.equals(SqlStdOperatorTable.WITHIN_GROUP)
                && call.operand(0) instanceof SqlBasicCall inner
                && inner.getOperator().equals(SqlStdOperatorTable.PERCENTILE_CONT)) {
            inner.setOperator(PERCENTILE_CONT);
        }
        return call.operandCount() == 2
                && (operator.equals(SqlStdOperatorTable.MINUS)
                        || operator.equals(SqlStdOperatorTable.PLUS)
                        || operator.getName().equalsIgnoreCase("DATE_TRUNC")
                        || operator.getName().equalsIgnoreCase("DATE_PART"));
    }

    /** Whether an operand has no type. */
    static boolean isUnit(SqlNode operand) {
        return operand instanceof SqlIntervalQualifier;
    }

    /** Puts it there, when the types of the operands ask for it. */
    static void change(SqlBasicCall call, List<RelDataType> types) {
        SqlTypeName left = types.get(0).getSqlTypeName();
        SqlTypeName right = types.get(1).getSqlTypeName();
        if (call.getOperator().getName().equalsIgnoreCase("DATE_TRUNC")) {
            if (SqlTypeName.CHAR_TYPES.contains(left) && MOMENTS.contains(right)) {
                call.setOperator(TRUNCATED);
            }
            return;
        }
        if (call.getOperator().getName().equalsIgnoreCase("DATE_PART")) {
            if (SqlTypeName.CHAR_TYPES.contains(left)) {
                call.setOperator(PART);
            }
            return;
        }
        boolean minus = call.getOperator().equals(SqlStdOperatorTable.MINUS);
        if (minus && MOMENTS.contains(left) && MOMENTS.contains(right)) {
            boolean days = left == SqlTypeName.DATE && right == SqlTypeName.DATE;
            call.setOperator(days ? DAYS_BETWEEN : TIME_BETWEEN);
        } else if (left == SqlTypeName.DATE && SqlTypeName.INT_TYPES.contains(right)) {
            call.setOperator(minus ? DAYS_EARLIER : DAYS_LATER);
        } else if (!minus && right == SqlTypeName.DATE && SqlTypeName.INT_TYPES.contains(left)) {
            SqlNode days = call.operand(0);
            call.setOperand(0, call.operand(1));
            call.setOperand(1, days);
            call.setOperator(DAYS_LATER);
        }
    }
}
