package io.lakegate.adapters.iceberg;

import java.util.List;
import java.util.OptionalLong;
import org.apache.iceberg.FileScanTask;

/**
 * Files of a snapshot.
 *
 * @param tasks those that may matter
 * @param whole whether these are all files of the snapshot
 * @param total how many files the snapshot has, where the manifest list says so
 * @param byStatistics how many of those that do not matter were left out by their values
 */
record Listing(List<FileScanTask> tasks, boolean whole, OptionalLong total, long byStatistics) {
    Listing {
        tasks = List.copyOf(tasks);
    }
}
