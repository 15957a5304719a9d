package io.lakegate.adapters.iceberg;

import static java.util.Objects.requireNonNull;

import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.spi.Scan;
import java.util.List;
import org.apache.iceberg.FileScanTask;

/** The second reader of Iceberg tables: makes rows in this process, with Iceberg's own readers, from Parquet, Avro and ORC. For any thread. */
record LibraryReader(PositionDeletes positionDeletes, EqualityDeleteSets equalityDeletes) {
    LibraryReader {
        requireNonNull(positionDeletes, "positionDeletes");
        requireNonNull(equalityDeletes, "equalityDeletes");
    }

    /**
     * The rows of some files.
     *
     * @param reason why not the engine, as a clause
     */
    Scan.FromJvm scan(
            TableName name,
            OpenTable table,
            SnapshotChoice choice,
            List<FileScanTask> tasks,
            List<Column> columns,
            String reason) {
        return new Scan.FromJvm(
                columns,
                () -> new LibraryRows(name, table, this, LibraryProjection.of(choice, columns), tasks),
                reason);
    }
}
