package io.lakegate.catalog.scan;

import static java.util.Objects.requireNonNull;

import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.DataFile;
import java.util.List;
import java.util.Optional;

/**
 * Files whose rows say which rows of other files are deleted: those that have the same values, NULL being the same as NULL.
 *
 * @param keys the columns that are compared; at least one, none of a nested type
 * @param files the files that hold the values; at least one
 * @param sequence a column of which all files, these and those from which rows are deleted, have a constant: a file deletes rows only of
 *     files whose constant is less than its own; empty where each deletes rows of all
 * @see "Iceberg spec: Equality Delete Files"
 */
public record KeyDeletes(List<Key> keys, List<DataFile> files, Optional<Column> sequence) {
    public KeyDeletes {
        keys = List.copyOf(keys);
        files = List.copyOf(files);
        requireNonNull(sequence, "sequence");
        if (keys.isEmpty() || files.isEmpty()) {
            throw new IllegalArgumentException("deletes by value need a column and a file");
        }
    }

    /**
     * A column that is compared.
     *
     * @param column its name, by which constants of data files are found, and the type in which values are compared
     * @param data how the files from which rows are deleted have it
     * @param deleted how the files that delete have it
     */
    public record Key(Column column, ColumnSource data, ColumnSource.Stored deleted) {
        public Key {
            requireNonNull(column, "column");
            requireNonNull(data, "data");
            requireNonNull(deleted, "deleted");
        }
    }
}
