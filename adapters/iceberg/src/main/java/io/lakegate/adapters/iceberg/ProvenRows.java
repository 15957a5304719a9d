package io.lakegate.adapters.iceberg;

import static java.util.Objects.requireNonNull;

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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.StructLike;

/**
 * The rows that files of one manifest prove to have that fulfil a filter: those of files whose partition and bounds make it true for all rows. For one thread.
 */
final class ProvenRows extends BlockFilter implements EnoughRows.Rows {
    private static final int NO_BLOCK = -1;

    private final ManifestColumns files;
    private final DeleteIndex deletes;
    private final PartitionTruth partitions;
    private final Map<ColumnPath, ColumnBounds> bounds = new HashMap<>();
    private final Optional<Step> judge;
    private final byte[] outcomes = new byte[ColumnBounds.BLOCK];
    private int block = NO_BLOCK;

    /** What is known of a column in the files of the manifest. */
    interface Known {
        Optional<ColumnBounds> of(String column);
    }

    /** {@code partitions} has the filter that says which rows are wanted, exactly. */
    ProvenRows(ManifestColumns files, DeleteIndex deletes, PartitionTruth partitions, Known known) {
        this.files = requireNonNull(files, "files");
        this.deletes = requireNonNull(deletes, "deletes");
        this.partitions = requireNonNull(partitions, "partitions");
        Filter filter = partitions.filter();
        for (ColumnPath path : FilterColumns.of(filter)) {
            if (!path.isNested() && !partitions.says(path)) {
                known.of(path.column()).ifPresent(found -> bounds.put(path, found));
            }
        }
        this.judge = filter.equals(Filter.ANYTHING) ? Optional.empty() : Optional.of(filter.match(this));
    }

    /** Adds what is proven of the files in the order of a column. */
    void addTo(EnoughRows enough, String column, Known known) {
        ColumnPath path = ColumnPath.of(column);
        if (!partitions.says(path)) {
            if (!partitions.isParted(path)) {
                known.of(column).ifPresent(found -> enough.addAll(found, 0, files.size(), this));
            }
            return;
        }
        List<StructLike> distinct = files.distinctPartitions();
        long[] rows = new long[distinct.size()];
        for (int file = 0; file < files.size(); file++) {
            rows[files.partition(file)] += of(file);
        }
        for (int i = 0; i < rows.length; i++) {
            Value value = partitions.value(path, distinct.get(i));
            enough.add(value, rows[i]);
        }
    }

    /** Delete files count at least the rows that they delete from a file. */
    @Override
    public long of(int file) {
        long rows = files.rows(file);
        if (rows <= 0 || !isAlways(file)) {
            return 0;
        }
        for (DeleteFile delete : deletes.of(new ListedFile(files, file))) {
            rows -= delete.recordCount() < 0 ? rows : Math.min(rows, delete.recordCount());
        }
        return rows;
    }

    private boolean isAlways(int file) {
        if (judge.isEmpty()) {
            return true;
        }
        int from = file / ColumnBounds.BLOCK * ColumnBounds.BLOCK;
        if (block != from) {
            block = from;
            judge.get().judge(from, Math.min(from + ColumnBounds.BLOCK, files.size()), outcomes);
        }
        return outcomes[file - from] == TruthBits.TRUE;
    }

    @Override
    public Step compare(Filter.Compare compare) {
        return comparison(compare, compare.column(), known -> BoundsCheck.compare(known, compare, /* open= */ false));
    }

    @Override
    public Step in(Filter.In in) {
        return comparison(in, in.column(), known -> BoundsCheck.in(known, in, /* open= */ false));
    }

    @Override
    public Step isNull(Filter.IsNull isNull) {
        return comparison(isNull, isNull.column(), known -> Optional.of(BoundsCheck.isNull()));
    }

    private interface Fast {
        Optional<BoundsCheck> over(ColumnBounds bounds);
    }

    private Step comparison(Filter comparison, ColumnPath column, Fast fast) {
        if (partitions.says(column)) {
            byte[] ofPartitions = ofPartitions(comparison, column);
            return (from, to, found) -> {
                for (int file = from; file < to; file++) {
                    found[file - from] = ofPartitions[files.partition(file)];
                }
            };
        }
        ColumnBounds known = bounds.get(column);
        if (known == null || partitions.isParted(column)) {
            return anything();
        }
        BoundsCheck check = fast.over(known).orElseGet(() -> BoundsCheck.slow(known, comparison, range -> range));
        byte maybe = TruthBits.of(true, true, true);
        return (from, to, found) -> {
            for (int file = from; file < to; file++) {
                int flags = known.flags(file);
                found[file - from] = flags == 0 ? maybe : check.check(file, flags);
            }
        };
    }

    private byte[] ofPartitions(Filter comparison, ColumnPath column) {
        List<StructLike> distinct = files.distinctPartitions();
        byte[] outcomes = new byte[distinct.size()];
        for (int i = 0; i < outcomes.length; i++) {
            ColumnRange range = ColumnRange.constant(partitions.value(column, distinct.get(i)));
            outcomes[i] = TruthBits.of(new FileCheck(path -> range).check(comparison));
        }
        return outcomes;
    }
}
