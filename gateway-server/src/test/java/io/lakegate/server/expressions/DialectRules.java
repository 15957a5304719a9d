package io.lakegate.server.expressions;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Where the gateway means something else than Calcite's runtime, on purpose: by operator and types, with the reason. */
public final class DialectRules {
    /**
     * One of them.
     *
     * @param name of the operators and types, for people
     * @param signature which signatures it is about: {@code operator(types of the parts): type}, and behind it {@code fails} or {@code does not
     *     fail} where only one of the two gives a value
     * @param reason a sentence
     */
    public record Rule(String name, Pattern signature, String reason) {}

    private static final List<Rule> RULES = List.of(
            rule(
                    "`+`, `-`, `*`, `/`, `MOD`, `ABS`, `- x` and `ROUND` of whole numbers and DECIMAL",
                    "([-+*/]|-x|ABS|MOD|ROUND.*|CEIL|FLOOR|TIMESTAMPADD .*)\\((INTEGER|BIGINT|DECIMAL).*\\): .* fails",
                    "What does not fit its type is an error; Calcite's runtime wraps around, or leaves the type."),
            rule(
                    "`CAST` of a DOUBLE to a whole number or to a DECIMAL",
                    "CAST\\(DOUBLE\\): (INTEGER|BIGINT|DECIMAL)( fails)?",
                    "A cast rounds to the nearest number, as in PostgreSQL, and is an error where that does not fit; Calcite's runtime cuts."),
            rule(
                    "`CAST` of a DECIMAL to a whole number",
                    "CAST\\(DECIMAL\\): (INTEGER|BIGINT)",
                    "A cast rounds halves away from zero, as in PostgreSQL; Calcite's runtime cuts."),
            rule(
                    "`CAST` of a text to a number",
                    "CAST\\(VARCHAR\\): (INTEGER|BIGINT|DECIMAL)( does not fail)?",
                    "A text may have more digits behind the point than the type, which are rounded; Calcite's runtime refuses or cuts them."),
            rule(
                    "`CAST` of a DECIMAL or DOUBLE to text",
                    "CAST(\\(n\\))?\\((DECIMAL|DOUBLE)\\): (VARCHAR|CHAR)",
                    "Numbers are written as people write them, 0.5 and 1e+300; Calcite's runtime writes .5 and 1E300."),
            rule(
                    "`CAST` of a TIME or TIMESTAMP to text",
                    "CAST(\\(n\\))?\\((TIME|TIMESTAMP)\\): (VARCHAR|CHAR)",
                    "Fractions of a second are kept; Calcite's runtime leaves them out."),
            rule(
                    "`CEIL` of a TIME",
                    "CEIL TO (HOUR|MINUTE|SECOND)\\(TIME\\): TIME",
                    "After the last hour comes the first one, 00:00:00; Calcite's runtime says 24:00:00, which is no TIME."),
            rule(
                    "`GREATEST`, `LEAST`",
                    "(GREATEST|LEAST)\\(.*",
                    "NULL is left out, as in PostgreSQL and Spark; in MySQL and BigQuery the whole is NULL."),
            rule(
                    "`CASE`, `COALESCE`, `NULLIF`, `AND`, `OR`, `BETWEEN`, `IN`",
                    "(CASE|COALESCE|NULLIF|AND|OR|BETWEEN|IN|NOT IN)\\(.*\\): .* does not fail",
                    "A part whose value does not matter need not be computed, so it need not fail."),
            rule(
                    "`INITCAP`",
                    "INITCAP\\(.*",
                    "All letters are letters; for Calcite's runtime only those of English are."),
            rule(
                    "`LN`, `SQRT`",
                    "(LN|SQRT)\\(DOUBLE\\): DOUBLE( does not fail)?",
                    "As IEEE 754 has it: the logarithm of 0 is -Infinity, that of a negative number NaN; Calcite's runtime refuses them."),
            rule(
                    "`SUBSTRING` of a negative length, `OVERLAY` of an empty text",
                    "(SUBSTRING|OVERLAY)\\(.*\\): VARCHAR does not fail",
                    "There is nothing to take or to replace, which is no error."),
            rule(
                    "`SIMILAR TO`",
                    "SIMILAR TO\\(VARCHAR\\): BOOLEAN",
                    "NULL is not known to be similar: NULL. Calcite's runtime says FALSE."),
            rule(
                    "`TIMESTAMPDIFF(MONTH, …)` and longer units",
                    "TIMESTAMPDIFF (MONTH|YEAR)\\(.*",
                    "Months are counted that have passed to the microsecond; Calcite's runtime looks at days only."));

    private DialectRules() {}

    private static Rule rule(String name, String signature, String reason) {
        return new Rule(name, Pattern.compile(signature), reason);
    }

    public static List<Rule> all() {
        return RULES;
    }

    /** The rule that says why expressions of this signature may differ. */
    static Optional<Rule> explanation(String signature) {
        return RULES.stream()
                .filter(rule -> rule.signature().matcher(signature).matches())
                .findFirst();
    }
}
