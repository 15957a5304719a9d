package io.lakegate.catalog.scan;

import io.lakegate.catalog.model.DataFile;
import java.util.List;

/**
 * Files that are read in one way.
 *
 * @param sources one for each column of the plan, in its order
 * @param files in metadata order; at least one
 * @param keyDeletes what deletes rows of all of the files, beside their own {@link DataFile#deletes()}
 */
public record FileGroup(List<ColumnSource> sources, List<DataFile> files, List<KeyDeletes> keyDeletes) {
    /** Some of the files, read in the same way. */
    public FileGroup only(List<DataFile> some) {
        return new FileGroup(sources, some, keyDeletes);
    }

    /** Files from which no rows are deleted by their values. */
    public FileGroup(List<ColumnSource> sources, List<DataFile> files) {
        this(sources, files, List.of());
    }

    public FileGroup {
        sources = List.copyOf(sources);
        files = List.copyOf(files);
        keyDeletes = List.copyOf(keyDeletes);
        if (files.isEmpty()) {
            throw new IllegalArgumentException("a group without files reads nothing; leave it out");
        }
    }
}
