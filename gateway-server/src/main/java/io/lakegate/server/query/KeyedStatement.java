package io.lakegate.server.query;

import static java.util.Objects.requireNonNull;

import io.lakegate.adapters.calcite.BoundStatement;
import io.lakegate.adapters.calcite.KeyRows;
import io.lakegate.adapters.calcite.KeysFirst;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.spi.EngineQuery;
import io.lakegate.catalog.spi.FileStage.Transfers;
import io.lakegate.catalog.spi.QueryEngine;
import io.lakegate.catalog.spi.QueryEngine.EngineStatement;
import io.lakegate.catalog.spi.Rows;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A statement before which small queries run, for keys that leave files of its tables out. Each of these has ended before the next begins, so that it never waits
 * for the engine while it holds it. {@code run} is for one thread, the rest for any.
 */
final class KeyedStatement implements EngineStatement, KeyRows {
    private static final Logger log = LoggerFactory.getLogger(KeyedStatement.class);

    private final QueryEngine engine;
    private final KeysFirst keys;

    // All below is guarded by this.
    private FilesRead files;
    private Transfers past = Transfers.NONE;
    private @Nullable EngineStatement current;
    private boolean last;
    private boolean canceled;
    private boolean closed;

    /** {@code bound} is the statement as it is without keys. */
    KeyedStatement(QueryEngine engine, BoundStatement bound, KeysFirst keys) {
        this.engine = requireNonNull(engine, "engine");
        this.keys = requireNonNull(keys, "keys");
        this.files = FilesRead.of(bound.query());
    }

    /** Which files it reads, as far as it is known by now. */
    synchronized FilesRead files() {
        return files;
    }

    @Override
    public Rows run() {
        BoundStatement narrowed = keys.run(this);
        EngineStatement statement = engine.prepare(narrowed.query());
        synchronized (this) {
            files = FilesRead.of(narrowed.query());
            last = true;
        }
        begins(statement);
        return statement.run();
    }

    @Override
    public <T> Optional<T> of(EngineQuery query, Function<Rows, T> read) {
        try {
            return Optional.of(read(query, read));
        } catch (RuntimeException e) {
            if (isCanceled() || (e instanceof GatewayException named && named.code() == ErrorCode.CANCELED)) {
                throw e;
            }
            log.debug("A query for keys failed; the statement runs without them.", e);
            return Optional.empty();
        }
    }

    private <T> T read(EngineQuery query, Function<Rows, T> read) {
        EngineStatement statement = engine.prepare(query);
        try {
            begins(statement);
            try (Rows rows = statement.run()) {
                return read.apply(rows);
            }
        } finally {
            synchronized (this) {
                past = past.plus(statement.transfers());
                current = null;
            }
            statement.close();
        }
    }

    /** From here on it is what is cancelled. */
    private void begins(EngineStatement statement) {
        boolean over;
        synchronized (this) {
            over = closed;
            current = over ? null : statement;
            if (!canceled && !over) {
                return;
            }
        }
        if (over) {
            statement.close();
            throw new GatewayException(ErrorCode.CANCELED, "The statement was cancelled.");
        }
        statement.cancel();
    }

    private synchronized boolean isCanceled() {
        return canceled;
    }

    private synchronized @Nullable EngineStatement current() {
        return current;
    }

    @Override
    public String text() {
        EngineStatement running = current();
        return running == null ? "" : running.text();
    }

    @Override
    public synchronized Transfers transfers() {
        return current == null ? past : past.plus(current.transfers());
    }

    @Override
    public OptionalDouble progress() {
        EngineStatement running;
        synchronized (this) {
            running = last ? current : null;
        }
        return running == null ? OptionalDouble.empty() : running.progress();
    }

    @Override
    public void cancel() {
        EngineStatement running;
        synchronized (this) {
            canceled = true;
            running = current;
        }
        if (running != null) {
            running.cancel();
        }
    }

    @Override
    public void close() {
        EngineStatement running;
        synchronized (this) {
            closed = true;
            running = current;
        }
        if (running != null) {
            running.close();
        }
    }
}
