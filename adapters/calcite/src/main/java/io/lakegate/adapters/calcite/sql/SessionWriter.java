package io.lakegate.adapters.calcite.sql;

import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import org.apache.calcite.rex.RexNode;

/**
 * Writes the table function {@code SESSION}: rows of the same key are in one window as long as each follows the one before it in less than a
 * gap of time. A window begins with its first row, and ends a gap after its last one. A row without a time has neither begin nor end.
 */
final class SessionWriter {
    private final QueryWriter writer;
    private final StatementText text;
    private final FromItem from;
    private final List<String> names;
    private final RexNode gap;

    /** {@code names} are those of the columns of the result, the last two of which are the begin and the end of a window. */
    SessionWriter(QueryWriter writer, FromItem from, List<String> names, RexNode gap) {
        this.writer = writer;
        this.text = writer.text();
        this.from = from;
        this.names = names;
        this.gap = gap;
    }

    /** {@code time} and {@code keys} are numbers of columns. */
    void query(int time, List<Integer> keys) {
        int columns = names.size() - 2;
        String windows = text.newAlias();
        String number = hidden();
        String when = column(windows, time);
        String ofWindow = " OVER (PARTITION BY " + partition(windows, keys) + column(windows, number) + ")";
        text.add("SELECT ");
        each(
                columns,
                i -> text.add(column(windows, i)).add(" AS ").name(names.get(i)).add(", "));
        text.add("min(" + when + ")" + ofWindow + " AS ").name(names.get(columns));
        text.add(", (max(" + when + ")" + ofWindow + " + ");
        gap();
        text.add(") AS ").name(names.get(columns + 1)).add(" FROM (");
        numbered(time, keys, number);
        text.add(") AS ").name(windows);
    }

    /** Rows of one time have one number, in whatever order they are: a frame of RANGE has all of them in it. */
    private void numbered(int time, List<Integer> keys, String number) {
        String rows = text.newAlias();
        String first = hidden();
        text.add("SELECT ").name(rows).add(".*, sum(" + column(rows, first) + ") OVER (");
        ordered(partition(rows, keys), column(rows, time));
        text.add(" RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS ")
                .name(number)
                .add(" FROM (SELECT ");
        each(
                names.size() - 2,
                i -> text.add(from.columns().get(i))
                        .add(" AS ")
                        .name(names.get(i))
                        .add(", "));
        String when = from.columns().get(time);
        text.add("CASE WHEN lag(" + when + ") OVER (");
        ordered(keys.stream().map(from.columns()::get).collect(Collectors.joining(", ")), when);
        text.add(") + ");
        gap();
        text.add(" > " + when + " THEN 0 ELSE 1 END AS ").name(first).add(" FROM ");
        from.write(writer);
        text.add(") AS ").name(rows);
    }

    private void ordered(String keys, String time) {
        String partition = keys.endsWith(", ") ? keys.substring(0, keys.length() - 2) : keys;
        text.add(partition.isEmpty() ? "" : "PARTITION BY " + partition + " ").add("ORDER BY " + time + " NULLS LAST");
    }

    private String partition(String table, List<Integer> keys) {
        return keys.stream().map(key -> column(table, key) + ", ").collect(Collectors.joining());
    }

    private String column(String table, int index) {
        return column(table, names.get(index));
    }

    private static String column(String table, String name) {
        return StatementText.quoted(table) + "." + StatementText.quoted(name);
    }

    /** The name of a column that is not the user's. */
    private String hidden() {
        return text.newAlias() + "$";
    }

    private void gap() {
        new ExpressionWriter(writer, List.of()).write(gap);
    }

    private static void each(int columns, IntConsumer column) {
        for (int i = 0; i < columns; i++) {
            column.accept(i);
        }
    }
}
