package io.lakegate.adapters.calcite.sql;

import org.apache.calcite.rex.RexCall;
import org.apache.calcite.sql.type.SqlTypeUtil;

/** Functions of patterns. The engine's regular expressions are RE2's. */
final class RegularExpressions {
    private static final String META = "\\^$.|?*+()[]{}";

    private RegularExpressions() {}

    static void register() {
        ScalarFunctions.put("REGEXP_CONTAINS", "regexp_matches({0}, {1})");
        ScalarFunctions.put("REGEXP", "regexp_matches({0}, {1})");
        ScalarFunctions.put(
                "REGEXP_LIKE",
                call -> call.getOperands().size() == 2
                        ? "regexp_matches({0}, {1})"
                        : "regexp_matches({0}, {1}, '" + options(call) + "')");
        ScalarFunctions.put("REGEXP_REPLACE", RegularExpressions::replace);
        ScalarFunctions.put("REGEXP_EXTRACT", RegularExpressions::extract);
        ScalarFunctions.put("REGEXP_SUBSTR", RegularExpressions::extract);
        ScalarFunctions.put(
                "REGEXP_EXTRACT_ALL",
                call -> "regexp_extract_all({0}, {1}, " + group(ScalarFunctions.constant(call, 1)) + ")");
        ScalarFunctions.put(
                "REGEXP_INSTR",
                2,
                "(CASE WHEN regexp_matches({0}, {1}) THEN strpos({0}, regexp_extract({0}, {1})) WHEN {0} IS NOT NULL AND {1} IS NOT NULL THEN 0 END)");
    }

    /** Letters that MySQL and PostgreSQL have, in the engine's meaning: there, {@code s} lets a dot be a line's end, and {@code n} does not. */
    private static String options(RexCall call) {
        String letters = ScalarFunctions.constant(call, 2);
        if (!letters.matches("[cimns]*")) {
            throw FunctionErrors.refused(
                    "REGEXP_LIKE with the option " + letters,
                    "c, i, m, n (a dot may be the end of a line) and s work.");
        }
        String own = letters.replaceAll("[ns]", "");
        return letters.lastIndexOf('n') > letters.lastIndexOf('s') ? own + "s" : own;
    }

    private static String replace(RexCall call) {
        if (call.getOperands().size() == 3) {
            return "regexp_replace({0}, {1}, {2}, 'g')";
        }
        if (call.getOperands().size() == 4
                && SqlTypeUtil.inCharFamily(ScalarFunctions.type(call, 3))
                && ScalarFunctions.constant(call, 3).matches("[a-z]*")) {
            return "regexp_replace({0}, {1}, {2}, {3})";
        }
        throw FunctionErrors.refused(
                "REGEXP_REPLACE from a position", "REGEXP_REPLACE(x, 'pattern', 'new') replaces all.");
    }

    /** What the pattern's group matched, if it has one; nothing where nothing matched. */
    private static String extract(RexCall call) {
        if (call.getOperands().size() != 2) {
            throw FunctionErrors.refused(
                    call.getOperator().getName() + " from a position", "REGEXP_EXTRACT_ALL(x, 'pattern') gives all.");
        }
        int group = group(ScalarFunctions.constant(call, 1));
        return "(CASE WHEN regexp_matches({0}, {1}) THEN regexp_extract({0}, {1}, " + group + ") END)";
    }

    /** The number of the group that a pattern's match is taken from: the first, or the whole. */
    private static int group(String pattern) {
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '(' && (i + 1 >= pattern.length() || pattern.charAt(i + 1) != '?')) {
                return 1;
            }
        }
        return 0;
    }

    /** {@code SIMILAR TO}: a pattern of the standard, made a regular expression of the whole text. */
    static String similar(RexCall call) {
        String pattern = ScalarFunctions.constant(call, 1);
        char escape = call.getOperands().size() == 3
                ? ScalarFunctions.constant(call, 2).charAt(0)
                : '\0';
        return "regexp_full_match({0}, "
                + EngineFunction.escaped(StatementText.quotedText(regularExpression(pattern, escape))) + ", 's')";
    }

    private static String regularExpression(String pattern, char escape) {
        StringBuilder regex = new StringBuilder();
        boolean inBrackets = false;
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (escape != '\0' && c == escape && i + 1 < pattern.length()) {
                char literal = pattern.charAt(++i);
                regex.append(META.indexOf(literal) >= 0 ? "\\" : "").append(literal);
            } else if (inBrackets) {
                inBrackets = c != ']';
                regex.append(c);
            } else {
                inBrackets = c == '[';
                regex.append(
                        switch (c) {
                            case '%' -> ".*";
                            case '_' -> ".";
                            case '.', '^', '$', '\\' -> "\\" + c;
                            default -> String.valueOf(c);
                        });
            }
        }
        return regex.toString();
    }
}
