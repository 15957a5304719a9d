package io.lakegate.server.query;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** What lets the statements of a user run, some at a time and in their order; those of one user never wait for another's. Holds no threads. For any thread. */
final class Admission {
    private final ScheduledExecutorService clock;
    private final Map<String, Line> lines = new HashMap<>(); // guarded by this

    /** The statements of one user. */
    private static final class Line {
        private int running;
        private final Deque<Query> waiting = new ArrayDeque<>();
    }

    Admission(ScheduledExecutorService clock) {
        this.clock = clock;
    }

    /**
     * Lets a statement run, now or when one of the same user has ended.
     *
     * @throws GatewayException {@link ErrorCode#LIMIT_REACHED} when too many wait already
     */
    void enter(Query query) {
        UserLimits limits = query.own();
        if (limits.running() == 0) {
            return;
        }
        String user = query.track().info().owner().user().orElse("");
        synchronized (this) {
            Line line = lines.computeIfAbsent(user, name -> new Line());
            if (line.running < limits.running()) {
                line.running++;
            } else if (line.waiting.size() >= limits.queued()) {
                throw new GatewayException(
                        ErrorCode.LIMIT_REACHED,
                        "%d statements of this user run and %d wait, which is the limit (limits.max-running-per-user and limits.max-queued-per-user, or limits.own). Let one end first."
                                .formatted(line.running, line.waiting.size()));
            } else {
                query.hold();
                line.waiting.add(query);
                limitWait(query);
            }
        }
        query.onEnd(() -> leave(user, query));
    }

    private void limitWait(Query query) {
        UserLimits limits = query.own();
        ScheduledFuture<?> deadline = clock.schedule(
                () -> query.endIfHeld(
                        ErrorCode.LIMIT_REACHED,
                        "The statement waited for %s while %d others of this user ran, which is the limit (limits.queue-time, limits.max-running-per-user). Try again later."
                                .formatted(limits.queueTime(), limits.running())),
                limits.queueTime().toMillis(),
                TimeUnit.MILLISECONDS);
        query.onEnd(() -> deadline.cancel(false));
    }

    private void leave(String user, Query query) {
        Query next = null;
        synchronized (this) {
            Line line = lines.get(user);
            if (line != null && !line.waiting.remove(query)) {
                next = line.waiting.poll();
                line.running -= next == null ? 1 : 0;
                if (line.running == 0) {
                    lines.remove(user);
                }
            }
        }
        if (next != null) {
            next.release();
        }
    }
}
