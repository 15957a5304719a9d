package io.lakegate.adapters.calcite.sql;

import io.lakegate.adapters.calcite.schema.CalciteTypes;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.sql.SqlKind;

/** A cast from one row type to another: field by field in their order, where the engine goes by their names. */
final class RowCast {
    private RowCast() {}

    /** The engine's text of such a cast; empty for other casts, and where the names are the same. */
    static Optional<String> template(RexCall call) {
        RelDataType from = call.getOperands().get(0).getType();
        RelDataType to = call.getType();
        String word = call.getKind() == SqlKind.CAST ? "CAST" : "TRY_CAST";
        return isOfRows(from, to) && !sameNames(from, to)
                ? Optional.of(fields("{0}", from, to, word))
                : Optional.empty();
    }

    private static boolean isOfRows(RelDataType from, RelDataType to) {
        return from.isStruct() && to.isStruct() && from.getFieldCount() == to.getFieldCount();
    }

    private static boolean sameNames(RelDataType from, RelDataType to) {
        return IntStream.range(0, to.getFieldCount()).allMatch(i -> {
            RelDataTypeField left = from.getFieldList().get(i);
            RelDataTypeField right = to.getFieldList().get(i);
            return left.getName().equals(right.getName())
                    && (!isOfRows(left.getType(), right.getType()) || sameNames(left.getType(), right.getType()));
        });
    }

    private static String fields(String row, RelDataType from, RelDataType to, String word) {
        List<RelDataTypeField> targets = to.getFieldList();
        return IntStream.range(0, targets.size())
                .mapToObj(i -> {
                    RelDataTypeField source = from.getFieldList().get(i);
                    RelDataType type = targets.get(i).getType();
                    String value =
                            "struct_extract(" + row + ", '" + source.getName().replace("'", "''") + "')";
                    String cast = isOfRows(source.getType(), type)
                            ? fields(value, source.getType(), type, word)
                            : word + "(" + value + " AS " + CalciteTypes.engineName(type) + ")";
                    return "\"" + targets.get(i).getName().replace("\"", "\"\"") + "\" := " + cast;
                })
                .collect(Collectors.joining(", ", "(CASE WHEN " + row + " IS NOT NULL THEN struct_pack(", ") END)"));
    }
}
