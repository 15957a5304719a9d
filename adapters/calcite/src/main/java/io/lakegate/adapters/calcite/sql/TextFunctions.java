package io.lakegate.adapters.calcite.sql;

import java.util.List;
import java.util.Locale;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;

/** Functions of texts and bytes. */
final class TextFunctions {
    /** Not {@code greatest}, which gives 1 for NULL. */
    private static final String START = "(CASE WHEN {1} < 1 THEN 1 ELSE {1} END)";

    private static final String END = "(CAST({1} AS BIGINT) + {2})";

    private TextFunctions() {}

    static void register() {
        ScalarFunctions.same(
                "LOWER",
                "UPPER",
                "REPLACE",
                "ASCII",
                "CHR",
                "SHA1",
                "SHA256",
                "STARTS_WITH",
                "ENDS_WITH",
                "SPLIT_PART",
                "CONCAT",
                "MD5");
        ScalarFunctions.put(
                "REPEAT",
                "repeat({0}, " + LongestValue.checked("REPEAT", "{1}", "CAST({1} AS HUGEINT) * strlen({0})") + ")");
        ScalarFunctions.put(
                "CONCAT_WS",
                call -> call.getOperands().size() == 1 ? "(CASE WHEN {0} IS NOT NULL THEN '' END)" : "concat_ws({*})");
        ScalarFunctions.put("||", "({0} || {1})");
        ScalarFunctions.put("CHAR", "chr({0})");
        ScalarFunctions.put("STARTSWITH", "starts_with({0}, {1})");
        ScalarFunctions.put("ENDSWITH", "ends_with({0}, {1})");
        for (String pad : List.of("LPAD", "RPAD")) {
            String padded =
                    pad.toLowerCase(Locale.ROOT) + "({0}, CAST(" + LongestValue.checked(pad, "{1}") + " AS INTEGER), ";
            ScalarFunctions.put(pad, 2, padded + "' ')", padded + "{2})");
        }
        ScalarFunctions.put("LEFT", "left({0}, CASE WHEN {1} < 0 THEN 0 ELSE {1} END)");
        ScalarFunctions.put("RIGHT", "right({0}, CASE WHEN {1} < 0 THEN 0 ELSE {1} END)");
        ScalarFunctions.put("SPACE", "repeat(' ', " + LongestValue.checked("SPACE", "{0}") + ")");
        ScalarFunctions.put("TRANSLATE3", "translate({0}, {1}, {2})");
        ScalarFunctions.put("SUBSTRING", TextFunctions::substring);
        ScalarFunctions.put("OVERLAY", 3, overlaid("length({1})"), overlaid("{3}"));
        ScalarFunctions.put("STRCMP", "(CASE WHEN {0} = {1} THEN 0 WHEN {0} < {1} THEN -1 WHEN {0} > {1} THEN 1 END)");
        ScalarFunctions.put(
                "FIND_IN_SET",
                "coalesce(list_position(string_split({1}, ','), {0}), CASE WHEN {0} IS NOT NULL AND {1} IS NOT NULL THEN 0 END)");
        ScalarFunctions.put(
                "SUBSTRING_INDEX",
                call -> "(CASE WHEN {0} IS NOT NULL AND {1} IS NOT NULL AND {2} IS NOT NULL THEN "
                        + joined(
                                call,
                                "(CASE WHEN {2} >= 0 THEN string_split({0}, {1})[1:{2}]"
                                        + " ELSE string_split({0}, {1})[greatest(len(string_split({0}, {1})) + {2} + 1, 1):] END)")
                        + " END)");
        ScalarFunctions.put(
                "INITCAP",
                "array_to_string(list_transform(regexp_extract_all(lower({0}), '[\\p{L}\\p{N}]+|[^\\p{L}\\p{N}]+'),"
                        + " lambda x: upper(x[1]) || x[2:]), '')");
        ScalarFunctions.put(
                "OCTET_LENGTH", call -> ScalarFunctions.isBinary(call, 0) ? "octet_length({0})" : "strlen({0})");
        ScalarFunctions.put(
                "BIT_LENGTH",
                call -> ScalarFunctions.isBinary(call, 0) ? "(octet_length({0}) * 8)" : "bit_length({0})");
        ScalarFunctions.put("HEX", "hex({0})");
        ScalarFunctions.put("TO_HEX", "lower(hex({0}))");
        ScalarFunctions.put("FROM_HEX", "from_hex({0})");
        ScalarFunctions.put(
                "TO_BASE64", call -> ScalarFunctions.isBinary(call, 0) ? "base64({0})" : "base64(encode({0}))");
        ScalarFunctions.put("FROM_BASE64", "from_base64({0})");
        ScalarFunctions.put(
                "URL_ENCODE", "replace(replace(replace(url_encode({0}), '%20', '+'), '%2A', '*'), '~', '%7E')");
        ScalarFunctions.put("URL_DECODE", "url_decode(replace({0}, '+', '%20'))");
        ScalarFunctions.put("CONTAINS_SUBSTR", 2, "contains(lower(CAST({0} AS VARCHAR)), lower({1}))");
        ScalarFunctions.put(
                "SPLIT", 1, "string_split({0}, ',')", "(CASE WHEN {1} IS NOT NULL THEN string_split({0}, {1}) END)");
        ScalarFunctions.put(
                "STRING_TO_ARRAY",
                2,
                "string_split({0}, coalesce({1}, ''))",
                "list_transform(string_split({0}, coalesce({1}, '')), lambda x: nullif(x, {2}))");
        RegularExpressions.register();
        ScalarFunctions.put(
                "LEVENSHTEIN",
                "(CASE WHEN strlen({0}) = length({0}) AND strlen({1}) = length({1}) THEN levenshtein({0}, {1})"
                        + " ELSE lakegate_levenshtein({0}, {1}) END)"); // the engine's own counts bytes
        ScalarFunctions.put("SOUNDEX", "lakegate_soundex({0})");
        ScalarFunctions.put("DIFFERENCE", "lakegate_difference({0}, {1})");
        ScalarFunctions.put("SHA512", call -> "lakegate_sha512(" + bytes(call) + ")");
        ScalarFunctions.put("CRC32", call -> "lakegate_crc32(" + bytes(call) + ")");
        ScalarFunctions.refuse("TO_HEX and TO_BASE64 work.", "TO_BASE32", "FROM_BASE32", "COMPRESS");
        ScalarFunctions.refuse("TRANSLATE(x, 'from', 'to') replaces single characters.", "TRANSLATE", "CONVERT");
        ScalarFunctions.refuse(
                "REGEXP_EXTRACT(url, 'pattern') takes parts out of a text.", "PARSE_URL", "EXTRACTVALUE");
        ScalarFunctions.refuse(
                "SPLIT(x, ',') makes a list of a text.",
                "STR_TO_MAP",
                "CODE_POINTS_TO_STRING",
                "CODE_POINTS_TO_BYTES",
                "TO_CODE_POINTS");
        ScalarFunctions.refuse("CAST(x AS VARCHAR) or ROUND(x, n) works.", "FORMAT_NUMBER");
    }

    /** The texts of a list, which is not NULL, with a separator between them. The engine's own function for it takes only constants as separators. */
    static String joined(RexCall call, String list) {
        return call.getOperands().get(1) instanceof RexLiteral
                ? "array_to_string(" + list + ", {1})"
                : "substring(list_reduce(list_prepend('', " + list + "), lambda x, y: x || {1} || y), length({1}) + 1)";
    }

    private static String bytes(RexCall call) {
        return ScalarFunctions.isBinary(call, 0) ? "lower(hex({0}))" : "lower(hex(encode({0})))";
    }

    private static String overlaid(String length) {
        return "(left({0}, CASE WHEN {2} < 1 THEN error('OVERLAY begins before the text.') ELSE {2} - 1 END) || {1} ||"
                + " substring({0}, CASE WHEN %1$s < 1 - {2} THEN 1 ELSE {2} + %1$s END))".formatted(length);
    }

    /** Before the first character there is nothing; the engine would count from the end. */
    private static String substring(RexCall call) {
        boolean simple = call.getOperands().get(1) instanceof RexLiteral start
                && !start.isNull()
                && start.getValueAs(java.math.BigDecimal.class).signum() > 0;
        if (call.getOperands().size() == 2) {
            return "substring({0}, " + (simple ? "{1}" : START) + ")";
        }
        return simple
                ? "substring({0}, {1}, CASE WHEN {2} < 0 THEN 0 ELSE {2} END)"
                : "substring({0}, " + START + ", CASE WHEN " + END + " < " + START + " THEN 0 ELSE " + END + " - "
                        + START + " END)";
    }
}
