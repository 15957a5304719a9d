package io.lakegate.adapters.iceberg;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;

/** Names of columns that SQL can tell apart: Iceberg's may differ in case only, and then the later one gets a number, as in DuckDB. */
final class UniqueNames {
    private UniqueNames() {}

    /** The schema, with other names for columns whose names differ from those of earlier ones in case only. Ids stay. */
    static Schema of(Schema schema) {
        Set<String> used = new HashSet<>();
        List<Types.NestedField> fields = new ArrayList<>();
        boolean renamed = false;
        for (Types.NestedField field : schema.columns()) {
            String name = field.name();
            for (int i = 1; !used.add(name.toLowerCase(Locale.ROOT)); i++) {
                name = field.name() + "_" + i;
                renamed = true;
            }
            fields.add(Types.NestedField.from(field).withName(name).build());
        }
        return renamed ? new Schema(schema.schemaId(), fields, schema.identifierFieldIds()) : schema;
    }
}
