package io.lakegate.server.query;

import io.lakegate.catalog.spi.FileStage.Transfers;
import io.lakegate.catalog.spi.QueryEngine.EngineStatement;
import io.lakegate.catalog.spi.Rows;
import java.util.OptionalDouble;

/** A statement of the engine of which it is known which files it reads. */
record CountedStatement(EngineStatement statement, FilesRead files) implements EngineStatement {
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
