package io.lakegate.adapters.iceberg;

import io.lakegate.adapters.iceberg.StoredTypes.NotForTheEngine;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.DataFile;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.model.Value;
import io.lakegate.catalog.scan.ColumnSource;
import io.lakegate.catalog.scan.KeyDeletes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.PartitionUtil;

/**
 * The equality deletes of data files as the engine runs them: an anti-join for each set of columns by which rows are deleted.
 *
 * @see "Iceberg spec: Equality Delete Files"
 */
record EqualityDeletes(TableName name, OpenTable table, FileFooters footers) {
    /** The equality deletes of a task, of those that go by values. */
    static List<DeleteFile> of(List<DeleteFile> deletes) {
        return deletes.stream()
                .filter(delete -> delete.content() == FileContent.EQUALITY_DELETES)
                .toList();
    }

    /** The column by which deletes know which files are older than they are. */
    static final Column SEQUENCE = new Column("lakegate_sequence", LakeType.Simple.BIGINT);

    /**
     * Where equality deletes hold: those of a partition for its files, those of no partition for all. Within one, a file deletes rows of
     * every older one.
     */
    record Scope(int spec, String partition) {
        static Optional<Scope> of(FileScanTask task) {
            return EqualityDeletes.of(task.deletes()).isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Scope(
                            task.spec().specId(),
                            task.spec().partitionToPath(task.file().partition())));
        }
    }

    /**
     * Plans the deletes of data files of one scope and layout.
     *
     * @throws NotForTheEngine when only the library can apply them
     */
    List<KeyDeletes> plan(List<FileScanTask> tasks, FileLayout layout) throws NotForTheEngine {
        Map<Set<Integer>, Map<String, DeleteFile>> byFields = new LinkedHashMap<>();
        for (FileScanTask task : tasks) {
            for (DeleteFile delete : of(task.deletes())) {
                byFields.computeIfAbsent(new TreeSet<>(delete.equalityFieldIds()), ids -> new LinkedHashMap<>())
                        .put(delete.location(), delete);
            }
        }
        long newest = tasks.stream()
                .mapToLong(task -> task.file().dataSequenceNumber())
                .max()
                .orElseThrow();
        List<KeyDeletes> planned = new ArrayList<>();
        for (Map.Entry<Set<Integer>, Map<String, DeleteFile>> same : byFields.entrySet()) {
            planned.addAll(plan(
                    tasks.get(0),
                    layout,
                    same.getKey(),
                    List.copyOf(same.getValue().values()),
                    newest));
        }
        return planned;
    }

    private List<KeyDeletes> plan(
            FileScanTask task, FileLayout layout, Set<Integer> fields, List<DeleteFile> deletes, long newest)
            throws NotForTheEngine {
        boolean afterAll = deletes.stream().allMatch(delete -> delete.dataSequenceNumber() > newest);
        Map<FileLayout, List<DataFile>> byLayout = new LinkedHashMap<>();
        for (DeleteFile delete : deletes) {
            if (delete.format() != FileFormat.PARQUET) {
                throw new NotForTheEngine("a delete file is written as %s".formatted(delete.format()));
            }
            Path path = table.files().path(delete.location());
            FileLayout of = FileLayout.of(footers.of(name, path), Optional.empty());
            byLayout.computeIfAbsent(of, key -> new ArrayList<>())
                    .add(new DataFile(
                            path.toString(),
                            delete.fileSizeInBytes(),
                            OptionalLong.of(delete.recordCount()),
                            Map.of(SEQUENCE.name(), Value.of(SEQUENCE.type(), delete.dataSequenceNumber())),
                            Optional.empty()));
        }
        List<KeyDeletes> planned = new ArrayList<>();
        for (Map.Entry<FileLayout, List<DataFile>> alike : byLayout.entrySet()) {
            List<KeyDeletes.Key> keys = new ArrayList<>();
            for (int id : fields) {
                keys.add(key(task, layout, alike.getKey(), id));
            }
            planned.add(new KeyDeletes(keys, alike.getValue(), afterAll ? Optional.empty() : Optional.of(SEQUENCE)));
        }
        return planned;
    }

    /** Constants that a data file has to carry, for the columns of the deletes that it lacks itself. */
    Map<String, Value> constants(FileScanTask task, FileLayout layout) throws NotForTheEngine {
        Map<String, Value> constants = new LinkedHashMap<>();
        for (DeleteFile delete : of(task.deletes())) {
            for (int id : delete.equalityFieldIds()) {
                Types.NestedField field = field(table.metadata(), id);
                Sources.Source data = Sources.of(
                        PartitionUtil.constantsMap(task), layout, field, IcebergTypes.ofPrimitive(field.type()));
                constants.put(column(id, field).name(), data.constant());
            }
        }
        constants.put(SEQUENCE.name(), Value.of(SEQUENCE.type(), task.file().dataSequenceNumber()));
        return constants;
    }

    private static Column column(int id, Types.NestedField field) {
        return new Column("lakegate_field_" + id, IcebergTypes.ofPrimitive(field.type()));
    }

    private KeyDeletes.Key key(FileScanTask task, FileLayout layout, FileLayout deletes, int id)
            throws NotForTheEngine {
        Types.NestedField field = field(table.metadata(), id);
        if (!deletes.has(id)) {
            throw new NotForTheEngine("a delete file lacks the column %s".formatted(field.name()));
        }
        Column column = column(id, field);
        ColumnSource data = Sources.of(PartitionUtil.constantsMap(task), layout, field, column.type())
                .source();
        return new KeyDeletes.Key(column, data, deletes.stored(field, column.type()));
    }

    /** The field, by the newest schema that has it: deletes may go by a column that was dropped since. */
    private static Types.NestedField field(TableMetadata metadata, int id) throws NotForTheEngine {
        List<Schema> schemas = new ArrayList<>(metadata.schemas());
        schemas.sort(Comparator.comparingInt(Schema::schemaId).reversed());
        schemas.add(0, metadata.schema());
        for (Schema schema : schemas) {
            Types.NestedField field = schema.findField(id);
            if (field != null) {
                boolean top = schema.asStruct().field(id) != null;
                if (!top || !field.type().isPrimitiveType()) {
                    throw new NotForTheEngine("rows are deleted by the nested column %s".formatted(field.name()));
                }
                return field;
            }
        }
        throw new NotForTheEngine("rows are deleted by a column that no schema has");
    }
}
