package io.lakegate.server.query;

import static java.util.Objects.requireNonNull;

import io.lakegate.catalog.spi.FileStage.Transfers;
import io.lakegate.catalog.spi.QueryEngine.EngineStatement;
import io.lakegate.catalog.spi.Rows;
import java.util.OptionalDouble;

/**
 * A statement of the engine of which it is known which files it reads.
 *
 * @param cache what the result cache did for it
 * @param end hears once that it has ended
 */
record CountedStatement(EngineStatement statement, FilesRead files, CacheUse cache, End end)
        implements EngineStatement {
    /** Hears how a statement ends. */
    interface End {
        /** {@code well} says that its last row was made, and nothing has failed. */
        void comes(boolean well);
    }

    CountedStatement {
        requireNonNull(statement, "statement");
        requireNonNull(files, "files");
        requireNonNull(cache, "cache");
        requireNonNull(end, "end");
    }

    /** One that has nothing to do with the result cache. */
    static CountedStatement of(EngineStatement statement, FilesRead files) {
        return new CountedStatement(statement, files, CacheUse.NONE, well -> {});
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
