package io.lakegate.adapters.delta;

import io.lakegate.catalog.filter.ColumnRange;
import io.lakegate.catalog.filter.FileCheck;
import io.lakegate.catalog.filter.Filter;
import io.lakegate.catalog.filter.Truth;
import io.lakegate.catalog.model.Value;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Counts rows by what the log says of files: {@code numRecords}, which is optional, and exact where it is there (PROTOCOL.md, "Per-file Statistics"). For any
 * thread.
 */
final class FileRows {
    private FileRows() {}

    /** The rows for which the filter is true; empty where a file does not say how many it has. {@code filter} speaks of partition columns only. */
    static OptionalLong count(FileListing listing, Filter filter) {
        long rows = 0;
        for (FileListing.Part part : listing.parts()) {
            OptionalLong ofPart = count(part, filter);
            if (ofPart.isEmpty()) {
                return ofPart;
            }
            rows += ofPart.getAsLong();
        }
        return OptionalLong.of(rows);
    }

    private static OptionalLong count(FileListing.Part part, Filter filter) {
        FileChunk chunk = part.chunk();
        Optional<boolean[]> wanted = wanted(chunk.distinctPartitions(), filter);
        if (wanted.isEmpty()) {
            return OptionalLong.empty();
        }
        long rows = 0;
        for (int file = 0; file < chunk.size(); file++) {
            if (part.has(file) && wanted.get()[chunk.partition(file)]) {
                long shown = chunk.rowsShown(file);
                if (shown < 0) {
                    return OptionalLong.empty();
                }
                rows += shown;
            }
        }
        return OptionalLong.of(rows);
    }

    /** Of which partitions all rows are wanted; empty where that is not known of one. */
    static Optional<boolean[]> wanted(List<Map<String, Value>> partitions, Filter filter) {
        boolean[] wanted = new boolean[partitions.size()];
        for (int i = 0; i < wanted.length; i++) {
            Map<String, Value> values = partitions.get(i);
            Truth truth = filter.equals(Filter.ANYTHING)
                    ? Truth.ALWAYS
                    : new FileCheck(column -> Optional.ofNullable(values.get(column.column()))
                                    .map(ColumnRange::constant)
                                    .orElse(ColumnRange.UNKNOWN))
                            .check(filter);
            if (!truth.never() && !truth.equals(Truth.ALWAYS)) {
                return Optional.empty();
            }
            wanted[i] = !truth.never();
        }
        return Optional.of(wanted);
    }
}
