package io.lakegate.adapters.ducklake;

import io.lakegate.adapters.ducklake.FileColumns.Judged;
import io.lakegate.catalog.filter.ColumnPath;
import io.lakegate.catalog.filter.ColumnRange;
import io.lakegate.catalog.filter.FileCheck;
import io.lakegate.catalog.filter.Filter;
import io.lakegate.catalog.filter.FilterColumns;
import io.lakegate.catalog.model.Value;
import io.lakegate.catalog.packed.BlockFilter;
import io.lakegate.catalog.packed.BoundsCheck;
import io.lakegate.catalog.packed.ColumnBounds;
import io.lakegate.catalog.packed.EnoughRows;
import io.lakegate.catalog.packed.TruthBits;
import io.lakegate.catalog.scan.FirstRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * All data files of a table at one snapshot, in columns. Never changes but for what it knows of columns' values, for any thread.
 *
 * @param parts in the order of the files' ids
 */
record FileIndex(LakeSnapshot snapshot, List<Part> parts) {
    FileIndex {
        parts = List.copyOf(parts);
    }

    /**
     * The files of a chunk that are in the index.
     *
     * @param removed those that are not; not to be changed
     */
    record Part(FileColumns columns, BitSet removed) {
        int size() {
            return columns.size() - removed.cardinality();
        }
    }

    /** What sums up the files: the same for two lists of files only if they are the same. */
    record Sums(long files, long ids, long rows) {}

    /** The files that may matter, and how many of the others go by their partitions and values. */
    record Selected(List<LiveFile> files, long byPartition, long byStatistics) {}

    Sums sums() {
        long files = 0;
        long ids = 0;
        long rows = 0;
        for (Part part : parts) {
            for (int file = 0; file < part.columns.size(); file++) {
                if (!part.removed.get(file)) {
                    files++;
                    ids += part.columns.id(file);
                    rows += part.columns.rows(file);
                }
            }
        }
        return new Sums(files, ids, rows);
    }

    /** The greatest id of a file that is or was in it. */
    long lastId() {
        return parts.isEmpty() ? -1 : parts.get(parts.size() - 1).columns.lastId();
    }

    boolean isPartitioned() {
        return parts.stream()
                .flatMap(part -> part.columns.distinctPartitions().stream())
                .anyMatch(partition -> partition.partitioning().isPresent());
    }

    /** The same without some files. */
    List<Part> without(List<Long> gone) {
        return parts.stream()
                .map(part -> {
                    BitSet removed = (BitSet) part.removed.clone();
                    gone.stream()
                            .mapToInt(part.columns::find)
                            .filter(file -> file >= 0)
                            .forEach(removed::set);
                    return new Part(part.columns, removed);
                })
                .filter(part -> part.size() > 0)
                .toList();
    }

    /**
     * Selects the files that may hold a row which a filter wants.
     *
     * @param columns those of the filter's columns that bounds were read of
     * @param ofPartitions makes the judge of some files out of the values of their partitions, by file id
     */
    Selected select(
            Filter filter,
            Map<ColumnPath, Judged> columns,
            Function<Map<Long, Map<Integer, Optional<String>>>, FileJudge> ofPartitions) {
        List<LiveFile> files = new ArrayList<>();
        long byPartition = 0;
        long byStatistics = 0;
        for (Part part : parts) {
            Partitions partitions = Partitions.of(part.columns, ofPartitions);
            boolean[] excluded = partitions.excluded();
            BlockFilter.Step step =
                    columns.isEmpty() ? null : filter.match(new OfBounds(part.columns, columns, partitions));
            byte[] outcomes = new byte[ColumnBounds.BLOCK];
            for (int from = 0; from < part.columns.size(); from += ColumnBounds.BLOCK) {
                int to = Math.min(from + ColumnBounds.BLOCK, part.columns.size());
                boolean never = step != null && isNever(part.columns, from, filter, columns, partitions);
                Arrays.fill(outcomes, (byte) (never ? TruthBits.FALSE : TruthBits.TRUE));
                if (step != null && !never) {
                    step.judge(from, to, outcomes);
                }
                for (int file = from; file < to; file++) {
                    if (part.removed.get(file)) {
                        continue;
                    }
                    if (excluded[part.columns.partition(file)]) {
                        byPartition++;
                    } else if ((outcomes[file - from] & TruthBits.TRUE) == 0) {
                        byStatistics++;
                    } else {
                        files.add(part.columns.file(file));
                    }
                }
            }
        }
        return new Selected(files, byPartition, byStatistics);
    }

    /** Whether what is known about all files of a block excludes each of them. */
    private static boolean isNever(
            FileColumns files, int first, Filter filter, Map<ColumnPath, Judged> columns, Partitions partitions) {
        return new FileCheck(path -> Optional.ofNullable(columns.get(path))
                        .filter(column -> !partitions.tell(path))
                        .flatMap(files::bounds)
                        .map(bounds -> bounds.ofBlock(first))
                        .orElse(ColumnRange.UNKNOWN))
                .check(filter)
                .never();
    }

    /**
     * The partitions of a chunk, each judged by one of its files. What they tell of a column counts more than its bounds.
     *
     * @param files one of its files for each partition that has some; none where nothing is known of any
     */
    record Partitions(Map<Integer, LiveFile> files, FileJudge judge, int count) {
        static Partitions of(
                FileColumns columns, Function<Map<Long, Map<Integer, Optional<String>>>, FileJudge> ofPartitions) {
            List<FileColumns.Partition> distinct = columns.distinctPartitions();
            if (distinct.stream().allMatch(partition -> partition.values().isEmpty())) {
                return new Partitions(Map.of(), ofPartitions.apply(Map.of()), distinct.size());
            }
            Map<Integer, LiveFile> some = new TreeMap<>();
            for (int file = 0; file < columns.size(); file++) {
                if (!some.containsKey(columns.partition(file))) {
                    some.put(columns.partition(file), columns.file(file));
                }
            }
            Map<Long, Map<Integer, Optional<String>>> values = new HashMap<>();
            some.forEach((partition, file) ->
                    values.put(file.id(), distinct.get(partition).values()));
            return new Partitions(some, ofPartitions.apply(values), distinct.size());
        }

        boolean[] excluded() {
            boolean[] excluded = new boolean[count];
            files.forEach((partition, file) -> excluded[partition] = judge.judge(file) != FileJudge.Verdict.KEPT);
            return excluded;
        }

        boolean tell(ColumnPath column) {
            return files.values().stream()
                    .anyMatch(file -> !judge.ofPartition(file, column).equals(ColumnRange.UNKNOWN));
        }

        /** What a comparison of a column is in each partition that tells it; 0 in others. */
        byte[] outcomes(Filter comparison, ColumnPath column) {
            byte[] outcomes = new byte[count];
            files.forEach((partition, file) -> {
                ColumnRange range = judge.ofPartition(file, column);
                outcomes[partition] = range.equals(ColumnRange.UNKNOWN)
                        ? 0
                        : TruthBits.of(new FileCheck(path -> range).check(comparison));
            });
            return outcomes;
        }
    }

    /** Judges comparisons by the bounds of one chunk. */
    static final class OfBounds extends BlockFilter {
        private final FileColumns files;
        private final Map<ColumnPath, Judged> columns;
        private final Partitions partitions;

        OfBounds(FileColumns files, Map<ColumnPath, Judged> columns, Partitions partitions) {
            this.files = files;
            this.columns = columns;
            this.partitions = partitions;
        }

        private interface Fast {
            Optional<BoundsCheck> over(ColumnBounds bounds);
        }

        private Step comparison(Filter comparison, ColumnPath column, Fast fast) {
            Optional<ColumnBounds> bounds =
                    Optional.ofNullable(columns.get(column)).flatMap(files::bounds);
            if (bounds.isEmpty()) {
                return anything();
            }
            ColumnBounds known = bounds.get();
            BoundsCheck check = fast.over(known).orElseGet(() -> BoundsCheck.slow(known, comparison, range -> range));
            byte maybe = TruthBits.of(true, true, true);
            byte[] ofPartitions = partitions.outcomes(comparison, column);
            return (from, to, outcomes) -> {
                for (int file = from; file < to; file++) {
                    int flags = known.flags(file);
                    byte ofPartition = ofPartitions[files.partition(file)];
                    outcomes[file - from] =
                            ofPartition != 0 ? ofPartition : flags == 0 ? maybe : check.check(file, flags);
                }
            };
        }

        @Override
        public Step compare(Filter.Compare compare) {
            return comparison(
                    compare, compare.column(), bounds -> BoundsCheck.compare(bounds, compare, /* open= */ false));
        }

        @Override
        public Step in(Filter.In in) {
            return comparison(in, in.column(), bounds -> BoundsCheck.in(bounds, in, /* open= */ false));
        }

        @Override
        public Step isNull(Filter.IsNull isNull) {
            return comparison(isNull, isNull.column(), bounds -> Optional.of(BoundsCheck.isNull()));
        }
    }

    /**
     * A value up to which enough rows are proven to come.
     *
     * @param filter says exactly which rows are wanted
     * @param columns those of the filter, and the one that orders the rows, whose bounds were read
     * @param deletedFrom the ids of the files that have deleted rows
     */
    Optional<Value> last(
            FirstRows wanted,
            Filter filter,
            Map<ColumnPath, Judged> columns,
            Set<Long> deletedFrom,
            Function<Map<Long, Map<Integer, Optional<String>>>, FileJudge> ofPartitions) {
        Judged column = columns.get(ColumnPath.of(wanted.column()));
        if (column == null) {
            return Optional.empty();
        }
        EnoughRows enough = new EnoughRows(wanted, column.field().lakeType());
        List<Part> inOrder = new ArrayList<>(parts);
        if (wanted.descending()) {
            Collections.reverse(inOrder); // files come mostly in the order of times and of ids
        }
        for (Part part : inOrder) {
            Partitions partitions = Partitions.of(part.columns, ofPartitions);
            Optional<BlockFilter.Step> judge = filter.equals(Filter.ANYTHING)
                    ? Optional.empty()
                    : Optional.of(filter.match(new OfBounds(part.columns, columns, partitions)));
            new ProvenRows(part, snapshot.id(), deletedFrom, judge).addTo(enough, column, partitions);
        }
        return enough.value();
    }

    long sizeBytes() {
        return parts.stream()
                .mapToLong(part -> part.columns.sizeBytes() + part.removed.size() / Byte.SIZE)
                .sum();
    }

    /** What is judged by bounds of a filter's columns. */
    static Map<ColumnPath, Judged> judged(TableSchema schema, Filter filter) {
        Map<ColumnPath, Judged> judged = new HashMap<>();
        for (ColumnPath path : FilterColumns.of(filter)) {
            if (!path.isNested()) {
                schema.field(path.column())
                        .filter(field -> !field.lakeType().isNested())
                        .ifPresent(field ->
                                judged.put(path, new Judged(field, FileJudge.isChanged(field, schema.rows()))));
            }
        }
        return judged;
    }
}
