package io.lakegate.server.query;

import static java.util.Objects.requireNonNull;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.spi.FileStage.Transfers;
import io.lakegate.catalog.spi.QueryEngine.EngineStatement;
import io.lakegate.server.query.QueryStatus.State;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The trace that an execution of a statement leaves: small, and nothing that is open, so that it can be kept. For any thread. */
final class QueryTrack {
    private final QueryInfo info;
    private final Asked asked;
    private final Optional<Rerun> rerun;
    private final boolean tooLong;
    private final Duration planning;
    private final long startedNanos = System.nanoTime();
    private final AtomicLong rowsSent = new AtomicLong();
    private @Nullable EngineStatement running; // guarded by this, as all below
    private State state = State.QUEUED;
    private @Nullable ErrorCode error;
    private @Nullable Duration firstRow;
    private long rowsMade;
    private FilesRead files = FilesRead.NONE;
    private Transfers transfers = Transfers.NONE;
    private CacheUse cache = CacheUse.NONE;
    private Optional<CountedStatement.End> end = Optional.empty();
    private long endedNanos;

    /** {@code rerun} is empty for what is no query. */
    QueryTrack(Asked asked, QueryInfo info, Optional<Rerun> rerun) {
        this.tooLong = rerun.filter(Rerun::isLong).isPresent();
        this.rerun = rerun.filter(known -> !tooLong);
        this.asked = requireNonNull(asked, "asked");
        this.info = requireNonNull(info, "info");
        this.planning = asked.since();
    }

    QueryInfo info() {
        return info;
    }

    /**
     * By which it can be run once more.
     *
     * @throws GatewayException {@link ErrorCode#UNSUPPORTED_SQL} when it cannot
     */
    Rerun rerun() {
        Rerun kept = rerun.orElseThrow(() -> notAgain(
                tooLong
                        ? "its text and the values of its parameters are longer than %d characters and were not kept"
                                .formatted(Rerun.LONGEST)
                        : "it is no query"));
        kept.pins().passing().ifPresent(table -> {
            throw notAgain("it reads %s, which has no versions".formatted(table));
        });
        return kept;
    }

    private GatewayException notAgain(String why) {
        return new GatewayException(
                ErrorCode.UNSUPPORTED_SQL,
                "The statement %s cannot be run again on the same versions: %s. Run its text anew."
                        .formatted(info.id(), why));
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
        if (statement instanceof CountedStatement counted) {
            files = counted.files();
            cache = counted.cache();
            end = Optional.of(counted.end());
        }
    }

    /** The engine's part is about to be closed. */
    synchronized void closes(EngineStatement statement) {
        transfers = statement.transfers();
        if (statement instanceof CountedStatement counted) {
            files = counted.files(); // known better than when it began
        }
    }

    /** A frame was made. */
    synchronized void makes(int rows) {
        rowsMade += rows;
        if (firstRow == null && rows > 0) {
            firstRow = asked.since();
        }
    }

    /** Why it ended, unless it ended well. */
    synchronized Optional<ErrorCode> error() {
        return Optional.ofNullable(error);
    }

    /** What it has taken, when it has ended. */
    synchronized QueryFigures figures() {
        return new QueryFigures(
                planning,
                Optional.ofNullable(firstRow),
                planning.plusNanos(Math.max(0, endedNanos - startedNanos)),
                rowsMade,
                files,
                transfers,
                cache);
    }

    void sends(int rows) {
        rowsSent.addAndGet(rows);
    }

    /** Somebody has ended it, and its client may hear so: the engine's part is still being stopped, after which it {@link #ends}. */
    synchronized void isEnded(ErrorCode why) {
        endedNanos = System.nanoTime();
        error = why;
        state = of(why);
    }

    private static State of(ErrorCode why) {
        return why == ErrorCode.CANCELED || why == ErrorCode.TIMEOUT ? State.CANCELED : State.FAILED;
    }

    /** {@code why} is empty when all rows were made. */
    synchronized void ends(Optional<ErrorCode> why) {
        running = null;
        end.ifPresent(waiting -> waiting.comes(why.isEmpty()));
        end = Optional.empty();
        endedNanos = System.nanoTime();
        error = why.orElse(null);
        state = why.map(QueryTrack::of).orElse(State.FINISHED);
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
                    Optional.ofNullable(error),
                    cache == CacheUse.HIT);
        }
    }
}
