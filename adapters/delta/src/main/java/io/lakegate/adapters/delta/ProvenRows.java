package io.lakegate.adapters.delta;

import io.lakegate.adapters.delta.FileListing.Part;
import io.lakegate.catalog.filter.ColumnPath;
import io.lakegate.catalog.filter.Filter;
import io.lakegate.catalog.model.Value;
import io.lakegate.catalog.packed.BlockFilter;
import io.lakegate.catalog.packed.ColumnBounds;
import io.lakegate.catalog.packed.EnoughRows;
import io.lakegate.catalog.packed.TruthBits;
import io.lakegate.catalog.scan.FirstRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The rows that a file of one chunk proves to have that fulfil a filter: those of files whose statistics and partition make it true for all rows. For one
 * thread.
 */
final class ProvenRows implements EnoughRows.Rows {
    private static final int NO_BLOCK = -1;

    private final Part part;
    private final List<BlockFilter.Step> cases;
    private final boolean[] always = new boolean[FileChunk.BLOCK];
    private final byte[] outcomes = new byte[FileChunk.BLOCK];
    private int block = NO_BLOCK;

    private ProvenRows(Part part, JudgedFilter judged, List<ChunkFilter.OfPartitions> ofPartitions) {
        this.part = part;
        this.cases = judged.filter().equals(Filter.ANYTHING)
                ? List.of()
                : ofPartitions.stream()
                        .map(each -> new ChunkFilter(judged, each, part.chunk()).ready())
                        .toList();
    }

    /**
     * A value up to which enough rows are proven to come.
     *
     * @param judged the filter that says which rows are wanted, exactly
     * @param partitioned whether the table is parted by the column
     */
    static Optional<Value> last(
            FileListing listing, FirstRows wanted, JudgedFilter judged, DeltaColumn column, boolean partitioned) {
        EnoughRows enough = new EnoughRows(wanted, column.type());
        if (!enough.isPossible()) {
            return Optional.empty();
        }
        JudgedColumn ordered = new JudgedColumn(ColumnPath.of(column.name()), List.of(column.physicalName()), column);
        if (!partitioned) {
            // The first time that anybody asks of the column, all texts are parsed: with all hands.
            listing.parts().parallelStream()
                    .map(part -> part.chunk().statistics())
                    .filter(statistics -> !statistics.knows(ordered))
                    .forEach(statistics -> statistics.of(ordered));
        }
        List<ChunkFilter.OfPartitions> cases = IntStream.range(0, judged.cases())
                .mapToObj(number -> new ChunkFilter.OfPartitions(judged, number))
                .toList();
        List<Part> parts = new ArrayList<>(listing.parts());
        if (wanted.descending()) {
            Collections.reverse(parts); // files come mostly in the order of times and of ids
        }
        for (Part part : parts) {
            ProvenRows rows = new ProvenRows(part, judged, cases);
            if (partitioned) {
                rows.addPartitions(column.name(), enough);
            } else {
                ColumnBounds bounds = part.chunk().statistics().of(ordered);
                enough.addAll(bounds, 0, part.chunk().size(), rows);
            }
        }
        return enough.value();
    }

    private void addPartitions(String column, EnoughRows enough) {
        List<Map<String, Value>> partitions = part.chunk().distinctPartitions();
        long[] rows = new long[partitions.size()];
        for (int file = 0; file < part.chunk().size(); file++) {
            rows[part.chunk().partition(file)] += of(file);
        }
        for (int i = 0; i < rows.length; i++) {
            Value value = partitions.get(i).get(column);
            if (value != null) {
                enough.add(value, rows[i]);
            }
        }
    }

    /** Some writers put what deletes have left in the place of all rows: so many there are at least. */
    @Override
    public long of(int file) {
        long rows = part.chunk().rowsLeast(file);
        return rows > 0 && part.has(file) && isAlways(file) ? rows : 0;
    }

    private boolean isAlways(int file) {
        if (cases.isEmpty()) {
            return true;
        }
        int from = file / FileChunk.BLOCK * FileChunk.BLOCK;
        if (block != from) {
            block = from;
            judge(from, Math.min(from + FileChunk.BLOCK, part.chunk().size()));
        }
        return always[file - from];
    }

    private void judge(int from, int to) {
        Arrays.fill(always, true);
        for (BlockFilter.Step step : cases) {
            step.judge(from, to, outcomes);
            for (int i = 0; i < to - from; i++) {
                always[i] &= outcomes[i] == TruthBits.TRUE;
            }
        }
    }
}
