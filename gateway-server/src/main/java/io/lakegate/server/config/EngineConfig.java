package io.lakegate.server.config;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;

/**
 * What the engine may use, for all statements together.
 *
 * @param memoryLimit beside the memory of the Java process
 * @param tempDirectory absolute; may not exist yet
 */
public record EngineConfig(DataSize memoryLimit, int threads, Path tempDirectory) {
    public EngineConfig {
        Settings.MEMORY_LIMIT.require(requireNonNull(memoryLimit, "memoryLimit"));
        Settings.THREADS.require(threads);
        Settings.TEMP_DIRECTORY.require(tempDirectory);
    }

    static EngineConfig of(Bound bound) {
        return new EngineConfig(
                bound.get(Settings.MEMORY_LIMIT), bound.get(Settings.THREADS), bound.get(Settings.TEMP_DIRECTORY));
    }
}
