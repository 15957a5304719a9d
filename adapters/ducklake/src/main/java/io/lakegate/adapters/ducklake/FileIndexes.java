package io.lakegate.adapters.ducklake;

import com.github.benmanes.caffeine.cache.Cache;
import io.lakegate.adapters.ducklake.FileColumns.Judged;
import io.lakegate.adapters.ducklake.FileIndex.Part;
import io.lakegate.adapters.ducklake.FileIndex.Sums;
import io.lakegate.adapters.ducklake.TableQueries.ColumnStatistics;
import io.lakegate.adapters.ducklake.TableQueries.PartitionKey;
import io.lakegate.catalog.cache.Caches;
import io.lakegate.catalog.filter.ColumnPath;
import io.lakegate.catalog.filter.ColumnRange;
import io.lakegate.catalog.filter.Filter;
import io.lakegate.catalog.model.Value;
import io.lakegate.catalog.packed.ColumnBounds;
import io.lakegate.catalog.scan.ColumnSummary;
import io.lakegate.catalog.scan.FirstRows;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The files of tables of many, as they were at the newest snapshot that was asked for, bounded by the memory they take. Read once; after a commit, only
 * what is new is read. Where commits did more than to add files, the catalog's database counts the files and sums up their ids and rows, which have to be the
 * same. For any thread.
 *
 * <p>Only of a catalog's newest snapshot: later ones, of compactions, change what the catalog says of earlier ones.
 */
final class FileIndexes {
    /** A table of a million files takes about a quarter of it. */
    private static final long MOST_BYTES = 512L << 20;

    /** Fewer are asked for each time. */
    private static final int LEAST_FILES = 5_000;

    /** More, which there is no room for, are asked for each time. */
    private static final int MOST_FILES = 4_000_000;

    /** So many commits may each add a chunk before all is read anew: many small ones make plans slow. */
    private static final int MOST_PARTS_MORE = 1_000;

    private final long leastFiles;
    private final ReentrantLock reading = new ReentrantLock();
    private final Cache<LakeTable, FileIndex> indexes = Caches.builder()
            .maximumWeight(MOST_BYTES)
            .<LakeTable, FileIndex>weigher((table, index) -> (int) Math.min(index.sizeBytes(), Integer.MAX_VALUE))
            .build();

    FileIndexes() {
        this(LEAST_FILES);
    }

    /** With another least number of files, for tests. */
    FileIndexes(long leastFiles) {
        this.leastFiles = leastFiles;
    }

    /** The files that a filter may want, out of an index; empty where the catalog's database is to be asked. */
    Optional<FileIndex.Selected> select(
            TableQueries queries, LakeTable table, TableSchema schema, LakeSnapshot snapshot, Filter filter)
            throws SQLException {
        Optional<FileIndex> index = index(queries, table, snapshot);
        if (index.isEmpty()) {
            return Optional.empty();
        }
        Map<ColumnPath, Judged> columns = judged(queries, table, schema, index.get(), filter);
        List<PartitionKey> keys =
                columns.isEmpty() || !index.get().isPartitioned() ? List.of() : queries.partitionKeys();
        return Optional.of(index.get()
                .select(
                        filter,
                        columns,
                        values -> new FileJudge(
                                TableFiles.ofPartitions(keys, values), schema.fields(), schema.rows(), filter)));
    }

    /** The columns that a filter speaks of, whose bounds are read now. */
    private Map<ColumnPath, Judged> judged(
            TableQueries queries, LakeTable table, TableSchema schema, FileIndex index, Filter filter)
            throws SQLException {
        Map<ColumnPath, Judged> columns = FileIndex.judged(schema, filter);
        boolean grown = false;
        for (Judged column : columns.values()) {
            grown |= readBounds(queries, index, column);
        }
        if (grown) {
            indexes.asMap().replace(table, index, index); // weighs it anew
        }
        return columns;
    }

    /** What was found up to which value enough rows come; {@code value} is empty where too few are proven. */
    record Last(Optional<Value> value) {}

    /** A value up to which enough rows are proven to come, out of an index; empty where the catalog's database is to be asked. */
    Optional<Last> last(
            TableQueries queries,
            LakeTable table,
            TableSchema schema,
            LakeSnapshot snapshot,
            FirstRows wanted,
            Filter filter)
            throws SQLException {
        Optional<FileIndex> index = index(queries, table, snapshot);
        if (index.isEmpty()) {
            return Optional.empty();
        }
        Filter both = new Filter.And(List.of(filter, new Filter.IsNull(wanted.column()))); // names its columns
        Map<ColumnPath, Judged> columns = judged(queries, table, schema, index.get(), both);
        List<PartitionKey> keys = index.get().isPartitioned() ? queries.partitionKeys() : List.of();
        return Optional.of(new Last(index.get()
                .last(
                        wanted,
                        filter,
                        columns,
                        queries.deletedFrom(snapshot.id()),
                        values -> new FileJudge(
                                TableFiles.ofPartitions(keys, values), schema.fields(), schema.rows(), both))));
    }

    /** What was found out of the values of a column; {@code known} is empty where files have to be read for it. */
    record Summed(Optional<ColumnSummary> known) {}

    /** Of all files, from which no rows are deleted; empty where the catalog's database is to be asked. */
    Optional<Summed> summarize(
            TableQueries queries, LakeTable table, TableSchema schema, LakeSnapshot snapshot, Field column)
            throws SQLException {
        Optional<FileIndex> index = index(queries, table, snapshot)
                .filter(found -> found.parts().stream()
                        .allMatch(part ->
                                part.removed().isEmpty() && part.columns().isWhole(snapshot.id())));
        if (index.isEmpty()) {
            return Optional.empty();
        }
        Judged judged = judged(queries, table, schema, index.get(), new Filter.IsNull(column.name()))
                .get(ColumnPath.of(column.name()));
        ColumnSummary all = ColumnSummary.NOTHING;
        for (Part part : index.get().parts()) {
            Optional<ColumnSummary> each = judged == null || judged.changed()
                    ? Optional.empty()
                    : part.columns().summary(judged);
            if (each.isEmpty()) {
                return Optional.of(new Summed(each));
            }
            all = all.plus(each.get());
        }
        return Optional.of(new Summed(Optional.of(all)));
    }

    /** How many rows the files have, which only the newest snapshot's are told of; empty where the catalog's database is to be asked. */
    OptionalLong countRows(TableQueries queries, LakeTable table, LakeSnapshot snapshot) throws SQLException {
        return index(queries, table, snapshot)
                .filter(index ->
                        index.parts().stream().allMatch(part -> part.columns().isWhole(snapshot.id())))
                .map(index -> OptionalLong.of(index.sums().rows()))
                .orElseGet(OptionalLong::empty);
    }

    private Optional<FileIndex> index(TableQueries queries, LakeTable table, LakeSnapshot snapshot)
            throws SQLException {
        FileIndex known = indexes.getIfPresent(table);
        if (known != null && known.snapshot().equals(snapshot)) {
            return Snapshots.latest(queries.reader()).filter(snapshot::equals).map(newest -> known);
        }
        if (Snapshots.latest(queries.reader()).filter(snapshot::equals).isEmpty()) {
            return Optional.empty();
        }
        if (known != null) {
            Optional<FileIndex> grown = grown(queries, table, known, snapshot);
            if (grown.isPresent()) {
                indexes.put(table, grown.get());
                return grown;
            }
        }
        Sums sums = queries.sums(Life.sql("f", snapshot.id()));
        if (sums.files() < leastFiles || sums.files() > MOST_FILES) {
            return Optional.empty();
        }
        if (!reading.tryLock()) {
            return Optional
                    .empty(); // of many that want it, one reads; the others keep their connections no longer than they
            // must
        }
        try {
            FileIndex before = indexes.getIfPresent(table);
            if (before != null && before.snapshot().equals(snapshot)) {
                return Optional.of(before);
            }
            Optional<FileIndex> index = before == null ? Optional.empty() : updated(queries, before, snapshot, sums);
            if (index.isEmpty()) {
                index = read(queries, Life.sql("f", snapshot.id()))
                        .map(parts -> new FileIndex(snapshot, parts))
                        .filter(read -> read.sums().equals(sums));
            }
            index.ifPresent(found -> indexes.put(table, found));
            return index;
        } finally {
            reading.unlock();
        }
    }

    /** The index after commits that say of themselves that they only added files: the database need not count all of them. */
    private static Optional<FileIndex> grown(
            TableQueries queries, LakeTable table, FileIndex before, LakeSnapshot snapshot) throws SQLException {
        if (before.snapshot().id() >= snapshot.id()
                || before.parts().isEmpty()
                || !Snapshots.has(queries.reader(), before.snapshot())
                || !Snapshots.onlyAdded(
                        queries.reader(), table.id(), before.snapshot().id(), snapshot.id())) {
            return Optional.empty();
        }
        return added(queries, before, snapshot)
                .map(added -> with(before.parts(), added, snapshot))
                .filter(FileIndexes::hasFewParts);
    }

    /** The index after commits that added files, and maybe removed some; empty where that does not explain what the catalog counts. */
    private static Optional<FileIndex> updated(TableQueries queries, FileIndex before, LakeSnapshot snapshot, Sums sums)
            throws SQLException {
        if (before.snapshot().id() >= snapshot.id() || !Snapshots.has(queries.reader(), before.snapshot())) {
            return Optional.empty();
        }
        Optional<List<Part>> added = added(queries, before, snapshot);
        if (added.isEmpty()) {
            return Optional.empty();
        }
        FileIndex grown = with(before.parts(), added.get(), snapshot);
        if (hasFewParts(grown) && grown.sums().equals(sums)) {
            return Optional.of(grown);
        }
        List<Long> removed = queries.fileIds("f.end_snapshot > %d AND f.end_snapshot <= %d"
                .formatted(before.snapshot().id(), snapshot.id()));
        FileIndex changed = with(before.without(removed), added.get(), snapshot);
        return hasFewParts(changed) && changed.sums().equals(sums) ? Optional.of(changed) : Optional.empty();
    }

    private static Optional<List<Part>> added(TableQueries queries, FileIndex before, LakeSnapshot snapshot)
            throws SQLException {
        return read(queries, "f.data_file_id > %d AND %s".formatted(before.lastId(), Life.sql("f", snapshot.id())));
    }

    private static FileIndex with(List<Part> parts, List<Part> added, LakeSnapshot snapshot) {
        List<Part> all = new ArrayList<>(parts);
        all.addAll(added);
        return new FileIndex(snapshot, all);
    }

    private static boolean hasFewParts(FileIndex index) {
        long files = index.parts().stream().mapToLong(Part::size).sum();
        return index.parts().size() <= files / FileColumns.MOST_FILES + MOST_PARTS_MORE;
    }

    /** Reads files; empty where the catalog lists one twice, or one that has ended. */
    private static Optional<List<Part>> read(TableQueries queries, String condition) throws SQLException {
        List<FileColumns.Builder> builders = new ArrayList<>(List.of(new FileColumns.Builder()));
        boolean[] odd = new boolean[1];
        boolean[] partitioned = new boolean[1];
        queries.eachDataFile(condition, file -> {
            FileColumns.Builder last = builders.get(builders.size() - 1);
            odd[0] |= !last.takes(file);
            partitioned[0] |= file.partition().isPresent();
            if (last.size() == FileColumns.MOST_FILES) {
                last = new FileColumns.Builder();
                builders.add(last);
            }
            last.add(file);
        });
        if (odd[0]) {
            return Optional.empty();
        }
        if (partitioned[0]) {
            long first = builders.get(0).firstId();
            queries.eachPartitionValue(
                    "p.data_file_id >= " + first,
                    (file, index, value) -> builderOf(builders, file).partitionValue(file, index, value));
        }
        return Optional.of(builders.stream()
                .filter(builder -> builder.size() > 0)
                .map(builder -> new Part(builder.build(), new BitSet()))
                .toList());
    }

    /** The last whose files begin before an id, or the first. */
    private static FileColumns.Builder builderOf(List<FileColumns.Builder> builders, long id) {
        int from = 0;
        int to = builders.size() - 1;
        while (from < to) {
            int middle = (from + to + 1) >>> 1;
            if (builders.get(middle).firstId() <= id) {
                from = middle;
            } else {
                to = middle - 1;
            }
        }
        return builders.get(from);
    }

    /** Reads what the catalog knows of a column's values, of chunks that do not know it yet. */
    private static boolean readBounds(TableQueries queries, FileIndex index, Judged column) throws SQLException {
        List<FileColumns> missing = index.parts().stream()
                .map(Part::columns)
                .filter(columns -> columns.bounds(column).isEmpty())
                .toList();
        if (missing.isEmpty()) {
            return false;
        }
        List<ColumnRange[]> ranges =
                missing.stream().map(columns -> new ColumnRange[columns.size()]).toList();
        List<long[]> nulls =
                missing.stream().map(columns -> new long[columns.size()]).toList();
        queries.eachStatistic(
                column.field().id(),
                "s.data_file_id >= " + missing.get(0).firstId(),
                known -> take(missing, ranges, nulls, column, known));
        for (int i = 0; i < missing.size(); i++) {
            ColumnBounds.Builder builder = new ColumnBounds.Builder(
                    column.field().lakeType(), missing.get(i).size());
            for (int file = 0; file < missing.get(i).size(); file++) {
                ColumnRange range = ranges.get(i)[file];
                if (range == null) {
                    builder.add(ColumnRange.UNKNOWN);
                } else {
                    builder.add(range, nulls.get(i)[file]);
                }
            }
            missing.get(i).keep(column, builder.build());
        }
        return true;
    }

    private static void take(
            List<FileColumns> chunks,
            List<ColumnRange[]> ranges,
            List<long[]> nulls,
            Judged column,
            ColumnStatistics known) {
        for (int i = 0; i < chunks.size(); i++) {
            FileColumns chunk = chunks.get(i);
            if (chunk.firstId() <= known.dataFile() && known.dataFile() <= chunk.lastId()) {
                int file = chunk.find(known.dataFile());
                if (file >= 0 && ranges.get(i)[file] == null) {
                    nulls.get(i)[file] = known.nulls().orElse(-1);
                    ranges.get(i)[file] = FileJudge.range(column.field(), column.changed(), known, chunk.rows(file));
                }
            }
        }
    }

    void clear() {
        indexes.invalidateAll();
    }
}
