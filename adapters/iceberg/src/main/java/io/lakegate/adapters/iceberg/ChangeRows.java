package io.lakegate.adapters.iceberg;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.spi.RowBatch;
import io.lakegate.catalog.spi.Rows;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.Snapshot;
import org.jspecify.annotations.Nullable;

/** The rows of a {@link ChangesTable}, made snapshot by snapshot. For one thread at a time. */
final class ChangeRows implements Rows {
    private final ChangesTable table;
    private final List<Column> columns;
    private final List<Column> tableColumns;
    private final Iterator<Snapshot> snapshots;
    private final Deque<@Nullable Object[]> ready = new ArrayDeque<>();
    private @Nullable SnapshotChanges current;

    ChangeRows(ChangesTable table, List<Column> columns) {
        this.table = table;
        this.columns = columns;
        this.tableColumns = table.tableColumns();
        this.snapshots = table.changes().snapshots().iterator();
    }

    @Override
    public List<Column> columns() {
        return columns;
    }

    @Override
    public Optional<RowBatch> next(int maxRows) {
        while (ready.isEmpty()) {
            if (Thread.currentThread().isInterrupted()) {
                throw new GatewayException(
                        ErrorCode.CANCELED, "Reading the changes of table %s was cancelled.".formatted(table.name()));
            }
            SnapshotChanges changes = current;
            if (changes == null) {
                if (!snapshots.hasNext()) {
                    return Optional.empty();
                }
                changes = new SnapshotChanges(table.changes(), snapshots.next(), tableColumns);
                current = changes;
            }
            List<SnapshotChanges.Change> more = changes.next(maxRows);
            if (more.isEmpty()) {
                changes.close();
                current = null;
            }
            for (SnapshotChanges.Change change : more) {
                ready.add(row(change, changes.snapshot()));
            }
        }
        List<@Nullable Object[]> rows = new ArrayList<>();
        while (rows.size() < maxRows && !ready.isEmpty()) {
            rows.add(ready.remove());
        }
        return Optional.of(RowBatch.of(rows));
    }

    private @Nullable Object[] row(SnapshotChanges.Change change, Snapshot snapshot) {
        @Nullable Object[] values = new @Nullable Object[columns.size()];
        for (int i = 0; i < values.length; i++) {
            Column column = columns.get(i);
            if (column.equals(ChangesTable.CHANGE_TYPE)) {
                values[i] = change.type();
            } else if (column.equals(ChangesTable.COMMIT_VERSION)) {
                values[i] = snapshot.snapshotId();
            } else if (column.equals(ChangesTable.COMMIT_TIMESTAMP)) {
                values[i] = Instant.ofEpochMilli(snapshot.timestampMillis());
            } else {
                values[i] = change.row().get(place(column));
            }
        }
        return values;
    }

    private int place(Column column) {
        for (int i = 0; i < tableColumns.size(); i++) {
            if (tableColumns.get(i).name().equals(column.name())) {
                return i;
            }
        }
        throw new IllegalStateException("no column " + column.name());
    }

    @Override
    public void close() {
        SnapshotChanges open = current;
        current = null;
        if (open != null) {
            open.close();
        }
    }
}
