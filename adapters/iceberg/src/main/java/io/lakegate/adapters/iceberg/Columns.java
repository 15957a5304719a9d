package io.lakegate.adapters.iceberg;

import io.lakegate.catalog.filter.ColumnPath;
import java.util.Optional;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;

/** Finds columns, and fields of the structs in them, in schemas. */
final class Columns {
    private Columns() {}

    /** The field at a path through structs. Names may have dots in them, so that they are not joined by dots. */
    static Optional<Types.NestedField> find(Schema schema, ColumnPath path) {
        Types.StructType struct = schema.asStruct();
        Types.NestedField found = null;
        for (String name : path.names()) {
            if (found != null) {
                if (!found.type().isStructType()) {
                    return Optional.empty();
                }
                struct = found.type().asStructType();
            }
            found = struct.field(name);
            if (found == null) {
                return Optional.empty();
            }
        }
        return Optional.ofNullable(found);
    }
}
