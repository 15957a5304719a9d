package io.lakegate.catalog.scan;

import io.lakegate.catalog.model.DataFile;
import java.util.List;

/**
 * Files that are read in one way.
 *
 * @param sources one for each column of the plan, in its order
 * @param files in metadata order; at least one
 */
public record FileGroup(List<ColumnSource> sources, List<DataFile> files) {
    public FileGroup {
        sources = List.copyOf(sources);
        files = List.copyOf(files);
        if (files.isEmpty()) {
            throw new IllegalArgumentException("a group without files reads nothing; leave it out");
        }
    }
}
