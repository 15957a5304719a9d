package io.lakegate.adapters.calcite;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParser;

/**
 * The rows in which two tables differ, or two versions of one: what only the second has is added, what only the first has is removed, and
 * where the keys are the same but other columns are not, the row is changed. Columns that only one of the two has are left out.
 */
final class TableDifference {
    private final String first;
    private final String second;
    private final List<String> keys;
    private final Function<SqlNode, List<String>> columns;

    /** Tables are as FROM names them, with a version or without; {@code columns} knows those of such a table. */
    TableDifference(String first, String second, List<String> keys, Function<SqlNode, List<String>> columns) {
        this.first = first;
        this.second = second;
        this.keys = List.copyOf(keys);
        this.columns = columns;
    }

    /** Keys, {@code _change} (added, removed, changed), and each other column as it was and, behind {@code new_}, as it is. */
    SqlNode query() {
        List<String> before = columns.apply(from(first));
        List<String> after = columns.apply(from(second));
        for (String key : keys) {
            if (!holds(before, key) || !holds(after, key)) {
                throw new GatewayException(
                        ErrorCode.COLUMN_NOT_FOUND,
                        "The key column %s of table_diff is not in both tables. %s has %s."
                                .formatted(key, first, String.join(", ", before)));
            }
        }
        List<String> others = before.stream()
                .filter(column -> holds(after, column) && !holds(keys, column))
                .toList();
        String isNew = "a.\"$present\" IS NULL";
        String isGone = "b.\"$present\" IS NULL";
        String differs = others.stream()
                .map(column -> "a.%s IS DISTINCT FROM b.%s".formatted(quoted(column), quoted(column)))
                .collect(Collectors.joining(" OR "));
        String text = "SELECT "
                + keys.stream()
                        .map(key -> "COALESCE(a.%s, b.%s) AS %s".formatted(quoted(key), quoted(key), quoted(key)))
                        .collect(Collectors.joining(", "))
                + ", CASE WHEN " + isNew + " THEN 'added' WHEN " + isGone
                + " THEN 'removed' ELSE 'changed' END AS \"_change\""
                + others.stream()
                        .map(column -> ", a.%s AS %s, b.%s AS %s"
                                .formatted(quoted(column), quoted(column), quoted(column), quoted("new_" + column)))
                        .collect(Collectors.joining())
                + " FROM (SELECT *, TRUE AS \"$present\" FROM " + first
                + ") AS a FULL JOIN (SELECT *, TRUE AS \"$present\" FROM " + second
                + ") AS b ON "
                + keys.stream()
                        .map(key -> "a.%s = b.%s".formatted(quoted(key), quoted(key)))
                        .collect(Collectors.joining(" AND "))
                + " WHERE " + isNew + " OR " + isGone + (differs.isEmpty() ? "" : " OR " + differs);
        return parsed(text);
    }

    private static SqlNode from(String table) {
        if (parsed("SELECT * FROM " + table) instanceof SqlSelect select && select.getFrom() != null) {
            return select.getFrom();
        }
        throw new GatewayException(ErrorCode.SYNTAX, "table_diff cannot read the table name '" + table + "'.");
    }

    private static SqlNode parsed(String text) {
        try {
            return SqlParser.create(text, StatementParser.CONFIG).parseQuery();
        } catch (SqlParseException e) {
            throw SqlErrors.syntax(e);
        }
    }

    private static boolean holds(List<String> names, String name) {
        return names.stream().anyMatch(name::equalsIgnoreCase);
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
