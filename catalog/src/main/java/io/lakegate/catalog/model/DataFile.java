package io.lakegate.catalog.model;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One Parquet file of a table, with all that is needed to read its rows correctly.
 *
 * @param location absolute, as storage knows it: percent-encoding already undone, may hold spaces, not a URI. A local file is a plain
 *     path
 * @param sizeBytes file length in bytes, as the table metadata states it; never negative
 * @param rowCount rows in the file, deleted ones included; empty when the metadata does not say
 * @param constants values that hold for each of its rows, by logical column name: partition values in the table's partition order, and
 *     what a scan adds
 * @param deletes its rows that are not part of the table any more
 * @param key with which it is encrypted, if it is
 */
public record DataFile(
        String location,
        long sizeBytes,
        OptionalLong rowCount,
        Map<String, Value> constants,
        Optional<DeletedRows> deletes,
        Optional<FileKey> key) {
    public DataFile {
        requireNonNull(key, "key");
        requireNonNull(location, "location");
        requireNonNull(rowCount, "rowCount");
        if (sizeBytes < 0) {
            throw new IllegalArgumentException("sizeBytes must be >= 0, got: " + sizeBytes);
        }
        constants = Collections.unmodifiableMap(new LinkedHashMap<>(constants)); // keeps order: it reaches SQL text
        requireNonNull(deletes, "deletes");
    }

    /** A file that is not encrypted. */
    public DataFile(
            String location,
            long sizeBytes,
            OptionalLong rowCount,
            Map<String, Value> constants,
            Optional<DeletedRows> deletes) {
        this(location, sizeBytes, rowCount, constants, deletes, Optional.empty());
    }

    /** The same file with one more constant. */
    public DataFile with(String column, Value value) {
        Map<String, Value> more = new LinkedHashMap<>(constants);
        more.put(column, value);
        return new DataFile(location, sizeBytes, rowCount, more, deletes, key);
    }
}
