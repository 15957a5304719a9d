package io.lakegate.adapters.calcite.sql;

import io.lakegate.adapters.calcite.schema.CalciteTypes;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexDynamicParam;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;

/** Functions of numbers and bits. */
final class NumberFunctions {
    private NumberFunctions() {}

    static void register() {
        ScalarFunctions.same(
                "ACOS",
                "ACOSH",
                "ASIN",
                "ASINH",
                "ATAN",
                "ATAN2",
                "ATANH",
                "CBRT",
                "COS",
                "COSH",
                "COT",
                "DEGREES",
                "EXP",
                "FACTORIAL",
                "LN",
                "LOG10",
                "LOG2",
                "RADIANS",
                "SIGN",
                "SIN",
                "SINH",
                "SQRT",
                "TAN",
                "TANH");
        ScalarFunctions.put(
                "ABS",
                call -> SqlTypeUtil.isInterval(ScalarFunctions.type(call, 0))
                        ? "(CASE WHEN {0} < INTERVAL 0 DAY THEN - {0} ELSE {0} END)"
                        : "abs({0})");
        ScalarFunctions.put("CEILING", "ceil({0})");
        ScalarFunctions.put("POWER", "power({0}, {1})");
        ScalarFunctions.put("POW", "power({0}, {1})");
        ScalarFunctions.put("MOD", "({0} % {1})");
        ScalarFunctions.put("/INT", "({0} // {1})");
        ScalarFunctions.put("PI", "pi()");
        ScalarFunctions.put("LOG1P", "ln(1 + {0})");
        for (String rounding : new String[] {"ROUND", "TRUNCATE", "TRUNC"}) {
            ScalarFunctions.put(rounding, call -> rounded(call, rounding));
        }
        ScalarFunctions.put("HYPOT", "sqrt({0} * {0} + {1} * {1})");
        ScalarFunctions.put("ACOSD", "degrees(acos({0}))");
        ScalarFunctions.put("ASIND", "degrees(asin({0}))");
        ScalarFunctions.put("ATAND", "degrees(atan({0}))");
        ScalarFunctions.put("COSD", "cos(radians({0}))");
        ScalarFunctions.put("SIND", "sin(radians({0}))");
        ScalarFunctions.put("TAND", "tan(radians({0}))");
        ScalarFunctions.put("COTH", "(1 / tanh({0}))");
        ScalarFunctions.put("CSC", "(1 / sin({0}))");
        ScalarFunctions.put("CSCH", "(1 / sinh({0}))");
        ScalarFunctions.put("SEC", "(1 / cos({0}))");
        ScalarFunctions.put("SECH", "(1 / cosh({0}))");
        ScalarFunctions.put("IS_INF", "isinf({0})");
        ScalarFunctions.put("IS_NAN", "isnan({0})");
        ScalarFunctions.put("BIN", "bin(CAST({0} AS BIGINT))");
        ScalarFunctions.put("BITCOUNT", NumberFunctions::bitCount);
        ScalarFunctions.put("LEFTSHIFT", "({0} << {1})");
        ScalarFunctions.put("<<", "({0} << {1})");
        ScalarFunctions.put("BIT_COUNT", NumberFunctions::bitCount);
        ScalarFunctions.put("BIT_GET", NumberFunctions::bit);
        ScalarFunctions.put("GETBIT", NumberFunctions::bit);
        ScalarFunctions.put("LOG", NumberFunctions::logarithm);
        ScalarFunctions.put("RAND", 0, "random()");
        ScalarFunctions.put("RANDOM", "random()");
        ScalarFunctions.put("RAND_INTEGER", 1, "CAST(floor(random() * {0}) AS INTEGER)");
        ScalarFunctions.put("SAFE_ADD", call -> safe(call, "+"));
        ScalarFunctions.put("SAFE_SUBTRACT", call -> safe(call, "-"));
        ScalarFunctions.put("SAFE_MULTIPLY", call -> safe(call, "*"));
        ScalarFunctions.put("SAFE_DIVIDE", NumberFunctions::safeDivision);
        ScalarFunctions.put("SAFE_NEGATE", "TRY(- {0})");
        ScalarFunctions.refuse("CAST(x AS VARCHAR) shows a value as text.", "TYPEOF", "VARIANTNULL");
    }

    /** What is too large is NULL, of every type. */
    /** The engine wants to know how many digits of a DECIMAL stay. */
    private static String rounded(RexCall call, String name) {
        String function = name.equals("ROUND") ? "round" : "trunc";
        if (call.getOperands().size() == 1) {
            return function + "({0})";
        }
        RexNode digits = call.getOperands().get(1);
        if (RexUtil.isNullLiteral(digits, /* allowCast= */ true)) {
            return "CAST(NULL AS " + CalciteTypes.engineName(call.getType()) + ")";
        }
        boolean constant = RexUtil.isConstant(digits) && !(digits instanceof RexDynamicParam);
        if (ScalarFunctions.type(call, 0).getSqlTypeName() == SqlTypeName.DECIMAL && !constant) {
            throw FunctionErrors.refused(
                    name + " of a DECIMAL to a number of digits that is no constant",
                    "Write the number of digits, or CAST(x AS DOUBLE).");
        }
        return function + "({0}, {1})";
    }

    private static String safe(RexCall call, String sign) {
        boolean exact = call.getOperands().stream().allMatch(operand -> SqlTypeUtil.isExactNumeric(operand.getType()));
        return exact ? "TRY({0} " + sign + " {1})" : finite("(CAST({0} AS DOUBLE) " + sign + " CAST({1} AS DOUBLE))");
    }

    private static String finite(String computed) {
        return "(CASE WHEN isinf(%1$s) AND isfinite(CAST({0} AS DOUBLE)) AND isfinite(CAST({1} AS DOUBLE)) THEN NULL ELSE %1$s END)"
                .formatted(computed);
    }

    /** Whole numbers have 64 bits here, as in MySQL and BigQuery. */
    private static String bitCount(RexCall call) {
        RelDataType type = ScalarFunctions.type(call, 0);
        if (SqlTypeUtil.isIntType(type)
                || type.getSqlTypeName() == SqlTypeName.BOOLEAN
                || type.getSqlTypeName() == SqlTypeName.NULL) {
            return "bit_count(CAST({0} AS BIGINT))";
        }
        throw FunctionErrors.refused(
                "BIT_COUNT of a " + type.getSqlTypeName(), "CAST(x AS BIGINT) says which whole number is meant.");
    }

    private static String bit(RexCall call) {
        int last = switch (ScalarFunctions.type(call, 0).getSqlTypeName()) {
            case TINYINT -> 7;
            case SMALLINT -> 15;
            case INTEGER -> 31;
            default -> 63;
        };
        return "(CASE WHEN {1} NOT BETWEEN 0 AND %d THEN error('The number has no bit of this position: it has those from 0 to %d.') ELSE (({0} >> {1}) & 1) END)"
                .formatted(last, last);
    }

    private static String logarithm(RexCall call) {
        if (call.getOperands().size() == 1) {
            throw FunctionErrors.refused(
                    "LOG of one argument",
                    "LN(x), LOG10(x) and LOG2(x) say which base is meant, as does LOG(base, x).");
        }
        return "log({0}, {1})";
    }

    private static String safeDivision(RexCall call) {
        boolean exact = call.getOperands().stream().allMatch(operand -> SqlTypeUtil.isExactNumeric(operand.getType()));
        return exact
                ? "TRY(CAST({0} AS DOUBLE) / nullif({1}, 0))"
                : finite("(CAST({0} AS DOUBLE) / nullif(CAST({1} AS DOUBLE), 0))");
    }
}
