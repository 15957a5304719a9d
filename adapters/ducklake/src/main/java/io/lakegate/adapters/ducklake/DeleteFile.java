package io.lakegate.adapters.ducklake;

import static java.util.Objects.requireNonNull;

/**
 * A row of {@code ducklake_delete_file}: the positions of deleted rows of one data file.
 *
 * @param puffin whether it holds deletion vectors, instead of being a Parquet file of positions
 */
record DeleteFile(long dataFile, LiveFile.Place place, boolean puffin, Life life) {
    DeleteFile {
        requireNonNull(place, "place");
        requireNonNull(life, "life");
    }
}
