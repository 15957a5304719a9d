package io.lakegate.server;

import static java.util.Objects.requireNonNull;

import io.lakegate.server.endpoint.Requests;
import io.lakegate.server.query.QueryService;
import io.lakegate.server.session.Sessions;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The last moments of a gateway: nothing new comes in, and clients may read what they have asked for. */
final class Drain {
    private static final Logger log = LoggerFactory.getLogger(Drain.class);

    private static final long STEP_NANOS = Duration.ofMillis(20).toNanos();

    /** How long clients are waited for that are to hear that their statements were ended. */
    private static final Duration TELLING = Duration.ofSeconds(1);

    private final QueryService queries;
    private final Sessions sessions;
    private final Requests requests;
    private final Duration limit;

    Drain(QueryService queries, Sessions sessions, Requests requests, Duration limit) {
        this.requests = requireNonNull(requests, "requests");
        this.queries = requireNonNull(queries, "queries");
        this.sessions = requireNonNull(sessions, "sessions");
        this.limit = requireNonNull(limit, "limit");
    }

    /** Returns when nothing is open any more: it has ended by itself, or was ended after the limit or because of {@code hurry}. */
    void await(CountDownLatch hurry) {
        queries.drain();
        int open = sessions.openStatements();
        if (open > 0) {
            log.info(
                    "{} statements run or are being read; they may end within {} (server.drain-time), if nobody asks once more to stop",
                    open,
                    text(limit));
        }
        if (isQuiet(limit, hurry)) {
            return;
        }
        boolean late = hurry.getCount() > 0 && !limit.isZero();
        log.warn("{} statements are ended", sessions.openStatements());
        queries.endAll(
                late
                        ? "The gateway is being stopped, and the statement did not end within %s (server.drain-time). Connect again in a moment and run it again."
                                .formatted(text(limit))
                        : "The gateway is being stopped, so the statement was ended. Connect again in a moment and run it again.");
        isQuiet(TELLING, new CountDownLatch(1));
    }

    /** In this order: a statement whose last page is taken is open no more, but the request that has it is being answered until the client's side has all of it. */
    private boolean isQuiet(Duration patience, CountDownLatch hurry) {
        long deadline = System.nanoTime() + patience.toNanos();
        try {
            // What comes in from then on opens no statement, so no answer to it is waited for.
            long mark = -1;
            while (true) {
                if (mark >= 0 && requests.areAnswered(mark) && sessions.openStatements() == 0) {
                    return true;
                }
                if (sessions.openStatements() > 0) {
                    mark = -1;
                } else if (mark < 0) {
                    mark = requests.mark();
                    continue;
                }
                long left = deadline - System.nanoTime();
                if (left <= 0 || hurry.await(Math.min(left, STEP_NANOS), TimeUnit.NANOSECONDS)) {
                    return false;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static String text(Duration time) {
        return time.toMillis() % 1_000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
    }
}
