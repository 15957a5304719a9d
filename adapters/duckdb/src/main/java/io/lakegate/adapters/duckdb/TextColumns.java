package io.lakegate.adapters.duckdb;

import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.spi.Scan;
import java.util.ArrayList;
import java.util.List;

/** Rows from the JVM whose values are texts that DuckDB reads: in its own notation, so that nothing of a value is lost on the way. */
final class TextColumns {
    private TextColumns() {}

    /** The columns as they come from the JVM. */
    static List<Column> carried(Scan.FromJvm scan) {
        return scan.texts().isEmpty()
                ? scan.columns()
                : scan.columns().stream()
                        .map(column -> new Column(column.name(), LakeType.Simple.VARCHAR))
                        .toList();
    }

    /** A parenthesised query with the scan's columns; {@code rows} is one with those carried. */
    static String sql(Scan.FromJvm scan, String rows) {
        if (scan.texts().isEmpty()) {
            return rows;
        }
        List<String> items = new ArrayList<>();
        for (int i = 0; i < scan.columns().size(); i++) {
            items.add(item(scan.columns().get(i), scan.texts().get(i)));
        }
        return "(SELECT " + String.join(", ", items) + " FROM (SELECT * FROM " + rows + ") AS lakegate_texts)";
    }

    private static String item(Column column, Scan.TextForm form) {
        String name = SqlQuote.identifier(column.name());
        String value = form.text() == LakeType.Simple.VARCHAR ? name : cast(name, form.text());
        if (!form.text().equals(form.type())) {
            value = cast(value, form.type());
        }
        return RenamedFields.expression(
                        value, form.type(), column.type(), form.written().absentFields())
                + " AS " + name;
    }

    private static String cast(String value, LakeType type) {
        return "CAST(" + value + " AS " + DuckDbTypes.name(type) + ")";
    }
}
