package io.lakegate.server.query;

import static java.util.Objects.requireNonNull;

import io.lakegate.catalog.spi.FileStage.Transfers;
import io.lakegate.catalog.spi.QueryEngine.EngineStatement;
import io.lakegate.catalog.spi.Rows;
import java.util.OptionalDouble;
import java.util.function.Supplier;

/**
 * A statement of the engine of which it is known which files it reads.
 *
 * @param read which files it reads, as far as it is known by now
 * @param cache what the result cache did for it
 * @param end hears once that it has ended
 */
record CountedStatement(EngineStatement statement, Supplier<FilesRead> read, CacheUse cache, End end)
        implements EngineStatement {
    /** Hears how a statement ends. */
    interface End {
        /** {@code well} says that its last row was made, and nothing has failed. */
        void comes(boolean well);
    }

    CountedStatement {
        requireNonNull(statement, "statement");
        requireNonNull(read, "read");
        requireNonNull(cache, "cache");
        requireNonNull(end, "end");
    }

    /** One that has nothing to do with the result cache. */
    static CountedStatement of(EngineStatement statement, Supplier<FilesRead> read) {
        return new CountedStatement(statement, read, CacheUse.NONE, well -> {});
    }

    /** Which files it reads, as far as it is known by now: small queries that come first may leave some out. */
    FilesRead files() {
        return read.get();
    }

    @Override
    public String text() {
        return statement.text();
    }

    @Override
    public Rows run() {
        return statement.run();
    }

    @Override
    public Transfers transfers() {
        return statement.transfers();
    }

    @Override
    public OptionalDouble progress() {
        return statement.progress();
    }

    @Override
    public void cancel() {
        statement.cancel();
    }

    @Override
    public void close() {
        statement.close();
    }
}
