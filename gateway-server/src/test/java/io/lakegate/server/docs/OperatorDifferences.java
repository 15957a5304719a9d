package io.lakegate.server.docs;

import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;

/** Why examples of Calcite's have another value here: by operator and type. Each is a decision about a dialect, none is about a single example. */
final class OperatorDifferences {
    /**
     * One of them.
     *
     * @param name of the operators and types, for people
     * @param sql what is found in the statements that it is about
     * @param values which values, expected and actual, it explains
     * @param reason a sentence
     */
    record Rule(String name, Pattern sql, BiPredicate<String, String> values, String reason) {
        boolean explains(OperatorExamples.Example example) {
            return sql.matcher(example.sql()).find() && values.test(example.expected(), example.actual());
        }
    }

    private static final List<Rule> RULES = List.of(
            rule(
                    "CHAR and VARCHAR of several lengths in one result",
                    "",
                    (expected, actual) ->
                            !isError(actual) && withoutBlanks(expected).equals(withoutBlanks(actual)),
                    "Shorter texts are not filled with blanks to the length of the longest, as Calcite does."),
            rule(
                    "CHAR",
                    "(?i)AS CHAR\\(\\d+\\)\\) = '",
                    OperatorDifferences::any,
                    "Texts are equal when all their characters are; Calcite leaves trailing blanks out of sight."),
            rule(
                    "TIME, TIMESTAMP",
                    "(?i)\\b(time|timestamp|concat_ws)\\b",
                    (expected, actual) -> actual.replaceAll("\\.\\d+", "").equals(expected.replaceAll("\\.\\d+", "")),
                    "Without a precision they have microseconds; Calcite's have none."),
            rule(
                    "CAST of a text to TIME or TIMESTAMP",
                    "(?i)cast\\('[^']*' as (time|timestamp)",
                    OperatorDifferences::weDoNot,
                    "One digit is enough for a month, a day, an hour; what follows a TIME is not looked at."),
            rule(
                    "REAL",
                    "(?i)\\breal\\b",
                    (expected, actual) -> isNumberOrDate(actual),
                    "A REAL has 24 bits, and is widened as what it is; Calcite computes with its decimal text."),
            rule(
                    "DECIMAL",
                    "(?i)decimal\\(19",
                    OperatorDifferences::calciteFails,
                    "DECIMAL has up to 38 digits; Calcite's has 19."),
            rule(
                    "Lists of DECIMALs",
                    "(?i)decimal\\(17\\)",
                    OperatorDifferences::any,
                    "The common type of a list keeps all digits."),
            rule(
                    "SAFE_ADD, SAFE_SUBTRACT of DOUBLE",
                    "(?i)safe_(add|subtract)\\(",
                    OperatorDifferences::any,
                    "A sum that rounds to the largest DOUBLE is that; only what is infinite is NULL."),
            rule(
                    "SAFE_NEGATE",
                    "(?i)safe_negate\\(",
                    OperatorDifferences::weFail,
                    "The negative of the smallest BIGINT is written as a literal, which no BIGINT is."),
            rule(
                    "CAST to a number, ADD_MONTHS",
                    "(?i)(cast|add_months)\\(",
                    OperatorDifferences::rounded,
                    "What has more digits behind the point than its type is rounded; Calcite cuts it, or refuses it in a text."),
            rule(
                    "INTERVAL",
                    "(?i)(interval|\\) (day to hour|minute)\\b)",
                    (expected, actual) -> !isError(actual),
                    "An interval keeps what its type does not show, as the hours of an INTERVAL DAY."),
            rule(
                    "SUBSTRING, SUBSTR",
                    "(?i)substr(ing)?\\(",
                    OperatorDifferences::any,
                    "Positions are counted from 1 as in the standard and in PostgreSQL: before it there is nothing. MySQL, BigQuery and Spark count negative ones from the end; there, write RIGHT(x, n). A negative length is 0."),
            rule(
                    "POSITION",
                    "(?i)position\\(",
                    (expected, actual) -> actual.equals("0"),
                    "From outside of the text, nothing is found."),
            rule(
                    "GREATEST, LEAST",
                    "(?i)(greatest|least)\\(",
                    OperatorDifferences::any,
                    "NULL is left out, as in PostgreSQL and Spark; in MySQL and BigQuery the whole is NULL. Bytes are not filled with zeros."),
            rule(
                    "CONCAT, CONCAT_WS",
                    "(?i)concat",
                    OperatorDifferences::any,
                    "NULL is left out as in PostgreSQL, and lists are joined as in Spark."),
            rule(
                    "ARRAY_AGG, COLLECT",
                    "(?i)(array_agg|collect)\\(",
                    OperatorDifferences::any,
                    "NULL is kept, as in PostgreSQL and the standard."),
            rule(
                    "LISTAGG, STRING_AGG, GROUP_CONCAT",
                    "(?i)(listagg|string_agg|group_concat)\\(",
                    OperatorDifferences::any,
                    "Lengths are those of the texts, without blanks to fill them."),
            rule(
                    "LN, LOG, LOG1P, LOG2, LOG10",
                    "(?i)(log|log1p|log2|ln|log10)\\(",
                    OperatorDifferences::logarithm,
                    "LOG(base, x), as in PostgreSQL, MySQL and Spark; BigQuery has the base last. As in IEEE 754 the logarithm of 0 is -Infinity, and that of a negative number NaN."),
            rule(
                    "Trigonometry",
                    "(?i)(acos|asin|atan|cos|sin|tan)[hd]?\\(",
                    OperatorDifferences::calciteFails,
                    "What is not defined is NaN or infinite, as in IEEE 754."),
            rule(
                    "BIT operators of unsigned numbers",
                    "(?i)unsigned",
                    OperatorDifferences::any,
                    "Unsigned numbers widen to a signed type that holds all of them."),
            rule(
                    "<<, LEFTSHIFT",
                    "(?i)(<<|leftshift)",
                    OperatorDifferences::weFail,
                    "A number that is negative, or that shifting takes out of its type, is an error."),
            rule(
                    "FACTORIAL, CHAR, FROM_BASE64, TIMESTAMPADD",
                    "(?i)(factorial|char|from_base64|timestampadd)\\(",
                    OperatorDifferences::weFail,
                    "What has no value is an error, not NULL; blanks are no part of base 64; there are at most 2147483647 units."),
            rule("MAP", "(?i)map", OperatorDifferences::weFail, "The keys of a map are there once, and are not NULL."),
            rule(
                    "CAST to a DECIMAL",
                    "(?i)cast\\(.* as decimal",
                    OperatorDifferences::weFail,
                    "What is too large for its type once it is rounded is an error."),
            rule(
                    "MAP of lists",
                    "(?i)map_from_entries\\(array\\[row\\(array",
                    OperatorDifferences::weDoNot,
                    "A map is shown as JSON, in which keys are texts."),
            rule(
                    "MEMBER OF",
                    "(?i)member of",
                    OperatorDifferences::any,
                    "Whether NULL is a member is not known: NULL."),
            rule(
                    "LPAD, RPAD, TRIM",
                    "(?i)([lr]pad|trim)\\(",
                    OperatorDifferences::calciteFails,
                    "A negative length is 0, nothing is filled with an empty text, and TRIM takes any of several characters."),
            rule(
                    "REGEXP_REPLACE",
                    "(?i)regexp_replace\\(",
                    OperatorDifferences::any,
                    "All matches are replaced, as in MySQL, BigQuery and Spark; groups are \\\\1, in a text that has no escapes of its own."),
            rule(
                    "SIMILAR TO",
                    "(?i)similar to",
                    OperatorDifferences::any,
                    "A dot is a dot, as in the standard; there are no possessive quantifiers, and what RE2 accepts is no error."),
            rule(
                    "STRCMP",
                    "(?i)strcmp\\(",
                    OperatorDifferences::any,
                    "By code points, with the sign of the comparison."),
            rule(
                    "REPLACE",
                    "(?i)replace\\(",
                    OperatorDifferences::any,
                    "Upper and lower case are different characters."),
            rule(
                    "HEX, URL_DECODE, TO_BASE64",
                    "(?i)(hex|url_decode|to_base64)\\(",
                    OperatorDifferences::any,
                    "HEX has capitals; a per cent sign that is no escape stays one; base 64 has no line ends."),
            rule(
                    "SOUNDEX",
                    "(?i)soundex\\(",
                    OperatorDifferences::calciteFails,
                    "A text of other letters than English ones is its own sound, as in Spark."),
            rule("FORMAT_DATE", "(?i)format_date\\(", OperatorDifferences::any, "A year has at least four digits."),
            rule("DAYNAME, MONTHNAME", "(?i)(dayname|monthname)", OperatorDifferences::any, "The full names."),
            rule(
                    "JSON_STORAGE_SIZE",
                    "(?i)json_storage_size\\(",
                    OperatorDifferences::bothNumbers,
                    "The bytes of the text as it is."),
            rule(
                    "JSON_KEYS, JSON_REMOVE, JSON_PRETTY",
                    "(?i)json_(keys|remove|pretty)\\(",
                    OperatorDifferences::any,
                    "NULL where there is nothing, and the engine's own lines and blanks."),
            rule(
                    "VARIANT",
                    "(?i)variant",
                    OperatorDifferences::any,
                    "A variant is shown as its value, and is cast like it."),
            rule(
                    "CURRENT_CATALOG, CURRENT_USER, SESSION_USER, USER, SYSTEM_USER",
                    "(?i)(current_catalog|user)",
                    OperatorDifferences::any,
                    "Those of the connection."),
            rule("VARBINARY", "(?i)as varbinary", OperatorDifferences::calciteFails, "The bytes of UTF-8."));

    private OperatorDifferences() {}

    private static Rule rule(String name, String sql, BiPredicate<String, String> values, String reason) {
        return new Rule(name, Pattern.compile(sql), values, reason);
    }

    private static boolean isError(String text) {
        return text.startsWith("! ");
    }

    private static boolean isNumberOrDate(String text) {
        return text.matches("-?[0-9][0-9.Ee+-]*");
    }

    private static double number(String text) {
        return text.matches("-?\\d+(\\.\\d+)?([Ee][+-]?\\d+)?") ? Double.parseDouble(text) : Double.NaN;
    }

    private static boolean isDate(String text) {
        return text.matches("\\d{4}-\\d{2}-\\d{2}");
    }

    private static String withoutBlanks(String text) {
        return text.replaceAll("[\\s\"]+", "");
    }

    static List<Rule> all() {
        return RULES;
    }

    /** The first rule that explains a difference. */
    static Optional<Rule> explanation(OperatorExamples.Example example) {
        return RULES.stream().filter(rule -> rule.explains(example)).findFirst();
    }

    private static boolean any(String expected, String actual) {
        return true;
    }

    private static boolean calciteFails(String expected, String actual) {
        return isError(expected) && !isError(actual);
    }

    private static boolean rounded(String expected, String actual) {
        return isNumberOrDate(actual)
                && (isError(expected) || isDate(actual) || Math.abs(number(expected) - number(actual)) <= 1);
    }

    /** Base and number change places, or there is no finite value. */
    private static boolean logarithm(String expected, String actual) {
        boolean reciprocal = Math.abs(number(expected) * number(actual) - 1) < 1e-9;
        boolean noValue = isError(expected) || expected.equals("null");
        return reciprocal
                || (noValue
                        && List.of("-Infinity", "Infinity", "NaN", "0.0", "-0.0")
                                .contains(actual));
    }

    private static boolean bothNumbers(String expected, String actual) {
        return !Double.isNaN(number(expected)) && !Double.isNaN(number(actual));
    }

    private static boolean weDoNot(String expected, String actual) {
        return !isError(actual);
    }

    private static boolean weFail(String expected, String actual) {
        return isError(actual);
    }
}
