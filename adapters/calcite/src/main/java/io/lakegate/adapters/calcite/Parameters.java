package io.lakegate.adapters.calcite;

import io.lakegate.adapters.calcite.schema.CalciteTypes;
import io.lakegate.catalog.model.LakeType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.sql.SqlDynamicParam;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.util.SqlBasicVisitor;

/**
 * The parameters of a statement in order: those that the validator typed, and those that say at which version or time a table is read.
 *
 * @param types as clients bind them
 * @param engineTypes as the engine gets them; a name of a type of no meaning for those that never reach it
 */
record Parameters(List<LakeType> types, List<String> engineTypes) {
    Parameters {
        types = List.copyOf(types);
        engineTypes = List.copyOf(engineTypes);
    }

    /**
     * Puts both kinds together.
     *
     * @param statement without the parameters of points in history
     * @param validated the types of the parameters in the statement, in their order
     * @param points the others, by index
     */
    static Parameters of(SqlNode statement, RelDataType validated, Map<Integer, LakeType> points) {
        Set<Integer> indexes = new TreeSet<>();
        statement.accept(new SqlBasicVisitor<Void>() {
            @Override
            @SuppressWarnings("NullAway") // a visitor that collects returns nothing
            public Void visit(SqlDynamicParam parameter) {
                indexes.add(parameter.getIndex());
                return null;
            }
        });
        List<RelDataTypeField> fields = new ArrayList<>(validated.getFieldList());
        List<LakeType> types = new ArrayList<>();
        List<String> engineTypes = new ArrayList<>();
        for (int index = 0; index < indexes.size() + points.size(); index++) {
            LakeType point = points.get(index);
            if (point != null) {
                types.add(point);
                engineTypes.add("VARCHAR");
            } else {
                RelDataType type = fields.remove(0).getType();
                types.add(CalciteTypes.toLake(type));
                engineTypes.add(CalciteTypes.engineName(type));
            }
        }
        return new Parameters(types, engineTypes);
    }
}
