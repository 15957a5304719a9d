package io.lakegate.adapters.calcite.sql;

import java.util.List;
import java.util.regex.Pattern;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlJsonConstructorNullClause;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.SqlTypeName;

/** Functions of JSON, which is text. */
final class JsonFunctions {
    private static final Pattern SIMPLE_PATH =
            Pattern.compile("(?i)(?:lax\\s+)?(\\$(?:\\.(?:[\\p{L}_][\\p{L}\\p{N}_]*|\"[^\"]+\")|\\[\\d+])*)");
    private static final String LENGTH =
            "(CASE json_type(%s) WHEN 'ARRAY' THEN json_array_length(%s) WHEN 'OBJECT' THEN len(json_keys(%s)) WHEN 'NULL' THEN 1 ELSE CASE WHEN %s IS NOT NULL THEN 1 END END)";
    private static final String TYPE =
            "(CASE json_type({0}) WHEN 'VARCHAR' THEN 'STRING' WHEN 'UBIGINT' THEN 'INTEGER' WHEN 'BIGINT' THEN 'INTEGER' ELSE json_type({0}) END)";

    private JsonFunctions() {}

    static void register() {
        ScalarFunctions.put("JSON_VALUE", call -> {
            String value =
                    "(CASE WHEN json_type({0}, %s) NOT IN ('OBJECT', 'ARRAY', 'NULL') THEN json_extract_string({0}, %s) END)";
            String path = path(call, 1);
            String text = value.formatted(path, path);
            return call.getType().getSqlTypeName() == SqlTypeName.VARCHAR
                    ? text
                    : "CAST(" + text + " AS "
                            + io.lakegate.adapters.calcite.schema.CalciteTypes.engineName(call.getType()) + ")";
        });
        ScalarFunctions.put("JSON_QUERY", call -> {
            String path = path(call, 1);
            return "(CASE WHEN json_type({0}, %s) IN ('OBJECT', 'ARRAY') THEN CAST(json_extract({0}, %s) AS VARCHAR) END)"
                    .formatted(path, path);
        });
        ScalarFunctions.put("JSON_EXISTS", call -> "json_exists({0}, " + path(call, 1) + ")");
        ScalarFunctions.put("JSON_OBJECT", JsonFunctions::object);
        ScalarFunctions.put("JSON_ARRAY", JsonFunctions::array);
        ScalarFunctions.put(
                "JSON_TYPE",
                call -> call.getOperator().equals(SqlStdOperatorTable.JSON_TYPE_OPERATOR)
                        ? "{0}"
                        : TYPE); // two of one name
        ScalarFunctions.put("JSON_VALID", "json_valid({0})");
        ScalarFunctions.put("JSON_LENGTH", call -> {
            String json = call.getOperands().size() == 1 ? "{0}" : "json_extract({0}, " + path(call, 1) + ")";
            return LENGTH.formatted(json, json, json, json);
        });
        ScalarFunctions.put("JSON_KEYS", call -> {
            String json = call.getOperands().size() == 1 ? "{0}" : "json_extract({0}, " + path(call, 1) + ")";
            return "(CASE WHEN json_type(%s) = 'OBJECT' THEN CAST(to_json(json_keys(%s)) AS VARCHAR) END)"
                    .formatted(json, json);
        });
        ScalarFunctions.put("JSON_PRETTY", "json_pretty(CAST({0} AS JSON))");
        ScalarFunctions.put("JSON_STORAGE_SIZE", "strlen({0})");
        for (String change : List.of("JSON_REMOVE", "JSON_SET", "JSON_INSERT", "JSON_REPLACE")) {
            ScalarFunctions.put(change, JsonFunctions::changed);
        }
        for (String not : List.of("", "NOT ")) {
            String before = not.isEmpty() ? "" : "NOT ";
            ScalarFunctions.put("IS " + not + "JSON VALUE", "(" + before + "json_valid({0}))");
            ScalarFunctions.put("IS " + not + "JSON OBJECT", "(" + before + is("= 'OBJECT'"));
            ScalarFunctions.put("IS " + not + "JSON ARRAY", "(" + before + is("= 'ARRAY'"));
            ScalarFunctions.put("IS " + not + "JSON SCALAR", "(" + before + is("NOT IN ('OBJECT', 'ARRAY')"));
        }
        ScalarFunctions.put("JSON_VALUE_EXPRESSION", "{0}");
        ScalarFunctions.put("FORMAT JSON", "{0}");
        ScalarFunctions.refuse("JSON_LENGTH(x) and JSON_KEYS(x) work.", "JSON_DEPTH");
    }

    private static String is(String test) {
        return "(CASE WHEN json_valid({0}) THEN json_type({0}) " + test + " WHEN {0} IS NOT NULL THEN FALSE END))";
    }

    /** A path of names and positions, in the engine's way; what it would read otherwise is refused. */
    private static String path(RexCall call, int operand) {
        for (RexNode behavior : call.getOperands()
                .subList(
                        Math.min(2, call.getOperands().size()),
                        call.getOperands().size())) {
            if (behavior instanceof RexLiteral literal
                    && literal.getTypeName() == SqlTypeName.SYMBOL
                    && List.of(
                                    "ERROR",
                                    "DEFAULT",
                                    "EMPTY_ARRAY",
                                    "EMPTY_OBJECT",
                                    "TRUE",
                                    "UNKNOWN",
                                    "WITH_CONDITIONAL_ARRAY",
                                    "WITH_UNCONDITIONAL_ARRAY")
                            .contains(name(literal))
                    && !(name(literal).equals("ERROR") && isPlace(call, literal))) {
                throw FunctionErrors.refused(
                        call.getOperator().getName() + " with " + name(literal),
                        "NULL ON EMPTY and NULL ON ERROR work.");
            }
        }
        String path = ScalarFunctions.constant(call, operand);
        java.util.regex.Matcher simple = SIMPLE_PATH.matcher(path.strip());
        if (!simple.matches()) {
            throw FunctionErrors.refused(
                    "the JSON path " + path, "Paths of names and positions work, as in $.orders[0].\"unit price\".");
        }
        return EngineFunction.escaped(StatementText.quotedText(simple.group(1)));
    }

    /** Not its text, which may have blanks in it. */
    private static String name(RexLiteral literal) {
        return literal.getValue() instanceof Enum<?> symbol ? symbol.name() : String.valueOf(literal.getValue());
    }

    /** The word ERROR also says where: ON ERROR. It then stands behind what is done there. */
    private static boolean isPlace(RexCall call, RexLiteral literal) {
        return literal.getValue() instanceof org.apache.calcite.sql.SqlJsonValueEmptyOrErrorBehavior
                && call.getOperands().indexOf(literal) > 2;
    }

    private static boolean keepsNulls(RexCall call) {
        return ((RexLiteral) call.getOperands().get(0)).getValue() == SqlJsonConstructorNullClause.NULL_ON_NULL;
    }

    /** Operands that are JSON themselves are put in as what they are. */
    private static String json(RexCall call, int operand) {
        RexNode node = call.getOperands().get(operand);
        String function = node instanceof RexCall inner ? inner.getOperator().getName() : "";
        boolean made = function.startsWith("JSON_") && !function.startsWith("JSON_VALUE");
        boolean isJson = made || function.equals("FORMAT JSON");
        return isJson ? "CAST({" + operand + "} AS JSON)" : "{" + operand + "}";
    }

    private static String object(RexCall call) {
        boolean nulls = keepsNulls(call);
        if (!nulls && call.getOperands().size() > 1) {
            throw FunctionErrors.refused("JSON_OBJECT with ABSENT ON NULL", "NULL ON NULL works.");
        }
        StringBuilder text = new StringBuilder("CAST(json_object(");
        for (int i = 1; i < call.getOperands().size(); i++) {
            text.append(i > 1 ? ", " : "").append(i % 2 == 1 ? "{" + i + "}" : json(call, i));
        }
        return text.append(") AS VARCHAR)").toString();
    }

    private static String array(RexCall call) {
        StringBuilder text = new StringBuilder();
        for (int i = 1; i < call.getOperands().size(); i++) {
            text.append(i > 1 ? ", " : "").append("to_json(" + json(call, i) + ")");
        }
        return keepsNulls(call)
                ? "CAST(json_array(" + text + ") AS VARCHAR)"
                : "CAST(to_json(list_filter(CAST([" + text + "] AS JSON[]), lambda x: x IS NOT NULL)) AS VARCHAR)";
    }

    /** One change after the other: each sees what those before it made. */
    private static String changed(RexCall call) {
        String function = call.getOperator().getName().toLowerCase(java.util.Locale.ROOT);
        boolean pairs = !call.getOperator().getName().equals("JSON_REMOVE");
        String text = "{0}";
        for (int i = 1; i < call.getOperands().size(); i += pairs ? 2 : 1) {
            text = "%s(%s, %s%s)"
                    .formatted(function, text, path(call, i), pairs ? ", to_json(" + json(call, i + 1) + ")" : "");
        }
        return "CAST(" + text + " AS VARCHAR)";
    }
}
