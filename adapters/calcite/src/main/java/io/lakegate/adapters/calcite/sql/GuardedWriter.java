package io.lakegate.adapters.calcite.sql;

import io.lakegate.adapters.calcite.plan.Guarded;
import java.util.List;

/**
 * Writes the part of a table that somebody may see. The engine moves conditions down to the rows as far as it can, but not through columns that were made
 * by a function whose values may differ each time: so those of the statement stay above, and are computed for the rows only that the part has.
 */
final class GuardedWriter {
    private final QueryWriter writer;
    private final StatementText text;

    GuardedWriter(QueryWriter writer) {
        this.writer = writer;
        this.text = writer.text();
    }

    void query(Guarded part) {
        List<String> names = QueryWriter.names(part.getRowType());
        if (!part.isBarrier() || names.isEmpty()) {
            writer.query(part.getInput());
            return;
        }
        String inside = text.newAlias();
        String outside = text.newAlias();
        String luck = "$luck";
        while (names.contains(luck)) {
            luck = "$" + luck;
        }
        text.add("SELECT ");
        for (int i = 0; i < names.size(); i++) {
            text.add(i > 0 ? ", CASE WHEN " : "CASE WHEN ")
                    .name(outside)
                    .add(".")
                    .name(luck);
            text.add(" < 2 THEN ").name(outside).add(".").name(names.get(i));
            text.add(" END AS ").name(names.get(i));
        }
        text.add(" FROM (SELECT *, random() AS ").name(luck).add(" FROM (");
        writer.query(part.getInput());
        text.add(") AS ").name(inside).add(") AS ").name(outside);
    }
}
