package io.lakegate.adapters.delta;

import io.lakegate.catalog.model.DeletedRows;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** All rows of a data file but some: what has to be taken for deleted so that only those few are read. Immutable, for any thread. */
final class RowsBut implements DeletedRows {
    private final long[] kept;
    private final long rowCount;

    /**
     * @param kept positions of the rows that stay, ascending, each once
     * @param rowCount rows in the file, more than the last position
     */
    RowsBut(long[] kept, long rowCount) {
        if (kept.length > 0 && kept[kept.length - 1] >= rowCount) {
            throw new IllegalArgumentException(
                    "a file of %d rows has no position %d".formatted(rowCount, kept[kept.length - 1]));
        }
        this.kept = kept.clone();
        this.rowCount = rowCount;
    }

    @Override
    public long cardinality() {
        return rowCount - kept.length;
    }

    @Override
    public LongStream positions() {
        return IntStream.rangeClosed(0, kept.length)
                .mapToObj(i -> LongStream.range(i == 0 ? 0 : kept[i - 1] + 1, i == kept.length ? rowCount : kept[i]))
                .flatMapToLong(gap -> gap);
    }
}
