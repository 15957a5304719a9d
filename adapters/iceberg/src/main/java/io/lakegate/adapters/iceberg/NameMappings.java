package io.lakegate.adapters.iceberg;

import java.util.List;
import org.apache.iceberg.Schema;
import org.apache.iceberg.mapping.MappedField;
import org.apache.iceberg.mapping.MappedFields;
import org.apache.iceberg.mapping.MappingUtil;
import org.apache.iceberg.mapping.NameMapping;
import org.apache.iceberg.types.Types;

/** Name mappings, with those mended that some migrations left wrong: they number nested fields in another order than the schema. */
final class NameMappings {
    private NameMappings() {}

    /**
     * The mapping, or where it contradicts the only schema that the table ever had, one made of that schema.
     *
     * @param schemas of the table, all of them
     */
    static NameMapping mended(NameMapping mapping, List<Schema> schemas) {
        return schemas.size() == 1 && contradicts(mapping.asMappedFields(), "", schemas.get(0))
                ? MappingUtil.create(schemas.get(0))
                : mapping;
    }

    /** Whether a path that the schema has is given an id that the schema has for something else. */
    private static boolean contradicts(MappedFields fields, String parent, Schema schema) {
        for (MappedField field : fields.fields()) {
            for (String name : field.names()) {
                String path = parent.isEmpty() ? name : parent + "." + name;
                Types.NestedField known = schema.findField(path);
                boolean other = known != null && field.id() != null && known.fieldId() != field.id();
                if (other || (field.nestedMapping() != null && contradicts(field.nestedMapping(), path, schema))) {
                    return true;
                }
            }
        }
        return false;
    }
}
