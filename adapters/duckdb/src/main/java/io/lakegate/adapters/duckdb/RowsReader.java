package io.lakegate.adapters.duckdb;

import io.lakegate.catalog.spi.RowBatch;
import io.lakegate.catalog.spi.Rows;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that reads one source of rows, a little ahead of whoever takes them.
 *
 * <p>A thread of its own for three reasons. DuckDB calls each time from what Java sees as another thread, with a stack of DuckDB's size. A
 * source that waits for storage must not make a cancel wait. And the source works while DuckDB does.
 *
 * <p>{@code take} is for one thread at a time, {@code close} for any.
 */
final class RowsReader implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RowsReader.class);
    private static final AtomicLong COUNT = new AtomicLong();

    /** Rows asked for at once: one vector of DuckDB's. */
    private static final int BATCH_ROWS = 2048;

    /** Batches that wait to be taken. Few: nobody knows how big their values are. */
    private static final int BATCHES_AHEAD = 2;

    private final Supplier<Rows> source;
    private final LogContext logContext;

    private final Queue<RowBatch> ready = new ArrayDeque<>(); // guarded by this, as all that follows
    private @Nullable Thread thread;
    private @Nullable RuntimeException failure;
    private boolean finished;
    private boolean closed;

    /**
     * @param source called by the thread that reads, when the first rows are wanted
     * @param logContext what log lines of the reading shall carry
     */
    RowsReader(Supplier<Rows> source, LogContext logContext) {
        this.source = source;
        this.logContext = logContext;
    }

    /**
     * The next rows; empty when there are no more. Waits for the source.
     *
     * @throws ScanEnded when this was closed
     * @throws RuntimeException what the source threw
     */
    synchronized Optional<RowBatch> take() {
        start();
        while (ready.isEmpty() && !finished && !closed) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ScanEnded("Reading was interrupted.");
            }
        }
        if (closed) {
            throw new ScanEnded("Reading was cancelled.");
        }
        if (ready.isEmpty() && failure != null) {
            throw failure;
        }
        Optional<RowBatch> batch = Optional.ofNullable(ready.poll());
        notifyAll();
        return batch;
    }

    private void start() {
        if (thread == null && !closed) {
            Thread reader = new Thread(() -> logContext.run(this::read), "lakegate-rows-" + COUNT.incrementAndGet());
            reader.setDaemon(true);
            reader.setContextClassLoader(RowsReader.class.getClassLoader()); // DuckDB's threads have none of ours
            thread = reader;
            reader.start();
        }
    }

    private void read() {
        try (Rows rows = source.get()) {
            Optional<RowBatch> batch = rows.next(BATCH_ROWS);
            while (batch.isPresent() && offer(batch.get())) {
                batch = rows.next(BATCH_ROWS);
            }
        } catch (RuntimeException e) {
            finish(e);
            return;
        } catch (Error e) { // else DuckDB would wait for ever
            finish(new IllegalStateException("a source of rows broke", e));
            return;
        }
        finish(null);
    }

    /** Whether more rows are wanted. Waits while enough are ready. */
    private synchronized boolean offer(RowBatch batch) {
        try {
            while (ready.size() >= BATCHES_AHEAD && !closed) {
                wait();
            }
        } catch (InterruptedException e) {
            return false; // only close() interrupts
        }
        if (!closed) {
            ready.add(batch);
            notifyAll();
        }
        return !closed;
    }

    private synchronized void finish(@Nullable RuntimeException cause) {
        if (closed && cause != null) {
            log.debug("reading ended with an error after it was cancelled", cause);
        }
        failure = cause;
        finished = true;
        notifyAll();
    }

    /**
     * Ends the reading. The source is closed by its own thread, which is interrupted: a source that waits or skips for long has to look at
     * that.
     */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        ready.clear();
        notifyAll();
        if (thread != null && !finished) {
            thread.interrupt();
        }
    }
}
