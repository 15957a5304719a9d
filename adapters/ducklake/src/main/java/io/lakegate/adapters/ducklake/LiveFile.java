package io.lakegate.adapters.ducklake;

import static java.util.Objects.requireNonNull;

import io.lakegate.catalog.model.FileKey;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A row of {@code ducklake_data_file}: a Parquet file of a table.
 *
 * @param rowIdStart the row id of its first row, where its rows do not hold their ids themselves
 * @param mapping how its columns are found by name, where it is a file that others wrote
 * @param origin from which snapshots its rows are
 */
record LiveFile(
        long id,
        Place place,
        long recordCount,
        OptionalLong rowIdStart,
        OptionalLong mapping,
        OptionalLong partition,
        Origin origin) {
    private static final Pattern STEP = Pattern.compile("(\\d+):(\\d+)");

    LiveFile {
        requireNonNull(place, "place");
        requireNonNull(rowIdStart, "rowIdStart");
        requireNonNull(mapping, "mapping");
        requireNonNull(partition, "partition");
        requireNonNull(origin, "origin");
    }

    /** Where a file is, and how it is opened. */
    record Place(String location, long sizeBytes, Optional<FileKey> key) {}

    /**
     * From which snapshots the rows of a file are.
     *
     * @param partialMax the last of them, where the rows hold their snapshots themselves
     * @param counts for each snapshot how many rows the file had after it, as versions before 0.4 wrote: {@code 2:4|6:7}
     */
    record Origin(Life life, OptionalLong partialMax, Optional<String> counts) {}

    Life life() {
        return origin.life();
    }

    String location() {
        return place.location();
    }

    /** Whether some of its rows are from after a snapshot. */
    boolean outlives(long snapshot) {
        return origin.partialMax().isPresent() && origin.partialMax().getAsLong() > snapshot;
    }

    /** How many of its rows, from the first on, are not from after a snapshot, where the catalog counts them; else all. */
    long rowsUntil(long snapshot) {
        if (origin.counts().isEmpty()) {
            return recordCount;
        }
        long rows = 0;
        Matcher step = STEP.matcher(origin.counts().get());
        while (step.find()) {
            if (Long.parseLong(step.group(1)) <= snapshot) {
                rows = Math.max(rows, Long.parseLong(step.group(2)));
            }
        }
        return rows;
    }
}
