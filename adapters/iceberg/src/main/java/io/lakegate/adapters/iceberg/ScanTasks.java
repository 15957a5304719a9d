package io.lakegate.adapters.iceberg;

import io.lakegate.catalog.error.CatalogErrors;
import io.lakegate.catalog.model.TableName;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.TableScan;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The data files of a snapshot with the delete files that apply to each, as Iceberg's library plans them. */
final class ScanTasks {
    private static final Logger log = LoggerFactory.getLogger(ScanTasks.class);

    private ScanTasks() {}

    /**
     * The files that may hold a row which an expression wants, in the order of the manifests. Cost: reads the manifest list and the manifests
     * whose partitions may match.
     */
    static List<FileScanTask> plan(TableName name, OpenTable table, Optional<Snapshot> snapshot, Expression filter) {
        return snapshot.isEmpty()
                ? List.of()
                : IcebergErrors.call(name, "listing its files", () -> plan(name, table, snapshot.get(), filter));
    }

    private static List<FileScanTask> plan(TableName name, OpenTable table, Snapshot snapshot, Expression filter)
            throws IOException {
        checkNotEncrypted(name, table, Optional.empty());
        TableScan scan = table.library(name.toString()).newScan().useSnapshot(snapshot.snapshotId());
        if (filter != Expressions.alwaysTrue()) {
            scan = scan.filter(filter);
        }
        try {
            return read(name, table, scan.includeColumnStats());
        } catch (IllegalArgumentException e) {
            // Some writers spell statistics in a way that the library does not read; files are found without them as
            // well.
            log.debug("The statistics of the files of table {} are left out.", name, e);
            return read(name, table, scan);
        }
    }

    private static List<FileScanTask> read(TableName name, OpenTable table, TableScan scan) throws IOException {
        List<FileScanTask> tasks = new ArrayList<>();
        try (CloseableIterable<FileScanTask> planned = scan.planFiles()) {
            for (FileScanTask task : planned) {
                checkNotEncrypted(name, table, Optional.of(task));
                tasks.add(task);
            }
        }
        return tasks;
    }

    private static void checkNotEncrypted(TableName name, OpenTable table, Optional<FileScanTask> task) {
        boolean encrypted = table.metadata().properties().containsKey(TableProperties.ENCRYPTION_TABLE_KEY)
                || task.filter(each -> each.file().keyMetadata() != null
                                || each.deletes().stream().anyMatch(delete -> delete.keyMetadata() != null))
                        .isPresent();
        if (encrypted) {
            throw CatalogErrors.unsupportedFeature(name, "table encryption");
        }
    }
}
