package io.lakegate.adapters.iceberg;

import io.lakegate.adapters.storage.cache.CachedObject;
import io.lakegate.adapters.storage.files.BucketFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.data.IdentityPartitionConverters;
import org.apache.iceberg.types.Types;
import org.apache.orc.OrcFile;
import org.apache.orc.Reader;
import org.apache.orc.TypeDescription;
import org.jspecify.annotations.Nullable;

/**
 * What an ORC file is asked for instead of columns with a default, which the library's reader of ORC does not know.
 *
 * @param schema the same fields, without their defaults
 * @param constants the defaults of those that the file lacks, by field id
 */
record OrcDefaults(Schema schema, Map<Integer, @Nullable Object> constants) {
    private static final String ID = "iceberg.id";

    /** Cost: reads the file's footer, where the file is ORC and a column has a default. */
    static OrcDefaults of(OpenTable table, FileScanTask task, Schema needed) {
        boolean defaults = needed.columns().stream().anyMatch(field -> field.initialDefault() != null);
        if (task.file().format() != FileFormat.ORC || !defaults) {
            return new OrcDefaults(needed, Map.of());
        }
        Set<String> known = fields(table, task);
        Map<Integer, @Nullable Object> constants = new HashMap<>();
        List<Types.NestedField> fields = new ArrayList<>();
        for (Types.NestedField field : needed.columns()) {
            if (field.initialDefault() != null && !known.contains(String.valueOf(field.fieldId()))) {
                constants.put(
                        field.fieldId(),
                        IdentityPartitionConverters.convertConstant(field.type(), field.initialDefault()));
            }
            fields.add(withoutDefault(field));
        }
        return new OrcDefaults(new Schema(fields), constants);
    }

    private static Types.NestedField withoutDefault(Types.NestedField field) {
        return field.isOptional()
                ? Types.NestedField.optional(field.fieldId(), field.name(), field.type(), field.doc())
                : Types.NestedField.required(field.fieldId(), field.name(), field.type(), field.doc());
    }

    /** The ids of the columns that the file has. */
    private static Set<String> fields(OpenTable table, FileScanTask task) {
        Configuration configuration = new Configuration(false);
        configuration.set("fs.file.impl", "org.apache.hadoop.fs.RawLocalFileSystem");
        Path place = table.files().path(task.file().location());
        if (BucketFiles.isLocal(place)) {
            return fields(place, configuration);
        }
        try (CachedObject.Lease whole = BucketFiles.whole(place)) {
            return fields(whole.object().file(), configuration);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> fields(Path file, Configuration configuration) {
        org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(file.toUri());
        try (Reader reader = OrcFile.createReader(path, OrcFile.readerOptions(configuration))) {
            Set<String> ids = new HashSet<>();
            for (TypeDescription column : reader.getSchema().getChildren()) {
                String id = column.getAttributeValue(ID);
                if (id != null) {
                    ids.add(id);
                }
            }
            return ids;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
