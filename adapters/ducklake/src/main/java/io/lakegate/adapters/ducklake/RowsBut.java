package io.lakegate.adapters.ducklake;

import io.lakegate.catalog.model.DeletedRows;
import java.util.Arrays;
import java.util.stream.LongStream;

/** All rows of a file but some, which alone are read then. */
final class RowsBut implements DeletedRows {
    private final long[] kept;
    private final long rowCount;

    /** {@code kept} is ascending. */
    RowsBut(long[] kept, long rowCount) {
        this.kept = kept.clone();
        this.rowCount = rowCount;
    }

    @Override
    public long cardinality() {
        return rowCount - kept.length;
    }

    @Override
    public LongStream positions() {
        return LongStream.range(0, rowCount).filter(position -> Arrays.binarySearch(kept, position) < 0);
    }
}
