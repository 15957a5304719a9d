package io.lakegate.catalog.scan;

import static java.util.Objects.requireNonNull;

/**
 * Whether a scan reads a file, and why: a line of {@code EXPLAIN (FILES)}.
 *
 * @param location as in {@link io.lakegate.catalog.model.DataFile#location()}
 * @param kept whether it is read
 * @param reason a clause that a user understands
 */
public record FileVerdict(String location, long sizeBytes, boolean kept, String reason) {
    public FileVerdict {
        requireNonNull(location, "location");
        requireNonNull(reason, "reason");
    }
}
