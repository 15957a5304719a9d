package io.lakegate.adapters.calcite.sql;

import java.util.List;
import java.util.Locale;
import org.apache.calcite.rel.core.TableFunctionScan;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * Writes the table functions that put rows into windows of time: {@code TUMBLE} each row into one, {@code HOP} each into all that its time
 * is in, {@code SESSION} into one that ends where no row follows for a while. Those of the first two begin at the same moments everywhere,
 * one of them at the beginning of 1970 in UTC.
 */
final class TimeWindowWriter {
    private final QueryWriter writer;
    private final StatementText text;

    TimeWindowWriter(QueryWriter writer) {
        this.writer = writer;
        this.text = writer.text();
    }

    void query(TableFunctionScan scan) {
        RexCall call = (RexCall) scan.getCall();
        String function = call.getOperator().getName().toUpperCase(Locale.ROOT);
        List<RexNode> operands = call.getOperands();
        int descriptor = 0;
        while (descriptor < operands.size() && operands.get(descriptor).getKind() != SqlKind.DESCRIPTOR) {
            descriptor++;
        }
        int intervals = operands.size() - descriptor - 1;
        boolean tumble = function.equals("TUMBLE") && intervals == 1;
        boolean hop = function.equals("HOP") && intervals == 2;
        boolean session = function.equals("SESSION") && (intervals == 1 || intervals == 2);
        if (!(tumble || hop || session) || scan.getInputs().size() != 1) {
            throw QueryWriter.refused(
                    "The table function " + function,
                    "TABLE(TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '1' HOUR)), TABLE(HOP(TABLE t, DESCRIPTOR(ts), INTERVAL '5' MINUTE,"
                            + " INTERVAL '1' HOUR)) and TABLE(SESSION(TABLE t, DESCRIPTOR(ts), DESCRIPTOR(key), INTERVAL '10' MINUTE)) work,"
                            + " as does GROUP BY TUMBLE(ts, INTERVAL '1' HOUR).");
        }
        FromItem from = FromItem.of(scan.getInput(0), text);
        int field = fields(operands.get(descriptor)).get(0);
        String time = from.columns().get(field);
        String zero =
                zero(scan.getInput(0).getRowType().getFieldList().get(field).getType());
        RexNode step = operands.get(descriptor + 1);
        RexNode size = operands.get(operands.size() - 1);
        List<String> names = QueryWriter.names(scan.getRowType());
        if (session) {
            List<Integer> keys = intervals == 2 ? fields(operands.get(descriptor + 1)) : List.of();
            new SessionWriter(writer, from, names, size).query(field, keys);
            return;
        }
        int columns = names.size() - 2;
        String windows = text.newAlias();
        String start = text.newAlias();
        text.add("SELECT ");
        for (int i = 0; i < columns; i++) {
            text.name(windows)
                    .add(".")
                    .name(names.get(i))
                    .add(" AS ")
                    .name(names.get(i))
                    .add(", ");
        }
        text.name(windows)
                .add(".")
                .name(start)
                .add(" AS ")
                .name(names.get(columns))
                .add(", (");
        text.name(windows).add(".").name(start).add(" + ");
        write(size);
        text.add(") AS ").name(names.get(columns + 1)).add(" FROM (SELECT ");
        for (int i = 0; i < columns; i++) {
            text.add(from.columns().get(i)).add(" AS ").name(names.get(i)).add(", ");
        }
        text.add(tumble ? "" : "unnest(generate_series(").add("time_bucket(");
        write(step);
        text.add(", " + time + ", " + zero + ")");
        if (!tumble) {
            text.add(", " + time + " - ");
            write(size);
            text.add(" + INTERVAL 1 MICROSECOND, - ");
            write(step);
            text.add("))");
        }
        text.add(" AS ").name(start).add(" FROM ");
        from.write(writer);
        text.add(") AS ").name(windows);
    }

    private void write(RexNode interval) {
        new ExpressionWriter(writer, List.of()).write(interval);
    }

    private static List<Integer> fields(RexNode descriptor) {
        return ((RexCall) descriptor)
                .getOperands().stream()
                        .map(column -> ((RexInputRef) column).getIndex())
                        .toList();
    }

    private static String zero(RelDataType time) {
        if (time.getSqlTypeName() != SqlTypeName.TIMESTAMP) {
            throw QueryWriter.refused(
                    "A window of the type " + time.getSqlTypeName(), "CAST(x AS TIMESTAMP) makes a TIMESTAMP of it.");
        }
        return "TIMESTAMP '1970-01-01 00:00:00'";
    }
}
