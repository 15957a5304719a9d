package io.lakegate.adapters.iceberg;

import io.lakegate.adapters.iceberg.Sources.Source;
import io.lakegate.adapters.iceberg.StoredTypes.NotForTheEngine;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.DataFile;
import io.lakegate.catalog.model.DeletedRows;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.model.Value;
import io.lakegate.catalog.scan.ColumnSource;
import io.lakegate.catalog.scan.FileGroup;
import io.lakegate.catalog.scan.KeyDeletes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.PartitionUtil;
import org.apache.parquet.schema.MessageType;

/** Sorts the files of a scan by how they are read: by the engine, in groups that are read alike, or by the library. For one thread. */
final class ScanPlanner {
    /** More groups than this, each with deletes by value of its own, would make a statement that is too long. */
    private static final int MOST_DELETE_GROUPS = 64;

    private final TableName name;
    private final OpenTable table;
    private final SnapshotChoice choice;
    private final FileFooters footers;
    private final PositionDeletes positionDeletes;
    private final EqualityDeletes equalityDeletes;
    /** By the object: to compare whole schemas for each file would take long, and equal ones are mostly one object. */
    private final Map<MessageType, FileLayout> layouts = Collections.synchronizedMap(new IdentityHashMap<>());

    private final IdentityHashMap<FileLayout, Map<Integer, Source>> sources = new IdentityHashMap<>();

    /** By the object, which the files of a partition share that a manifest lists. */
    private final IdentityHashMap<StructLike, Map<Integer, ?>> partitions = new IdentityHashMap<>();

    /** What the last file was read alike with: mostly the next one is too. */
    private Optional<Map.Entry<Alike, List<Planned>>> last = Optional.empty();

    /**
     * The files by how they are read.
     *
     * @param groups for the engine
     * @param library for the library, and {@code why} the first of them is, as a clause
     */
    record Sorted(List<FileGroup> groups, List<FileScanTask> library, String why) {}

    /** Files with one of these are read alike. */
    private record Alike(FileLayout layout, List<ColumnSource> sources, Optional<EqualityDeletes.Scope> scope) {}

    private record Planned(FileScanTask task, DataFile file) {}

    /** A file where it lies, and its layout; without one where it is no Parquet file. */
    private record Found(FileScanTask task, Path path, Optional<FileLayout> layout) {}

    ScanPlanner(
            TableName name,
            OpenTable table,
            SnapshotChoice choice,
            FileFooters footers,
            PositionDeletes positionDeletes) {
        this.name = name;
        this.table = table;
        this.choice = choice;
        this.footers = footers;
        this.positionDeletes = positionDeletes;
        this.equalityDeletes = new EqualityDeletes(name, table, footers);
    }

    Sorted sort(List<FileScanTask> tasks, List<Column> columns) {
        // The footers first, several at a time: each is a small read of another file.
        List<Path> paths = tasks.stream().map(this::path).toList();
        footers.lookInto(
                name,
                IntStream.range(0, tasks.size())
                        .filter(i -> isParquet(tasks.get(i)))
                        .mapToObj(paths::get)
                        .toList());
        List<Found> found = IntStream.range(0, tasks.size())
                .parallel()
                .mapToObj(i -> find(tasks.get(i), paths.get(i)))
                .toList();
        Map<Alike, List<Planned>> groups = new LinkedHashMap<>();
        List<FileScanTask> library = new ArrayList<>();
        List<String> reasons = new ArrayList<>();
        for (Found file : found) {
            try {
                plan(file, columns, groups);
            } catch (NotForTheEngine e) {
                reasons.add(String.valueOf(e.getMessage()));
                library.add(file.task());
            }
        }
        List<FileGroup> engine = new ArrayList<>();
        long scopes = groups.keySet().stream()
                .filter(alike -> alike.scope().isPresent())
                .count();
        groups.forEach((alike, files) -> {
            try {
                if (alike.scope().isPresent() && scopes > MOST_DELETE_GROUPS) {
                    throw new NotForTheEngine("%d of its partitions have equality deletes".formatted(scopes));
                }
                engine.add(group(alike, files));
            } catch (NotForTheEngine e) {
                reasons.add(String.valueOf(e.getMessage()));
                files.forEach(file -> library.add(file.task()));
            }
        });
        return new Sorted(engine, library, reasons.isEmpty() ? "" : reasons.get(0));
    }

    private FileGroup group(Alike alike, List<Planned> files) throws NotForTheEngine {
        List<KeyDeletes> deletes = alike.scope().isEmpty()
                ? List.of()
                : equalityDeletes.plan(files.stream().map(Planned::task).toList(), alike.layout());
        return new FileGroup(alike.sources(), files.stream().map(Planned::file).toList(), deletes);
    }

    private static boolean isParquet(FileScanTask task) {
        return task.file().format() == FileFormat.PARQUET;
    }

    private Found find(FileScanTask task, Path path) {
        return new Found(task, path, isParquet(task) ? Optional.of(layout(footers.of(name, path))) : Optional.empty());
    }

    private FileLayout layout(MessageType schema) {
        return layouts.computeIfAbsent(schema, each -> FileLayout.of(each, table.nameMapping()));
    }

    private Path path(FileScanTask task) {
        return IcebergErrors.call(
                name, "finding its files", () -> table.files().path(task.file().location()));
    }

    private void plan(Found found, List<Column> columns, Map<Alike, List<Planned>> groups) throws NotForTheEngine {
        FileScanTask task = found.task();
        if (found.layout().isEmpty()) {
            throw new NotForTheEngine(
                    "its files are written as %s".formatted(task.file().format()));
        }
        FileLayout layout = found.layout().get();
        List<ColumnSource> ofColumns = new ArrayList<>();
        Map<String, Value> constants = new LinkedHashMap<>();
        for (Column column : columns) {
            Source source = source(task, layout, column);
            ofColumns.add(source.source());
            if (!(source.source() instanceof ColumnSource.Stored)) {
                constants.put(column.name(), source.constant());
            }
        }
        Optional<EqualityDeletes.Scope> scope = EqualityDeletes.Scope.of(task);
        if (scope.isPresent()) {
            constants.putAll(equalityDeletes.constants(task, layout));
        }
        DataFile file = new DataFile(
                found.path().toString(),
                task.file().fileSizeInBytes(),
                OptionalLong.of(task.file().recordCount()),
                constants,
                deletedRows(task));
        Alike alike = new Alike(layout, ofColumns, scope);
        if (last.isEmpty() || !last.get().getKey().equals(alike)) {
            last = Optional.of(Map.entry(alike, groups.computeIfAbsent(alike, each -> new ArrayList<>())));
        }
        last.get().getValue().add(new Planned(task, file));
    }

    private Source source(FileScanTask task, FileLayout layout, Column column) throws NotForTheEngine {
        Types.NestedField field = choice.schema().asStruct().field(column.name());
        if (field == null) {
            return Sources.lineage(task, layout, column);
        }
        Map<Integer, ?> partition = partition(task);
        if (partition.containsKey(field.fieldId())) {
            return Sources.of(partition, layout, field, column.type());
        }
        // The same in all files of the layout.
        Map<Integer, Source> known = sources.computeIfAbsent(layout, each -> new HashMap<>());
        Source source = known.get(field.fieldId());
        if (source == null) {
            source = Sources.of(partition, layout, field, column.type());
            known.put(field.fieldId(), source);
        }
        return source;
    }

    /** The values of a file's partition by field id; beside them is what else belongs to a file, which no column of the table is. */
    private Map<Integer, ?> partition(FileScanTask task) {
        return task.file() instanceof ListedFile listed
                ? partitions.computeIfAbsent(listed.partition(), each -> PartitionUtil.constantsMap(task))
                : PartitionUtil.constantsMap(task);
    }

    private Optional<DeletedRows> deletedRows(FileScanTask task) {
        List<DeleteFile> deletes = PositionDeletes.of(task.deletes());
        return deletes.isEmpty()
                ? Optional.empty()
                : Optional.of(new DeletedPositions(
                        name, table.files(), deletes, task.file().location(), positionDeletes));
    }
}
