package io.lakegate.adapters.iceberg;

import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.spi.RowBatch;
import io.lakegate.catalog.spi.Rows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Snapshot;
import org.jspecify.annotations.Nullable;

/**
 * What one snapshot changed against the one before it: rows of added files, rows of removed ones, and rows that new deletes hide. For one
 * thread.
 *
 * <p>A row that goes and comes within the snapshot, as files are rewritten, is no change. Where the table has identifier fields, a row that
 * goes and another of the same identity that comes are an update.
 */
final class SnapshotChanges implements AutoCloseable {
    private static final int BATCH = 2048;

    private final IcebergChanges changes;
    private final Snapshot snapshot;
    private final List<Column> columns;
    private final List<FileScanTask> added = new ArrayList<>();
    private final List<FileScanTask> removed = new ArrayList<>();
    private final List<Pair> rewritten = new ArrayList<>();
    private @Nullable Rows streamed;
    private boolean ended;

    /** A file at two snapshots, with other deletes at the second. */
    private record Pair(FileScanTask before, FileScanTask after) {}

    /** One changed row, with a value for each column of the table. */
    record Change(String type, List<@Nullable Object> row) {
        static Change of(String type, @Nullable Object[] row) {
            return new Change(type, Arrays.asList(row));
        }
    }

    SnapshotChanges(IcebergChanges changes, Snapshot snapshot, List<Column> columns) {
        this.changes = changes;
        this.snapshot = snapshot;
        this.columns = columns;
        if (DataOperations.REPLACE.equals(snapshot.operation())) {
            ended = true; // the same rows in other files
        } else {
            compare();
        }
    }

    Snapshot snapshot() {
        return snapshot;
    }

    private void compare() {
        Map<String, FileScanTask> before =
                changes.before(snapshot).map(this::tasks).orElse(Map.of());
        Map<String, FileScanTask> after = tasks(snapshot);
        after.forEach((location, task) -> {
            FileScanTask earlier = before.get(location);
            if (earlier == null) {
                added.add(task);
            } else if (!deletes(earlier).equals(deletes(task))) {
                rewritten.add(new Pair(earlier, task));
            }
        });
        before.forEach((location, task) -> {
            if (!after.containsKey(location)) {
                removed.add(task);
            }
        });
    }

    private Map<String, FileScanTask> tasks(Snapshot at) {
        SnapshotChoice choice = new SnapshotChoice(
                Optional.of(at), changes.to().schema(), changes.to().listed());
        Listing listing = changes.reading().listings().of(changes.name(), changes.table(), choice);
        return listing.tasks().stream()
                .collect(Collectors.toMap(
                        task -> task.file().location(), Function.identity(), (a, b) -> a, LinkedHashMap::new));
    }

    private static Set<String> deletes(FileScanTask task) {
        return task.deletes().stream().map(SnapshotChanges::identity).collect(Collectors.toSet());
    }

    private static String identity(DeleteFile delete) {
        return delete.location() + "@" + delete.contentOffset();
    }

    /** Some more changes; none when there are no more. */
    List<Change> next(int maxRows) {
        if (ended) {
            return List.of();
        }
        if (!removed.isEmpty() || !rewritten.isEmpty()) {
            ended = true;
            return compared();
        }
        Rows open = streamed;
        if (open == null) {
            open = rows(added);
            streamed = open;
        }
        List<Change> found = new ArrayList<>();
        open.next(maxRows).ifPresent(batch -> rows(batch).forEach(row -> found.add(Change.of("insert", row))));
        return found;
    }

    private Rows rows(List<FileScanTask> tasks) {
        return new LibraryRows(
                changes.name(),
                changes.table(),
                changes.reading().library(),
                LibraryProjection.of(changes.to(), columns),
                tasks);
    }

    private List<@Nullable Object[]> rows(RowBatch batch) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (int row = 0; row < batch.rowCount(); row++) {
            @Nullable Object[] values = new @Nullable Object[columns.size()];
            for (int column = 0; column < values.length; column++) {
                values[column] = batch.value(column, row);
            }
            rows.add(values);
        }
        return rows;
    }

    /** All changes, with rows taken out that only moved. Memory grows with the rows of the files that changed. */
    private List<Change> compared() {
        Map<RowIdentity, Integer> balance = new LinkedHashMap<>();
        Map<RowIdentity, @Nullable Object[]> values = new HashMap<>();
        count(removed, -1, balance, values);
        count(added, 1, balance, values);
        for (Pair pair : rewritten) {
            count(List.of(pair.before()), -1, balance, values);
            count(List.of(pair.after()), 1, balance, values);
        }
        List<@Nullable Object[]> gone = new ArrayList<>();
        List<@Nullable Object[]> come = new ArrayList<>();
        balance.forEach((row, times) -> {
            for (int i = 0; i < Math.abs(times); i++) {
                (times < 0 ? gone : come).add(values.getOrDefault(row, new @Nullable Object[0]));
            }
        });
        return new Updates(changes.to().schema(), columns).of(gone, come);
    }

    private void count(
            List<FileScanTask> tasks,
            int sign,
            Map<RowIdentity, Integer> balance,
            Map<RowIdentity, @Nullable Object[]> values) {
        try (Rows rows = rows(tasks)) {
            for (Optional<RowBatch> batch = rows.next(BATCH); batch.isPresent(); batch = rows.next(BATCH)) {
                for (@Nullable Object[] row : rows(batch.get())) {
                    RowIdentity identity = RowIdentity.of(row);
                    values.putIfAbsent(identity, row);
                    balance.merge(identity, sign, Integer::sum);
                    balance.remove(identity, 0);
                }
            }
        }
    }

    @Override
    public void close() {
        Rows open = streamed;
        streamed = null;
        if (open != null) {
            open.close();
        }
    }
}
