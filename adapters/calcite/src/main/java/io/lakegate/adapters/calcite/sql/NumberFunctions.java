package io.lakegate.adapters.calcite.sql;

import org.apache.calcite.rex.RexCall;
import org.apache.calcite.sql.type.SqlTypeUtil;

/** Functions of numbers and bits. */
final class NumberFunctions {
    private NumberFunctions() {}

    static void register() {
        ScalarFunctions.same(
                "ABS",
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
                "TANH",
                "BIT_COUNT");
        ScalarFunctions.put("CEILING", "ceil({0})");
        ScalarFunctions.put("POWER", "power({0}, {1})");
        ScalarFunctions.put("POW", "power({0}, {1})");
        ScalarFunctions.put("MOD", "({0} % {1})");
        ScalarFunctions.put("/INT", "({0} // {1})");
        ScalarFunctions.put("PI", "pi()");
        ScalarFunctions.put("LOG1P", "ln(1 + {0})");
        ScalarFunctions.put("ROUND", 1, "round({0})", "round({0}, {1})");
        ScalarFunctions.put("TRUNCATE", 1, "trunc({0})", "trunc({0}, {1})");
        ScalarFunctions.put("TRUNC", 1, "trunc({0})", "trunc({0}, {1})");
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
        ScalarFunctions.put("BITCOUNT", "bit_count({0})");
        ScalarFunctions.put("LEFTSHIFT", "({0} << {1})");
        ScalarFunctions.put("<<", "({0} << {1})");
        ScalarFunctions.put("BIT_GET", "(({0} >> {1}) & 1)");
        ScalarFunctions.put("GETBIT", "(({0} >> {1}) & 1)");
        ScalarFunctions.put("RAND", 0, "random()");
        ScalarFunctions.put("RANDOM", "random()");
        ScalarFunctions.put("RAND_INTEGER", 1, "CAST(floor(random() * {0}) AS INTEGER)");
        ScalarFunctions.put("SAFE_ADD", "TRY({0} + {1})");
        ScalarFunctions.put("SAFE_SUBTRACT", "TRY({0} - {1})");
        ScalarFunctions.put("SAFE_MULTIPLY", "TRY({0} * {1})");
        ScalarFunctions.put("SAFE_DIVIDE", NumberFunctions::safeDivision);
        ScalarFunctions.put("SAFE_NEGATE", "TRY(- {0})");
        ScalarFunctions.refuse("LN(x), LOG10(x), LOG2(x) and LN(x) / LN(base) say which base is meant.", "LOG");
        ScalarFunctions.refuse("CAST(x AS VARCHAR) shows a value as text.", "TYPEOF", "VARIANTNULL");
    }

    private static String safeDivision(RexCall call) {
        boolean exact = call.getOperands().stream().allMatch(operand -> SqlTypeUtil.isExactNumeric(operand.getType()));
        return exact ? "TRY(CAST({0} AS DOUBLE) / nullif({1}, 0))" : "({0} / nullif({1}, 0))";
    }
}
