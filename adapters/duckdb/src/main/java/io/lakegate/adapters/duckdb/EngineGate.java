package io.lakegate.adapters.duckdb;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A gate that lets few statements into the engine at a time, in the order in which they came. For any thread.
 *
 * <p>The thread that runs a statement takes part in its work, and when there is none for it, DuckDB 2.0 lets it look for some without rest until the
 * first rows are there. Where more threads do so than the machine has processors, they take the time from those that have work: 32 small sums
 * at once on 2 processors gave 139 statements a second without a gate and 233 with one. A statement that is in for long stands aside, that
 * is, it runs on and is not counted any more: small ones wait for small ones, hardly for a report. How long that is depends on what it reads: on a
 * machine that is busy small ones take long too, and if they stood aside then, more were let in, and each took the longer.
 */
final class EngineGate {
    private final int most;
    private final ReentrantLock lock = new ReentrantLock();

    // Guarded by lock:
    private final Deque<Pass> inside = new ArrayDeque<>();
    private final Deque<Condition> waiting = new ArrayDeque<>();

    /**
     * A gate of its own.
     *
     * @param most how many are let in at a time, at least 1
     */
    EngineGate(int most) {
        this.most = most;
    }

    /** The gate of an engine with so many worker threads. */
    static EngineGate forThreads(int threads) {
        return new EngineGate(threads + 1);
    }

    /** What is done in the engine. */
    @FunctionalInterface
    interface Work<T, E extends Exception> {
        T get() throws E;
    }

    /**
     * Does the work when its turn has come; a thread that is interrupted does it at once, and stays interrupted.
     *
     * @param standsAsideAfter from when on it is not counted any more
     */
    <T, E extends Exception> T pass(Duration standsAsideAfter, Work<T, E> work) throws E {
        Pass pass = enter(standsAsideAfter);
        try {
            return work.get();
        } finally {
            leave(pass);
        }
    }

    /** Waits for its turn; a thread that is interrupted enters at once, and stays interrupted. */
    Pass enter(Duration standsAsideAfter) {
        lock.lock();
        try {
            if (!waiting.isEmpty() || !hasRoom()) {
                awaitTurn();
            }
            Pass pass = new Pass(standsAsideAfter.toNanos());
            inside.addLast(pass);
            return pass;
        } finally {
            lock.unlock();
        }
    }

    /** Makes room. Does nothing when it was done before. */
    void leave(Pass pass) {
        lock.lock();
        try {
            if (inside.remove(pass)) {
                wakeFirst();
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean hasRoom() {
        long now = System.nanoTime();
        inside.removeIf(pass -> pass.left(now) <= 0);
        return inside.size() < most;
    }

    /** When the next of those inside stands aside. */
    private long nanosToNext() {
        long now = System.nanoTime();
        return inside.stream().mapToLong(pass -> pass.left(now)).min().orElse(0);
    }

    private void awaitTurn() {
        Condition turn = lock.newCondition();
        waiting.addLast(turn);
        try {
            while (waiting.getFirst() != turn || !hasRoom()) {
                if (waiting.getFirst() == turn) {
                    var unused = turn.awaitNanos(nanosToNext());
                } else {
                    turn.await(); // who is first wakes the next
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            waiting.remove(turn);
            wakeFirst();
        }
    }

    private void wakeFirst() {
        if (!waiting.isEmpty()) {
            waiting.getFirst().signal();
        }
    }

    /** The right of somebody who is inside; each is another. */
    static final class Pass {
        private final long since = System.nanoTime();
        private final long counted;

        private Pass(long counted) {
            this.counted = counted;
        }

        private long left(long now) {
            return counted - (now - since);
        }
    }
}
