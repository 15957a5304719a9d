package io.lakegate.adapters.ducklake;

import io.lakegate.adapters.ducklake.InlinedRows.RowChange;
import io.lakegate.adapters.ducklake.TableQueries.InlinedDelete;
import io.lakegate.adapters.ducklake.TableQueries.InlinedTable;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * Which rows a range of snapshots wrote and deleted. A row that one snapshot deleted and wrote again, under the same id, was updated. For one
 * scan and one thread.
 */
final class ChangeEvents {
    private final ChangeRange range;
    private final Deletes deletes;
    private final ParquetPeek peek;
    private final List<FileChange> files = new ArrayList<>();
    private final Set<RowChange> written = new HashSet<>();
    private final Set<RowChange> removed = new HashSet<>();

    /** Rows of a data file, by their positions, that one snapshot wrote or deleted. */
    record FileChange(LiveFile file, long snapshot, boolean deletion, List<Long> positions) {}

    private ChangeEvents(ChangeRange range, Deletes deletes, ParquetPeek peek) {
        this.range = range;
        this.deletes = deletes;
        this.peek = peek;
    }

    /** Finds them. Reads delete files, and of files that were merged or updated the columns that DuckLake adds. */
    static ChangeEvents read(TableQueries queries, ChangeRange range, Deletes deletes, ParquetPeek peek)
            throws SQLException {
        ChangeEvents events = new ChangeEvents(range, deletes, peek);
        long until = range.to().id();
        Map<Long, List<DeleteFile>> deleteFiles = queries.deleteFiles("d.begin_snapshot <= " + until).stream()
                .collect(Collectors.groupingBy(DeleteFile::dataFile));
        Map<Long, Map<Long, Long>> inlined = new HashMap<>();
        for (InlinedDelete delete : queries.inlinedDeletes(until)) {
            inlined.computeIfAbsent(delete.dataFile(), f -> new HashMap<>())
                    .merge(delete.position(), delete.snapshot(), Math::min);
        }
        for (LiveFile file :
                queries.dataFiles("f.begin_snapshot <= %d AND (f.end_snapshot IS NULL OR f.end_snapshot >= %d)"
                        .formatted(until, range.from()))) {
            events.addWritten(file);
            events.addRemoved(
                    file, deleteFiles.getOrDefault(file.id(), List.of()), inlined.getOrDefault(file.id(), Map.of()));
        }
        for (InlinedTable table : queries.inlinedTables(range.to())) {
            events.written.addAll(
                    InlinedRows.changes(queries, table, InlinedRows.BEGIN, range.sql("i.begin_snapshot")));
            events.removed.addAll(InlinedRows.changes(queries, table, InlinedRows.END, range.sql("i.end_snapshot")));
        }
        events.addRowsOfFiles();
        return events;
    }

    private void addWritten(LiveFile file) {
        if (file.origin().partialMax().isEmpty()) {
            if (range.includes(file.life().begin())) {
                add(file, file.life().begin(), false, LongStream.range(0, file.recordCount()));
            }
            return;
        }
        if (file.origin().partialMax().getAsLong() < range.from()) {
            return;
        }
        long[] origins = deletes.origins(file);
        LongStream.of(origins)
                .distinct()
                .filter(range::includes)
                .forEach(snapshot -> add(
                        file,
                        snapshot,
                        false,
                        LongStream.range(0, origins.length).filter(row -> origins[(int) row] == snapshot)));
    }

    private void addRemoved(LiveFile file, List<DeleteFile> deleteFiles, Map<Long, Long> inlined) {
        SortedMap<Long, Long> history = deletes.history(deleteFiles, inlined);
        SortedMap<Long, List<Long>> bySnapshot = new TreeMap<>();
        history.forEach((position, snapshot) ->
                bySnapshot.computeIfAbsent(snapshot, s -> new ArrayList<>()).add(position));
        if (file.life().end().isPresent()) {
            List<Long> rest = LongStream.range(0, file.recordCount())
                    .filter(position -> !history.containsKey(position))
                    .boxed()
                    .toList();
            bySnapshot
                    .computeIfAbsent(file.life().end().getAsLong(), s -> new ArrayList<>())
                    .addAll(rest);
        }
        bySnapshot.forEach((snapshot, positions) -> {
            if (range.includes(snapshot)) {
                add(
                        file,
                        snapshot,
                        true,
                        positions.stream().mapToLong(Long::longValue).sorted());
            }
        });
    }

    private void add(LiveFile file, long snapshot, boolean deletion, LongStream positions) {
        List<Long> all = positions.boxed().toList();
        if (!all.isEmpty()) {
            files.add(new FileChange(file, snapshot, deletion, all));
        }
    }

    /** Only of snapshots that both wrote and deleted: others cannot have updated anything. */
    private void addRowsOfFiles() {
        Set<Long> wrote = files.stream()
                .filter(f -> !f.deletion)
                .map(FileChange::snapshot)
                .collect(Collectors.toSet());
        written.forEach(row -> wrote.add(row.snapshot()));
        Set<Long> deleted = files.stream()
                .filter(FileChange::deletion)
                .map(FileChange::snapshot)
                .collect(Collectors.toSet());
        removed.forEach(row -> deleted.add(row.snapshot()));
        wrote.retainAll(deleted);
        for (FileChange change : files) {
            if (wrote.contains(change.snapshot)) {
                RowIds ids = rowIds(change.file);
                for (long position : change.positions) {
                    (change.deletion ? removed : written).add(new RowChange(ids.of(position), change.snapshot));
                }
            }
        }
    }

    private interface RowIds {
        long of(long position);
    }

    private final Map<Long, RowIds> known = new HashMap<>();

    private RowIds rowIds(LiveFile file) {
        return known.computeIfAbsent(file.id(), id -> {
            long start = file.rowIdStart().orElse(0);
            return peek.column(file.location(), file.place().key(), ParquetPeek.ROW_ID)
                    .<RowIds>map(ids -> position -> ids[(int) position])
                    .orElse(position -> start + position);
        });
    }

    /** All changes of files, each split into rows that were updated and others. */
    List<TypedChange> files() {
        List<TypedChange> typed = new ArrayList<>();
        for (FileChange change : files) {
            Map<Boolean, List<Long>> parts = change.positions.stream()
                    .collect(Collectors.partitioningBy(position -> isUpdate(change, position)));
            parts.forEach((update, positions) -> {
                if (!positions.isEmpty()) {
                    typed.add(new TypedChange(change.file, change.snapshot, type(change.deletion, update), positions));
                }
            });
        }
        return typed;
    }

    private boolean isUpdate(FileChange change, long position) {
        Set<RowChange> others = change.deletion ? written : removed;
        return !others.isEmpty()
                && others.contains(new RowChange(rowIds(change.file).of(position), change.snapshot));
    }

    /** Rows of a file to which one thing was done. */
    record TypedChange(LiveFile file, long snapshot, String type, List<Long> positions) {}

    /** What was done to a row that the catalog held. */
    String type(RowChange row, boolean deletion) {
        return type(deletion, (deletion ? written : removed).contains(row));
    }

    private static String type(boolean deletion, boolean update) {
        return deletion ? (update ? "update_preimage" : "delete") : (update ? "update_postimage" : "insert");
    }
}
