package io.lakegate.server.query;

import static java.util.Objects.requireNonNull;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.spi.QueryEngine.EngineStatement;
import io.lakegate.server.query.QueryStatus.State;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The trace that an execution of a statement leaves: small, and nothing of the statement itself, so that it can be kept. For any thread. */
final class QueryTrack {
    private final QueryInfo info;
    private final long startedNanos = System.nanoTime();
    private final AtomicLong rowsSent = new AtomicLong();
    private @Nullable EngineStatement running; // guarded by this, as all below
    private State state = State.QUEUED;
    private @Nullable ErrorCode error;
    private long endedNanos;

    QueryTrack(QueryInfo info) {
        this.info = requireNonNull(info, "info");
    }

    QueryInfo info() {
        return info;
    }

    /** A worker has taken it up. */
    synchronized void begins() {
        if (state == State.QUEUED) {
            state = State.RUNNING;
        }
    }

    /** The engine's part, which knows how far it is. */
    synchronized void runs(EngineStatement statement) {
        running = statement;
    }

    void sends(int rows) {
        rowsSent.addAndGet(rows);
    }

    /** {@code why} is empty when all rows were made. */
    synchronized void ends(Optional<ErrorCode> why) {
        running = null;
        endedNanos = System.nanoTime();
        error = why.orElse(null);
        state = why.map(code -> code == ErrorCode.CANCELED || code == ErrorCode.TIMEOUT ? State.CANCELED : State.FAILED)
                .orElse(State.FINISHED);
    }

    QueryStatus status() {
        EngineStatement asked;
        synchronized (this) {
            asked = running;
        }
        // Not under the lock: it may have to wait for the engine.
        OptionalDouble estimate = asked == null ? OptionalDouble.empty() : asked.progress();
        synchronized (this) {
            boolean over = state != State.QUEUED && state != State.RUNNING;
            return new QueryStatus(
                    info,
                    state,
                    Duration.ofNanos((over ? endedNanos : System.nanoTime()) - startedNanos),
                    state == State.FINISHED ? OptionalDouble.of(100) : over ? OptionalDouble.empty() : estimate,
                    rowsSent.get(),
                    Optional.ofNullable(error));
        }
    }
}
