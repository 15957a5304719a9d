package io.lakegate.adapters.calcite.sql;

import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.core.Uncollect;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.sql.type.SqlTypeName;

/** Writes {@code UNNEST}: lists side by side, the shorter ones filled with NULL; maps as keys and values; structs as their fields. */
final class UnnestWriter {
    private final QueryWriter writer;
    private final StatementText text;

    UnnestWriter(QueryWriter writer) {
        this.writer = writer;
        this.text = writer.text();
    }

    void query(Uncollect uncollect) {
        FromItem from = FromItem.of(uncollect.getInput(), text);
        String rows = text.newAlias();
        List<String> names = QueryWriter.names(uncollect.getRowType());
        List<RelDataTypeField> inputs = uncollect.getInput().getRowType().getFieldList();
        List<String> items = items(uncollect, inputs, rows, names.size());
        text.add("SELECT ");
        for (int i = 0; i < names.size(); i++) {
            text.add(i > 0 ? ", " : "").add(items.get(i)).add(" AS ").name(names.get(i));
        }
        text.add(" FROM (SELECT ");
        List<String> lengths = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            String column = from.columns().get(i);
            text.add(i > 0 ? ", " : "").add(unnested(inputs.get(i).getType(), column, i));
            lengths.add("coalesce(" + (isMap(inputs.get(i).getType()) ? "cardinality(" : "len(") + column + "), 0)");
        }
        if (uncollect.withOrdinality) {
            text.add(", unnest(range(1, CAST(greatest(" + String.join(", ", lengths) + ") AS BIGINT) + 1)) AS o");
        }
        text.add(" FROM ");
        from.write(writer);
        text.add(") AS ").name(rows);
    }

    private static boolean isMap(RelDataType type) {
        return type.getSqlTypeName() == SqlTypeName.MAP;
    }

    private static String unnested(RelDataType type, String column, int i) {
        return isMap(type)
                ? "unnest(map_keys(%s)) AS k%d, unnest(map_values(%s)) AS v%d".formatted(column, i, column, i)
                : "unnest(%s) AS u%d".formatted(column, i);
    }

    /** What the columns are made of; a list of structs gives one for each field, unless the statement names the struct as a whole. */
    private static List<String> items(Uncollect uncollect, List<RelDataTypeField> inputs, String rows, int columns) {
        int plain = inputs.stream()
                        .mapToInt(input -> isMap(input.getType()) ? 2 : 1)
                        .sum()
                + (uncollect.withOrdinality ? 1 : 0);
        boolean whole = plain == columns;
        List<String> items = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            RelDataType type = inputs.get(i).getType();
            String row = StatementText.quoted(rows) + ".";
            if (isMap(type)) {
                items.add(row + "k" + i);
                items.add(row + "v" + i);
                continue;
            }
            RelDataType element = type.getComponentType();
            boolean struct = element != null
                    && element.isStruct()
                    && !(whole
                            && uncollect
                                    .getRowType()
                                    .getFieldList()
                                    .get(items.size())
                                    .getType()
                                    .isStruct());
            if (!struct) {
                items.add(row + "u" + i);
                continue;
            }
            for (RelDataTypeField field : element.getFieldList()) {
                items.add("struct_extract(%su%d, %s)".formatted(row, i, StatementText.quotedText(field.getName())));
            }
        }
        if (uncollect.withOrdinality) {
            items.add("CAST(" + StatementText.quoted(rows) + ".o AS INTEGER)");
        }
        return items;
    }
}
