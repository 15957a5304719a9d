package io.lakegate.adapters.calcite.sql;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlLikeOperator;
import org.apache.calcite.sql.fun.SqlTrimFunction;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;

/**
 * What each function that gives one value is in the engine: a template of {@link EngineFunction}. What is not here is refused by name; the
 * same function under another name, or a formula, is as good as the function.
 */
final class ScalarFunctions {
    /** What a call is in the engine. */
    interface Translation {
        String template(RexCall call);
    }

    private static final Map<String, Translation> BY_NAME = new HashMap<>();
    private static final Map<String, String> REFUSED = new HashMap<>();

    private ScalarFunctions() {}

    /**
     * The template of a call.
     *
     * @throws io.lakegate.catalog.error.GatewayException when the function is refused
     */
    static String template(RexCall call) {
        Optional<String> ofBytes = BytesFunctions.template(call);
        if (ofBytes.isPresent()) {
            return ofBytes.get();
        }
        String name = call.getOperator().getName().toUpperCase(Locale.ROOT);
        Translation special = special(call);
        if (special != null) {
            return special.template(call);
        }
        Translation known = BY_NAME.get(name);
        if (known == null) {
            throw FunctionErrors.refused(name, REFUSED.getOrDefault(name, ""));
        }
        return known.template(call);
    }

    /** Those that are known by their kind: several functions, or one under several names. */
    private static @org.jspecify.annotations.Nullable Translation special(RexCall call) {
        return switch (call.getKind()) {
            case LIKE -> ScalarFunctions::like;
            case SIMILAR -> RegularExpressions::similar;
            case RLIKE -> c -> "regexp_matches({0}, {1})";
            case POSIX_REGEX_CASE_SENSITIVE -> c -> negated(c) + "regexp_matches({0}, {1}))";
            case POSIX_REGEX_CASE_INSENSITIVE -> c -> negated(c) + "regexp_matches({0}, {1}, 'i'))";
            case EXTRACT -> TimeFunctions::extract;
            case FLOOR -> c -> c.getOperands().size() == 1 ? whole(c, "floor({0})") : TimeFunctions.floor(c);
            case CEIL -> c -> c.getOperands().size() == 1 ? whole(c, "ceil({0})") : TimeFunctions.ceil(c);
            case TIMESTAMP_DIFF -> TimeFunctions::between;
            case REINTERPRET -> TimeFunctions::reinterpreted;
            case TRIM -> ScalarFunctions::trim;
            case POSITION -> ScalarFunctions::position;
            case CHAR_LENGTH -> c -> isBinary(c, 0) ? "octet_length({0})" : "length({0})";
            case GREATEST, LEAST -> c -> c.getKind().lowerName + "({*})";
            case BITAND -> c -> "({0} & {1})";
            case BITOR -> c -> "({0} | {1})";
            case BITXOR -> c -> "xor({0}, {1})";
            case BITNOT -> c -> "(~ {0})";
            case COALESCE -> c -> "coalesce({*})";
            case NULLIF -> c -> "nullif({0}, {1})";
            case REVERSE -> c -> "reverse({0})";
            default -> null;
        };
    }

    static {
        TextFunctions.register();
        NumberFunctions.register();
        ListFunctions.register();
        JsonFunctions.register();
        MomentFunctions.register();
        refuse(
                "Connect with the property user: a statement of a view, or of nobody, cannot ask who runs it.",
                "CURRENT_USER",
                "SESSION_USER",
                "SYSTEM_USER",
                "USER");
    }

    /** A function whose translation does not depend on its operands. */
    static void put(String name, String template) {
        BY_NAME.put(name, call -> template);
    }

    /** A function that has another form for each number of operands: the first is for {@code least} ones. */
    static void put(String name, int least, String... templates) {
        BY_NAME.put(name, call -> {
            int form = call.getOperands().size() - least;
            if (form < 0 || form >= templates.length || templates[form].isEmpty()) {
                throw FunctionErrors.refused(
                        name + " with " + call.getOperands().size() + " arguments", "Leave the last arguments out.");
            }
            return templates[form];
        });
    }

    static void put(String name, Translation translation) {
        BY_NAME.put(name, translation);
    }

    /** Functions that the engine has by the same names in the same meaning. */
    static void same(String... names) {
        for (String name : names) {
            put(name, name.toLowerCase(Locale.ROOT) + "({*})");
        }
    }

    /** Functions that are refused, with a sentence that says what to write instead. */
    static void refuse(String advice, String... names) {
        for (String name : names) {
            REFUSED.put(name, advice);
        }
    }

    static boolean isBinary(RexCall call, int operand) {
        SqlTypeName type = call.getOperands().get(operand).getType().getSqlTypeName();
        return type == SqlTypeName.BINARY || type == SqlTypeName.VARBINARY;
    }

    /** The text that an operand is, for what has to be known while the statement is translated. */
    static String constant(RexCall call, int operand) {
        RexNode node = call.getOperands().get(operand);
        if (node.isA(SqlKind.CAST)) {
            node = ((RexCall) node).getOperands().get(0);
        }
        if (node instanceof RexLiteral literal && SqlTypeUtil.inCharFamily(literal.getType()) && !literal.isNull()) {
            return requireNonNull(literal.getValueAs(String.class), "text");
        }
        throw FunctionErrors.refused(
                call.getOperator().getName() + " with a pattern that is no literal",
                "Write the pattern as a text in quotes.");
    }

    /** The engine would make a DOUBLE of a number that is whole already. */
    private static String whole(RexCall call, String otherwise) {
        return SqlTypeUtil.isIntType(type(call, 0)) ? "{0}" : otherwise;
    }

    static RelDataType type(RexCall call, int operand) {
        return call.getOperands().get(operand).getType();
    }

    private static String negated(RexCall call) {
        return call.getOperator().getName().startsWith("NEGATED") ? "(NOT " : "(";
    }

    private static String like(RexCall call) {
        boolean anyCase = !((SqlLikeOperator) call.getOperator()).isCaseSensitive();
        String word = anyCase ? " ILIKE " : " LIKE ";
        return call.getOperands().size() == 3 ? "({0}" + word + "{1} ESCAPE {2})" : "({0}" + word + "{1})";
    }

    private static String trim(RexCall call) {
        Object side = ((RexLiteral) call.getOperands().get(0)).getValue();
        return side == SqlTrimFunction.Flag.LEADING
                ? "ltrim({2}, {1})"
                : side == SqlTrimFunction.Flag.TRAILING ? "rtrim({2}, {1})" : "trim({2}, {1})";
    }

    private static String position(RexCall call) {
        return switch (call.getOperands().size()) {
            case 2 -> "strpos({1}, {0})";
            case 3 ->
                "(CASE WHEN {0} IS NULL OR {1} IS NULL OR {2} IS NULL THEN NULL WHEN {2} < 1 OR {2} > length({1}) + 1 THEN 0"
                        + " WHEN strpos(substring({1}, {2}), {0}) > 0 THEN strpos(substring({1}, {2}), {0}) + {2} - 1 ELSE 0 END)";
            default ->
                throw FunctionErrors.refused(
                        "POSITION of an occurrence", "Search behind the one before it, with FROM.");
        };
    }
}
