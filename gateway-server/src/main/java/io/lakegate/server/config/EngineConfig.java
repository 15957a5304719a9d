package io.lakegate.server.config;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What the engine may use, for all statements together.
 *
 * @param memoryLimit beside the memory of the Java process; empty for the engine's own limit
 * @param tempDirectory absolute; may not exist yet
 */
public record EngineConfig(Optional<DataSize> memoryLimit, int threads, Path tempDirectory) {
    public EngineConfig {
        requireNonNull(memoryLimit, "memoryLimit").ifPresent(Settings.MEMORY_LIMIT::require);
        Settings.THREADS.require(threads);
        Settings.TEMP_DIRECTORY.require(tempDirectory);
    }

    static EngineConfig of(Bound bound) {
        return new EngineConfig(
                bound.find(Settings.MEMORY_LIMIT), bound.get(Settings.THREADS), bound.get(Settings.TEMP_DIRECTORY));
    }
}
