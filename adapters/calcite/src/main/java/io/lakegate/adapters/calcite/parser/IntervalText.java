package io.lakegate.adapters.calcite.parser;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.calcite.avatica.util.TimeUnit;
import org.apache.calcite.sql.SqlIntervalQualifier;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.apache.calcite.sql.parser.SqlParserUtil;

/** An interval whose unit stands within its text, as in {@code INTERVAL '3 days'}. */
final class IntervalText {
    private static final Pattern TEXT =
            Pattern.compile("(?i)\\s*([+-]?)(\\d+)\\s*(year|quarter|month|week|day|hour|minute|second)s?\\s*");

    private IntervalText() {}

    /** Whether a text is one; then no unit can stand behind it. */
    static boolean matches(String text) {
        return TEXT.matcher(text).matches();
    }

    /** The literal; {@code sign} stood before the text. */
    static SqlLiteral literal(String text, int sign, SqlParserPos position) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("no interval: " + text);
        }
        TimeUnit unit = TimeUnit.valueOf(parts.group(3).toUpperCase(Locale.ROOT));
        SqlIntervalQualifier qualifier =
                new SqlIntervalQualifier(unit, parts.group(2).length(), null, 6, position);
        return SqlParserUtil.parseIntervalLiteral(
                position, parts.group(1).equals("-") ? -sign : sign, parts.group(2), qualifier);
    }
}
