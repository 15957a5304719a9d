package io.lakegate.adapters.delta;

import io.lakegate.catalog.filter.ColumnPath;
import io.lakegate.catalog.filter.ColumnRange;
import io.lakegate.catalog.filter.FileCheck;
import io.lakegate.catalog.filter.Filter;
import io.lakegate.catalog.filter.Truth;
import io.lakegate.catalog.model.Value;
import io.lakegate.catalog.packed.BlockFilter;
import io.lakegate.catalog.packed.BoundsCheck;
import io.lakegate.catalog.packed.ColumnBounds;
import io.lakegate.catalog.packed.TruthBits;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;

/** Makes a filter ready to be judged over the columns of one chunk. For one thread. */
final class ChunkFilter extends BlockFilter {
    /** What partitions say about comparisons, in one case of a filter: the same maps stand in many chunks. For one thread. */
    static final class OfPartitions {
        private final JudgedFilter judged;
        private final int number;
        private final IdentityHashMap<Filter, IdentityHashMap<Map<String, Value>, Byte>> known =
                new IdentityHashMap<>();

        OfPartitions(JudgedFilter judged, int number) {
            this.judged = judged;
            this.number = number;
        }

        private byte check(Filter comparison, Map<String, Value> partition) {
            return known.computeIfAbsent(comparison, each -> new IdentityHashMap<>())
                    .computeIfAbsent(
                            partition,
                            each -> TruthBits.of(new FileCheck(column ->
                                            judged.inCase(number, column, judged.ofPartition(partition, column)))
                                    .check(comparison)));
        }
    }

    private static final byte NOT_ASKED = -1;

    private final JudgedFilter judged;
    private final OfPartitions ofPartitions;
    private final FileChunk chunk;

    ChunkFilter(JudgedFilter judged, OfPartitions ofPartitions, FileChunk chunk) {
        this.judged = judged;
        this.ofPartitions = ofPartitions;
        this.chunk = chunk;
    }

    Step ready() {
        Step each = judged.filter().match(this);
        return (from, to, outcomes) -> {
            if (isNever(from)) {
                Arrays.fill(outcomes, 0, to - from, TruthBits.of(Truth.ALWAYS.not()));
            } else {
                each.judge(from, to, outcomes);
            }
        };
    }

    /** Whether what is known about all files of a block excludes each of them: mostly so where the table is in the order of a column. */
    private boolean isNever(int first) {
        return new FileCheck(column -> {
                    JudgedColumn withStatistics = judged.withStatistics().get(column);
                    return withStatistics == null
                            ? ColumnRange.UNKNOWN
                            : judged.inCase(
                                    ofPartitions.number,
                                    column,
                                    chunk.statistics().of(withStatistics).ofBlock(first));
                })
                .check(judged.filter())
                .never();
    }

    @Override
    public Step compare(Filter.Compare compare) {
        return comparison(
                compare,
                compare.column(),
                bounds -> BoundsCheck.compare(bounds, compare, judged.isOpen(compare.column())));
    }

    @Override
    public Step in(Filter.In in) {
        return comparison(in, in.column(), bounds -> BoundsCheck.in(bounds, in, judged.isOpen(in.column())));
    }

    @Override
    public Step isNull(Filter.IsNull isNull) {
        return comparison(isNull, isNull.column(), bounds -> Optional.of(BoundsCheck.isNull()));
    }

    private interface Fast {
        Optional<BoundsCheck> over(ColumnBounds bounds);
    }

    private Step comparison(Filter comparison, ColumnPath column, Fast fast) {
        byte[] ofPartition = new byte[chunk.distinctPartitions().size()];
        Arrays.fill(ofPartition, NOT_ASKED);
        JudgedColumn withStatistics = judged.withStatistics().get(column);
        if (withStatistics == null) {
            return (from, to, outcomes) -> {
                for (int file = from; file < to; file++) {
                    outcomes[file - from] = ofPartition(comparison, ofPartition, file);
                }
            };
        }
        ColumnBounds bounds = chunk.statistics().of(withStatistics);
        BoundsCheck check = check(comparison, column, bounds, fast);
        return (from, to, outcomes) -> {
            for (int file = from; file < to; file++) {
                int flags = bounds.flags(file);
                outcomes[file - from] =
                        flags == 0 ? ofPartition(comparison, ofPartition, file) : check.check(file, flags);
            }
        };
    }

    private BoundsCheck check(Filter comparison, ColumnPath column, ColumnBounds bounds, Fast fast) {
        BoundsCheck slow =
                BoundsCheck.slow(bounds, comparison, range -> judged.inCase(ofPartitions.number, column, range));
        if (!judged.isNaN(ofPartitions.number, column)) {
            return fast.over(bounds).orElse(slow);
        }
        // NaN as it is: only whether there may be NULLs matters.
        byte[] byFlags = new byte[1 << Byte.SIZE];
        for (int flags = 0; flags < byFlags.length; flags++) {
            ColumnRange range = new ColumnRange(
                    Optional.empty(),
                    Optional.empty(),
                    (flags & ColumnBounds.NO_NULL) == 0,
                    (flags & ColumnBounds.NO_VALUE) == 0);
            ColumnRange nan = judged.inCase(ofPartitions.number, column, range);
            byFlags[flags] = TruthBits.of(new FileCheck(each -> nan).check(comparison));
        }
        return (file, flags) -> byFlags[flags];
    }

    private byte ofPartition(Filter comparison, byte[] known, int file) {
        int partition = chunk.partition(file);
        if (known[partition] == NOT_ASKED) {
            known[partition] =
                    ofPartitions.check(comparison, chunk.distinctPartitions().get(partition));
        }
        return known[partition];
    }
}
