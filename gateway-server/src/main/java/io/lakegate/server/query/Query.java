package io.lakegate.server.query;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.spi.QueryEngine.EngineStatement;
import io.lakegate.server.rows.RowFrame;
import io.lakegate.server.rows.RowPager;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * One execution of a statement. A worker fills a small buffer of frames and goes away when it is full; taking a frame calls it back. So a client
 * that reads slowly holds an open result but no thread. For any thread.
 */
public final class Query {
    private static final Logger log = LoggerFactory.getLogger(Query.class);
    private static final int BUFFERED_FRAMES = 2;

    private final QueryTrack track;
    private final Supplier<EngineStatement> prepare;
    private final long maxRows;
    private final QueryLimits limits;
    private final UserLimits own;
    private final Executor workers;

    private final Object lock = new Object();
    // All below is guarded by the lock. The statement and the pager are made and closed by the producing worker only.
    private final Deque<RowFrame> frames = new ArrayDeque<>();
    private final List<Runnable> endListeners = new ArrayList<>();
    private boolean held;
    private boolean producing;
    private boolean ended;
    private @Nullable GatewayException failure;
    private @Nullable EngineStatement statement;
    private @Nullable RowPager pager;

    Query(QueryTrack track, Supplier<EngineStatement> prepare, QueryLimits limits, long maxRows, Executor workers) {
        this.track = track;
        this.prepare = prepare;
        this.limits = limits;
        this.own = limits.rules().of(track.info().owner().identity());
        this.maxRows = maxRows;
        this.workers = workers;
    }

    /** The name of this execution in logs and messages. */
    public String id() {
        return track.info().id();
    }

    /** How far it is. */
    public QueryStatus status() {
        return track.status();
    }

    /** The limits of who has it run. */
    UserLimits own() {
        return own;
    }

    QueryTrack track() {
        return track;
    }

    /** Runs {@code listener} once, when the last row was produced, or the statement failed or was ended; at once if that is past. */
    void onEnd(Runnable listener) {
        synchronized (lock) {
            if (!ended) {
                endListeners.add(listener);
                return;
            }
        }
        listener.run();
    }

    /** Has it wait until it is {@link #release released}. Before it was produced. */
    void hold() {
        synchronized (lock) {
            held = true;
        }
    }

    void release() {
        synchronized (lock) {
            held = false;
        }
        produce();
    }

    /** Ends it when it still waits. */
    void endIfHeld(ErrorCode code, String message) {
        synchronized (lock) {
            if (!held) {
                return;
            }
        }
        end(code, message);
    }

    /** Calls a worker unless one is at work, the buffer is full or there is nothing left to do. */
    void produce() {
        synchronized (lock) {
            if (producing
                    || ended
                    || (held && failure == null)
                    || (frames.size() >= BUFFERED_FRAMES && failure == null)) {
                return;
            }
            producing = true;
        }
        try {
            workers.execute(this::work);
        } catch (RejectedExecutionException e) {
            finish(new GatewayException(
                    ErrorCode.SHUTTING_DOWN, "The gateway is stopping. Connect again in a moment.", e));
        } catch (RuntimeException | Error e) {
            finish(new GatewayException(
                    ErrorCode.INTERNAL,
                    "The gateway has no thread for the statement. Run it again in a moment, or have fewer run at a time (limits.max-running).",
                    e));
        }
    }

    private void work() {
        MDC.put("query", id());
        track.begins();
        try {
            boolean more = true;
            while (more) {
                more = produceFrame();
            }
        } catch (GatewayException e) {
            log(e);
            finish(e);
        } catch (RuntimeException | Error e) {
            log.error("query {} failed", id(), e);
            finish(new GatewayException(
                    ErrorCode.INTERNAL, "The gateway failed to run the statement. Quote this id: " + id(), e));
        } finally {
            MDC.remove("query");
        }
    }

    /** Whether there is room and reason for another frame. */
    private boolean produceFrame() {
        GatewayException ending = failure();
        if (ending != null) {
            finish(ending);
            return false;
        }
        RowFrame frame = openPager().next();
        track.makes(frame.rowCount());
        long mostRows = own.rows();
        if (mostRows > 0 && frame.offset() + frame.rowCount() > mostRows) {
            throw new GatewayException(
                    ErrorCode.LIMIT_REACHED,
                    "The result has more than %d rows, which is the limit (limits.max-rows). Ask for fewer, as with LIMIT or a condition."
                            .formatted(mostRows));
        }
        if (frame.done()) {
            closeEngine();
        }
        if (frame.done()) {
            List<Runnable> listeners;
            synchronized (lock) {
                listeners = end(Optional.ofNullable(failure));
            }
            listeners.forEach(
                    Runnable::run); // before the client hears of it: what it asks next is answered by what it knows
        }
        synchronized (lock) {
            frames.add(frame);
            boolean more = !ended && (frames.size() < BUFFERED_FRAMES || failure != null);
            producing = more;
            lock.notifyAll();
            return more;
        }
    }

    private @Nullable GatewayException failure() {
        synchronized (lock) {
            return failure;
        }
    }

    private RowPager openPager() {
        RowPager open;
        synchronized (lock) {
            open = pager;
        }
        if (open != null) {
            return open;
        }
        EngineStatement prepared = prepare.get();
        track.runs(prepared);
        synchronized (lock) {
            statement = prepared; // from here on it can be cancelled
            if (failure != null) {
                prepared.cancel();
            }
        }
        RowPager opened = new RowPager(prepared.run(), limits.frameBytes(), maxRows);
        synchronized (lock) {
            pager = opened;
        }
        return opened;
    }

    /** Ends the query with this failure, unless another came first. Called by the worker only, or where there is none. */
    private void finish(GatewayException cause) {
        closeEngine();
        GatewayException why;
        List<Runnable> listeners;
        synchronized (lock) {
            why = failure == null ? cause : failure;
            listeners = end(Optional.of(why));
        }
        try {
            listeners.forEach(Runnable::run); // before the client hears of it, as above
        } finally {
            synchronized (lock) {
                failure = why;
                frames.clear(); // rows that were not asked for yet would only hide the failure
                producing = false;
                lock.notifyAll();
            }
        }
    }

    private List<Runnable> end(Optional<GatewayException> why) {
        ended = true;
        track.ends(why.map(GatewayException::code));
        List<Runnable> listeners = List.copyOf(endListeners);
        endListeners.clear();
        return listeners;
    }

    private void closeEngine() {
        EngineStatement open;
        synchronized (lock) {
            open = statement;
            statement = null;
        }
        if (open != null) {
            try {
                track.closes(open);
                open.close(); // its rows go with it
            } catch (GatewayException e) {
                log.warn("query {} did not close well", id(), e);
            }
        }
    }

    /**
     * The next frame; waits for it at most {@code patience}.
     *
     * @return empty when there is none yet
     * @throws GatewayException when the statement failed or was ended
     */
    public Optional<RowFrame> poll(Duration patience) {
        RowFrame frame;
        long deadline = System.nanoTime() + patience.toNanos();
        synchronized (lock) {
            while (frames.isEmpty() && failure == null) {
                long left = (deadline - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    return Optional.empty();
                }
                try {
                    lock.wait(left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return Optional.empty();
                }
            }
            if (failure != null) {
                throw new GatewayException(failure.code(), String.valueOf(failure.getMessage()), failure);
            }
            frame = frames.remove();
        }
        track.sends(frame.rowCount());
        produce();
        return Optional.of(frame);
    }

    /** Stops the statement at once and frees what it holds. Whoever asks for rows then gets {@link ErrorCode#CANCELED}. */
    public void cancel() {
        end(ErrorCode.CANCELED, "The statement was cancelled.");
    }

    void end(ErrorCode code, String message) {
        synchronized (lock) {
            if (ended || failure != null) {
                return;
            }
            failure = new GatewayException(code, message);
            track.isEnded(code); // before its client hears of it, who may look
            EngineStatement running = statement;
            if (running != null) {
                running.cancel();
            }
            lock.notifyAll();
        }
        produce(); // a worker closes the engine's part
    }

    /** Interrupts the engine once more when the query was ended but runs on: an engine forgets an interrupt that comes just before it starts. */
    void insist() {
        synchronized (lock) {
            if (!ended && failure != null && statement != null) {
                statement.cancel();
            }
        }
    }

    private void log(GatewayException e) {
        switch (e.code().blame()) {
            case USER -> log.info("query {}: {} {}", id(), e.code(), e.getMessage());
            case EXTERNAL -> log.warn("query {}: {} {}", id(), e.code(), e.getMessage());
            case GATEWAY -> log.error("query {}: {}", id(), e.code(), e);
        }
    }
}
