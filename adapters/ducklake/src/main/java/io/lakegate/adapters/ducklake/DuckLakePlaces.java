package io.lakegate.adapters.ducklake;

import static java.util.Objects.requireNonNull;

import io.lakegate.adapters.storage.Storage;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where the files of a catalog are, as far as that is configured.
 *
 * @param dataPath the folder below which data files lie; empty for the one that the catalog has stored
 * @param moved where files are, by the beginning of their stored locations
 * @param storage through which files are read
 * @param base from which relative places start, where the catalog's database is not a file
 */
public record DuckLakePlaces(Optional<String> dataPath, Map<String, String> moved, Path base, Storage storage) {
    /** Places on this machine. */
    public DuckLakePlaces(Optional<String> dataPath, Map<String, String> moved, Path base) {
        this(dataPath, moved, base, Storage.LOCAL);
    }

    public DuckLakePlaces {
        requireNonNull(dataPath, "dataPath");
        moved = Map.copyOf(moved);
        requireNonNull(base, "base");
        requireNonNull(storage, "storage");
    }
}
