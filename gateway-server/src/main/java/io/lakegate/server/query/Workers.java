package io.lakegate.server.query;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that run statements, so many at a time at most; what comes then waits, the first first. The thread that was the last to end its work
 * gets the next. For any thread.
 *
 * <p>The engine keeps memory for each thread that it works in. A pool that takes its threads in turn gives each statement to one whose memory has to be
 * fetched from the system again: TPC-H's first statement took 199 ms so, where the engine alone took 168.
 */
final class Workers implements Executor {
    private static final Logger log = LoggerFactory.getLogger(Workers.class);
    private static final long IDLE_SECONDS = 60;

    private final int most;
    private final ThreadPoolExecutor threads;
    // Guarded by itself, with busy:
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int busy;

    Workers(int most, ThreadFactory factory) {
        this.most = most;
        // A queue without room that is not fair is a stack of the threads that wait for work.
        this.threads = new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), factory);
    }

    /** Runs a task when there is a thread for it; refused after {@link #shutdown}. */
    @Override
    public void execute(Runnable task) {
        synchronized (waiting) {
            if (threads.isShutdown()) {
                throw new RejectedExecutionException("no work is taken any more");
            }
            if (busy == most) {
                waiting.add(task);
                return;
            }
            busy++;
        }
        start(task);
    }

    /** Without the lock, which the thread that is woken wants at its end. */
    private void start(Runnable task) {
        try {
            threads.execute(() -> work(task));
        } catch (RuntimeException | Error e) { // it has ended, or the system gives no more threads
            work(() -> {}); // what came to wait for its place meanwhile
            throw e;
        }
    }

    private void work(Runnable first) {
        for (Runnable task = first; task != null; task = next()) {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                log.error("A task failed in a way that it should have told its statement.", e);
            }
        }
    }

    private @Nullable Runnable next() {
        synchronized (waiting) {
            Runnable next = waiting.poll();
            if (next == null) {
                busy--;
            }
            return next;
        }
    }

    /** Takes nothing new; what waits is still run. */
    void shutdown() {
        synchronized (waiting) {
            threads.shutdown();
        }
    }

    /** Whether all that was taken has ended within a time. */
    boolean awaitTermination(long time, TimeUnit unit) throws InterruptedException {
        return threads.awaitTermination(time, unit);
    }
}
