package io.lakegate.adapters.calcite.sql;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.sql.SqlKind;

/**
 * The functions of texts and of bits that take bytes too. The engine has them for texts only, so they look at the bytes in hexadecimal, two
 * characters a byte, or as a row of bits.
 */
final class BytesFunctions {
    private static final String HEX = "hex({0})";
    private static final String OTHER_HEX = "hex({1})";

    /** Where the other bytes are, from 0 on: a place between two bytes is none. NULL where they are not. */
    private static final String BYTES_BEFORE = "(CASE WHEN regexp_matches(%1$s, '^(?:..)*?' || " + HEX
            + ") THEN length(regexp_extract(%1$s, '^((?:..)*?)' || " + HEX + ", 1)) // 2 END)";

    private static final Map<String, String> BY_NAME = new HashMap<>();

    static {
        String start = "(CASE WHEN {1} < 1 THEN 1 ELSE CAST({1} AS BIGINT) END)";
        String end = "(CAST({1} AS BIGINT) + {2})";
        put("SUBSTRING", 2, "unhex(substring(" + HEX + ", 2 * " + start + " - 1))");
        put(
                "SUBSTRING",
                3,
                "unhex(substring(%1$s, 2 * %2$s - 1, CASE WHEN %3$s < %2$s THEN 0 ELSE 2 * (%3$s - %2$s) END))"
                        .formatted(HEX, start, end));
        put("LEFT", 2, "unhex(left(" + HEX + ", CASE WHEN {1} < 0 THEN 0 ELSE 2 * CAST({1} AS BIGINT) END))");
        put("RIGHT", 2, "unhex(right(" + HEX + ", CASE WHEN {1} < 0 THEN 0 ELSE 2 * CAST({1} AS BIGINT) END))");
        for (String pad : new String[] {"LPAD", "RPAD"}) {
            String function = "unhex(" + pad.toLowerCase(Locale.ROOT) + "(" + HEX + ", CAST(2 * "
                    + LongestValue.checked(pad, "{1}") + " AS INTEGER), ";
            put(pad, 2, function + "'20'))");
            put(pad, 3, function + "hex({2})))");
        }
        for (String starts : new String[] {"STARTS_WITH", "STARTSWITH"}) {
            put(starts, 2, "starts_with(" + HEX + ", " + OTHER_HEX + ")");
        }
        for (String ends : new String[] {"ENDS_WITH", "ENDSWITH"}) {
            put(ends, 2, "ends_with(" + HEX + ", " + OTHER_HEX + ")");
        }
        put(
                "POSITION",
                2,
                "(CASE WHEN {0} IS NOT NULL AND {1} IS NOT NULL THEN coalesce(" + BYTES_BEFORE.formatted(OTHER_HEX)
                        + " + 1, 0) END)");
        put(
                "POSITION",
                3,
                "(CASE WHEN {0} IS NULL OR {1} IS NULL OR {2} IS NULL THEN NULL WHEN {2} < 1 OR {2} > octet_length({1}) + 1 THEN 0"
                        + " ELSE coalesce("
                        + BYTES_BEFORE.formatted("substring(" + OTHER_HEX + ", 2 * CAST({2} AS BIGINT) - 1)")
                        + " + {2}, 0) END)");
        put("BIT_COUNT", 1, "bit_count(CAST({0} AS BIT))");
        put("BITCOUNT", 1, "bit_count(CAST({0} AS BIT))");
        for (String and : new String[] {"BITAND", "&"}) {
            put(and, 2, "CAST((CAST({0} AS BIT) & CAST({1} AS BIT)) AS BLOB)");
        }
        for (String or : new String[] {"BITOR", "|"}) {
            put(or, 2, "CAST((CAST({0} AS BIT) | CAST({1} AS BIT)) AS BLOB)");
        }
        for (String xor : new String[] {"BITXOR", "^"}) {
            put(xor, 2, "CAST(xor(CAST({0} AS BIT), CAST({1} AS BIT)) AS BLOB)");
        }
        for (String not : new String[] {"BITNOT", "~"}) {
            put(not, 1, "CAST((~ CAST({0} AS BIT)) AS BLOB)");
        }
    }

    /** What is of texts or of numbers only, though Calcite takes bytes too. */
    private static final Set<String> OF_TEXTS = Set.of(
            "<<",
            "LEFTSHIFT",
            "OVERLAY",
            "REPLACE",
            "TRANSLATE3",
            "TRIM",
            "CONCAT_WS",
            "SPLIT",
            "SPLIT_PART",
            "CONTAINS_SUBSTR");

    private BytesFunctions() {}

    private static void put(String name, int operands, String template) {
        BY_NAME.put(name + operands, template);
    }

    /**
     * The template of a call that has bytes among its operands; empty for functions that the engine has for them as well.
     *
     * @throws io.lakegate.catalog.error.GatewayException when it is refused
     */
    static Optional<String> template(RexCall call) {
        int operands = call.getOperands().size();
        if (IntStream.range(0, operands).noneMatch(i -> ScalarFunctions.isBinary(call, i))) {
            return Optional.empty();
        }
        String name = call.getOperator().getName().toUpperCase(Locale.ROOT);
        String template = BY_NAME.get(name + operands);
        if (template == null
                && (OF_TEXTS.contains(name) || BY_NAME.containsKey(name + "2") || call.isA(SqlKind.LIKE))) {
            throw FunctionErrors.refused(name + " of bytes", "TO_HEX(x) makes a text of them, two characters a byte.");
        }
        return Optional.ofNullable(template);
    }
}
