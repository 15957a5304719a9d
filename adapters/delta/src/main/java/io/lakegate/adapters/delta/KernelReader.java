package io.lakegate.adapters.delta;

import static java.util.Objects.requireNonNull;

import io.delta.kernel.defaults.engine.fileio.InputFile;
import io.delta.kernel.engine.Engine;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.scan.ScanPlan;
import io.lakegate.catalog.spi.Rows;
import io.lakegate.catalog.spi.Scan;
import java.nio.file.Path;
import java.util.List;

/**
 * The second reader of Delta tables: makes rows in this process, with Delta Kernel. For any thread.
 *
 * @param roots files below these folders are read, and no others
 */
record KernelReader(Engine engine, DeltaFileIO files, List<Path> roots) {
    KernelReader {
        requireNonNull(engine, "engine");
        requireNonNull(files, "files");
        roots = List.copyOf(roots);
    }

    /**
     * The rows of a plan. Of the plan it takes columns, files and partition values, and nothing that says how files are read: that is
     * Kernel's to know.
     *
     * @param reason why not the engine, as a clause
     */
    Scan.FromJvm scan(TableName table, DeltaSnapshot snapshot, ScanPlan plan, String reason) {
        return new Scan.FromJvm(plan.columns(), () -> open(table, snapshot, plan), reason);
    }

    private Rows open(TableName table, DeltaSnapshot snapshot, ScanPlan plan) {
        return new DeltaRows(table, snapshot, plan, this);
    }

    /**
     * The data file or deletion vector at a path, which comes from the log.
     *
     * @param what calls it in messages
     * @throws GatewayException {@link ErrorCode#STORAGE_UNREADABLE} for a file that the log has no business with
     */
    InputFile file(TableName table, String what, String path) {
        Path file = KernelErrors.call(
                table, "finding " + path, () -> files.path(path).normalize());
        if (roots.stream().noneMatch(file::startsWith)) {
            throw new GatewayException(
                    ErrorCode.STORAGE_UNREADABLE,
                    ("The %s %s of table %s lies outside the folders of its catalog, where Lakegate does not read."
                                    + " Name its folder in the catalog's configuration.")
                            .formatted(what, path, table));
        }
        return files.newInputFile(path, -1);
    }
}
