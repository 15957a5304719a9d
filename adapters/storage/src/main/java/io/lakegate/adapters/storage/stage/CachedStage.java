package io.lakegate.adapters.storage.stage;

import static java.util.Objects.requireNonNull;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.DataFile;
import io.lakegate.catalog.scan.FileGroup;
import io.lakegate.catalog.scan.KeyDeletes;
import io.lakegate.catalog.scan.RowRange;
import io.lakegate.catalog.scan.ScanPlan;
import io.lakegate.catalog.spi.FileStage;
import io.lakegate.catalog.spi.Scan;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Brings the parts of objects that a scan reads into sparse local files, where the engine reads them as if they were whole: footers, and the
 * chunks of the columns that are read. For any thread.
 *
 * <p>The engine that came to a part which is not there would find zeros, which no page of a column begins with, and fail.
 */
public final class CachedStage implements FileStage {
    private final Function<String, Path> paths;
    private final List<Path> roots;
    private final StageMemory memory;
    private final Optional<String> table;

    /**
     * A stage of files that belong to no table.
     *
     * @param paths makes the path of a location
     * @param roots objects below these folders are fetched, and no others: a table's metadata may name any
     */
    public CachedStage(Function<String, Path> paths, List<Path> roots, StageMemory memory) {
        this(paths, roots, memory, Optional.empty());
    }

    private CachedStage(Function<String, Path> paths, List<Path> roots, StageMemory memory, Optional<String> table) {
        this.paths = requireNonNull(paths, "paths");
        this.roots = List.copyOf(roots);
        this.memory = requireNonNull(memory, "memory");
        this.table = table;
    }

    @Override
    public FileStage of(String identity) {
        return new CachedStage(paths, roots, memory, Optional.of(identity));
    }

    @Override
    public StagedFiles open(Scan.Files scan) {
        ScanPlan plan = scan.plan();
        Map<String, StagedFile> files = new LinkedHashMap<>();
        for (FileGroup group : plan.groups()) {
            GroupFilter wanted = GroupFilter.of(scan.filter(), plan.columns(), group.sources());
            for (DataFile file : group.files()) {
                Optional<StagedFile> staged = staged(file, scan.rows(), files);
                staged.ifPresent(known -> {
                    known.addReading(wanted);
                    group.sources().forEach(known.columns()::add);
                    group.keyDeletes()
                            .forEach(deletes -> deletes.keys()
                                    .forEach(key -> known.columns().add(key.data())));
                });
            }
            for (KeyDeletes deletes : group.keyDeletes()) {
                for (DataFile file : deletes.files()) {
                    staged(file, Optional.empty(), files).ifPresent(known -> {
                        known.addReading(GroupFilter.NONE);
                        deletes.keys().forEach(key -> known.columns().add(key.deleted()));
                    });
                }
            }
        }
        return files.isEmpty() ? StagedFiles.IN_PLACE : new StagedScan(plan, files, memory.shapes());
    }

    /** What is done for a file; empty when it is one of this machine. */
    private Optional<StagedFile> staged(DataFile file, Optional<RowRange> rows, Map<String, StagedFile> known) {
        StagedFile before = known.get(file.location());
        if (before != null) {
            return Optional.of(before);
        }
        Path path = paths.apply(file.location());
        if (path.getFileSystem().equals(FileSystems.getDefault())) {
            return Optional.empty();
        }
        if (roots.stream().noneMatch(path.normalize()::startsWith)) {
            throw new GatewayException(
                    ErrorCode.STORAGE_UNREADABLE,
                    "The file %s lies outside the folders of its catalog, where Lakegate does not read. Name its folder under storage.locations in the catalog's file."
                            .formatted(file.location()));
        }
        SeenObjects.Seen object = new SeenObjects.Seen(memory.seen(), path, table, file.sizeBytes());
        StagedFile staged = new StagedFile(object, file.key().isPresent(), rows);
        known.put(file.location(), staged);
        return Optional.of(staged);
    }
}
