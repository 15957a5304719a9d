package io.lakegate.adapters.calcite;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.calcite.sql.SqlJdbcFunctionCall;
import org.apache.calcite.sql.parser.SqlAbstractParserImpl;
import org.apache.calcite.sql.parser.SqlParser;

/** The words of the SQL that is read, in the form in which JDBC asks for them: lists with commas between. */
public final class SqlWords {
    /** What Calcite lists and does not know, or cannot be asked so. */
    private static final List<String> NOT_RUN = List.of("CONVERT_TIMEZONE", "DATABASE", "USER");

    private SqlWords() {}

    /** Keywords that are not among those of SQL:2003. */
    public static String keywords() {
        SqlAbstractParserImpl.Metadata words =
                SqlParser.create("", StatementParser.CONFIG).getMetadata();
        return words.getJdbcKeywords();
    }

    /** Numeric functions that can be called as <code>{fn …}</code>. */
    public static String numericFunctions() {
        return sorted(SqlJdbcFunctionCall.getNumericFunctions());
    }

    public static String stringFunctions() {
        return sorted(SqlJdbcFunctionCall.getStringFunctions());
    }

    public static String timeDateFunctions() {
        return sorted(SqlJdbcFunctionCall.getTimeDateFunctions());
    }

    /** Without those that ask for the database or the user, which have to be called without the escape. */
    public static String systemFunctions() {
        return sorted(SqlJdbcFunctionCall.getSystemFunctions());
    }

    private static String sorted(String list) {
        List<String> names = Arrays.asList(list.split(",\\s*", -1));
        return names.stream()
                .filter(name -> !NOT_RUN.contains(name))
                .sorted()
                .distinct()
                .collect(Collectors.joining(","));
    }
}
