package io.lakegate.server.config;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;

/**
 * What the engine may use, for all statements together.
 *
 * @param memoryLimit beside the memory of the Java process
 * @param tempDirectory absolute; may not exist yet
 * @param results what is kept of answers
 */
public record EngineConfig(DataSize memoryLimit, int threads, Path tempDirectory, Results results) {
    /**
     * Answers that are kept for statements that ask the same again.
     *
     * @param size of all together, in memory; 0 to keep none
     * @param largest of one
     */
    public record Results(DataSize size, DataSize largest) {
        /** Nothing is kept. */
        static final Results DEFAULT = new Results(new DataSize(0), new DataSize(1 << 20));

        public Results {
            Settings.RESULT_CACHE_SIZE.require(requireNonNull(size, "size"));
            Settings.LARGEST_RESULT.require(requireNonNull(largest, "largest"));
        }

        private static Results of(Bound results) {
            return new Results(results.get(Settings.RESULT_CACHE_SIZE), results.get(Settings.LARGEST_RESULT));
        }
    }

    public EngineConfig {
        Settings.MEMORY_LIMIT.require(requireNonNull(memoryLimit, "memoryLimit"));
        Settings.THREADS.require(threads);
        Settings.TEMP_DIRECTORY.require(tempDirectory);
        requireNonNull(results, "results");
    }

    /** Keeps no answers. */
    public EngineConfig(DataSize memoryLimit, int threads, Path tempDirectory) {
        this(memoryLimit, threads, tempDirectory, Results.DEFAULT);
    }

    /** The same with other answers kept. */
    public EngineConfig with(Results newResults) {
        return new EngineConfig(memoryLimit, threads, tempDirectory, newResults);
    }

    static EngineConfig of(Bound bound) {
        return new EngineConfig(
                bound.get(Settings.MEMORY_LIMIT),
                bound.get(Settings.THREADS),
                bound.get(Settings.TEMP_DIRECTORY),
                Results.of(bound.get(Settings.RESULT_CACHE)));
    }
}
