package io.lakegate.adapters.duckdb;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * What the engine may use.
 *
 * @param memoryLimitBytes memory for data; empty leaves DuckDB's own limit, 80 % of the machine's
 * @param threads worker threads shared by all statements; at least 1
 * @param tempDirectory where statements spill when memory is short; made when needed
 * @param readableFolders local folders that data files may lie in; files elsewhere are refused
 */
public record EngineSettings(
        OptionalLong memoryLimitBytes, int threads, Path tempDirectory, List<Path> readableFolders) {
    public EngineSettings {
        requireNonNull(memoryLimitBytes, "memoryLimitBytes");
        requireNonNull(tempDirectory, "tempDirectory");
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be >= 1, got: " + threads);
        }
        readableFolders = List.copyOf(readableFolders);
    }
}
