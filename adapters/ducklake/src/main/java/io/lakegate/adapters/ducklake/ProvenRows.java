package io.lakegate.adapters.ducklake;

import io.lakegate.adapters.ducklake.FileColumns.Judged;
import io.lakegate.adapters.ducklake.FileIndex.Part;
import io.lakegate.adapters.ducklake.FileIndex.Partitions;
import io.lakegate.adapters.ducklake.TableQueries.ColumnStatistics;
import io.lakegate.catalog.filter.ColumnPath;
import io.lakegate.catalog.filter.ColumnRange;
import io.lakegate.catalog.filter.Filter;
import io.lakegate.catalog.filter.Truth;
import io.lakegate.catalog.model.Value;
import io.lakegate.catalog.packed.BlockFilter;
import io.lakegate.catalog.packed.ColumnBounds;
import io.lakegate.catalog.packed.EnoughRows;
import io.lakegate.catalog.packed.TruthBits;
import io.lakegate.catalog.scan.FirstRows;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rows that files of a chunk prove to have that fulfil a filter: those of files from which nothing is deleted, and whose partition and bounds make it true
 * for all rows. For one thread.
 */
final class ProvenRows implements EnoughRows.Rows {
    private static final int NO_BLOCK = -1;

    private final Part part;
    private final long snapshot;
    private final Set<Long> deletedFrom;
    private final Optional<BlockFilter.Step> judge;
    private final byte[] outcomes = new byte[ColumnBounds.BLOCK];
    private int block = NO_BLOCK;

    /**
     * Of the files of an index.
     *
     * @param deletedFrom the ids of the files that have deleted rows
     * @param judge the filter over the bounds of the files; empty for one that is true for all rows
     */
    ProvenRows(Part part, long snapshot, Set<Long> deletedFrom, Optional<BlockFilter.Step> judge) {
        this.part = part;
        this.snapshot = snapshot;
        this.deletedFrom = deletedFrom;
        this.judge = judge;
    }

    /** Adds what is proven of the files in the order of a column. */
    void addTo(EnoughRows enough, Judged column, Partitions partitions) {
        FileColumns files = part.columns();
        ColumnPath path = ColumnPath.of(column.field().name());
        if (!partitions.tell(path)) {
            files.bounds(column).ifPresent(known -> enough.addAll(known, 0, files.size(), this));
            return;
        }
        long[] rows = new long[files.distinctPartitions().size()];
        for (int file = 0; file < files.size(); file++) {
            rows[files.partition(file)] += of(file);
        }
        partitions.files().forEach((partition, file) -> {
            Optional<Value> value = partitions.judge().ofPartition(file, path).lower(); // it is also the upper one
            value.ifPresent(known -> enough.add(known, rows[partition]));
        });
    }

    @Override
    public long of(int file) {
        FileColumns files = part.columns();
        if (part.removed().get(file) || deletedFrom.contains(files.id(file)) || !isAlways(file)) {
            return 0;
        }
        return rows(files.file(file), snapshot);
    }

    private boolean isAlways(int file) {
        if (judge.isEmpty()) {
            return true;
        }
        int from = file / ColumnBounds.BLOCK * ColumnBounds.BLOCK;
        if (block != from) {
            block = from;
            Arrays.fill(outcomes, TruthBits.of(Truth.MAYBE));
            judge.get()
                    .judge(
                            from,
                            Math.min(from + ColumnBounds.BLOCK, part.columns().size()),
                            outcomes);
        }
        return outcomes[file - from] == TruthBits.TRUE;
    }

    /** Which of its rows are from after a snapshot is not known of a file that has some. */
    private static long rows(LiveFile file, long snapshot) {
        return file.outlives(snapshot) ? 0 : file.rowsUntil(snapshot);
    }

    /** A value up to which enough rows are proven to come, of few files, which the catalog's database is asked for. */
    static Optional<Value> last(
            TableQueries queries, TableSchema schema, long snapshot, FirstRows wanted, Filter filter, Field column)
            throws SQLException {
        EnoughRows enough = new EnoughRows(wanted, column.lakeType());
        Filter both = new Filter.And(List.of(filter, new Filter.IsNull(wanted.column()))); // names its columns
        TableFiles files = TableFiles.read(queries, schema, snapshot, both);
        FileJudge judge = new FileJudge(files, schema.fields(), schema.rows(), both);
        Map<Long, ColumnStatistics> statistics = files.statistics().getOrDefault(column.id(), Map.of());
        ColumnPath path = ColumnPath.of(wanted.column());
        for (LiveFile file : files.files()) {
            ColumnRange range = judge.range(file, path);
            boolean whole = !files.deletes().containsKey(file.id())
                    && !files.inlinedDeletes().containsKey(file.id());
            Optional<Value> bound = wanted.descending() ? range.lower() : range.upper();
            if (whole && bound.isPresent() && (filter.equals(Filter.ANYTHING) || judge.isAlways(file, filter))) {
                enough.add(bound.get(), rows(file, snapshot) - nulls(wanted, range, statistics.get(file.id())));
            }
        }
        return enough.value();
    }

    /** How many rows of a file come behind all values, at most. */
    private static long nulls(FirstRows wanted, ColumnRange range, @Nullable ColumnStatistics known) {
        if (wanted.nullsFirst() || !range.mayHoldNull()) {
            return 0;
        }
        return known == null ? Long.MAX_VALUE : known.nulls().orElse(Long.MAX_VALUE);
    }
}
