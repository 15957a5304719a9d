package io.lakegate.catalog.model;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * One Parquet file of a table, with all that is needed to read its rows correctly.
 *
 * @param location absolute, as storage knows it: percent-encoding already undone, may hold spaces, not a URI. A local file is a plain
 *     path
 * @param sizeBytes file length in bytes, as the table metadata states it; never negative
 * @param rowCount rows in the file; empty when the metadata does not say
 * @param partition value by logical column name, in the table's partition order; files of unpartitioned tables have none
 */
public record DataFile(String location, long sizeBytes, OptionalLong rowCount, Map<String, Value> partition) {
    public DataFile {
        requireNonNull(location, "location");
        requireNonNull(rowCount, "rowCount");
        if (sizeBytes < 0) {
            throw new IllegalArgumentException("sizeBytes must be >= 0, got: " + sizeBytes);
        }
        partition = Collections.unmodifiableMap(new LinkedHashMap<>(partition)); // keeps order: it reaches SQL text
    }
}
