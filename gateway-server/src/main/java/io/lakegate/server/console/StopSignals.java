package io.lakegate.server.console;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jline.utils.Signals;

/**
 * The signals that ask a server to stop: SIGTERM, SIGINT and SIGHUP.
 *
 * <p>They are handled rather than left to a shutdown hook. After a hook the JVM ends with 128 plus the signal's number, unless the hook
 * halts it, which would skip every other hook. With a handler the main thread wakes up, closes the gateway and leaves as any program
 * does, with the exit code it chose. JLine reaches {@code sun.misc.Signal} by reflection, as the compiler refuses to see it.
 */
final class StopSignals implements AutoCloseable {
    private static final int KILLED_BY_USER = 130;

    /** What handled each signal before, in JLine's words. */
    private final Map<String, Object> former = new HashMap<>();

    private final CountDownLatch stop = new CountDownLatch(1);
    private final CountDownLatch hurry = new CountDownLatch(1);

    private StopSignals() {}

    static StopSignals listen() {
        StopSignals signals = new StopSignals();
        for (String name : List.of("TERM", "INT", "HUP")) {
            // No handler comes back from a platform that lacks the signal.
            Object handler = Signals.register(name, signals::arrived);
            if (handler != null) {
                signals.former.put(name, handler);
            }
        }
        return signals;
    }

    private synchronized void arrived() {
        if (hurry.getCount() == 0) {
            // Asked a third time: whoever waits does not want to wait for anything any more.
            Runtime.getRuntime().halt(KILLED_BY_USER);
        }
        if (stop.getCount() == 0) {
            hurry.countDown();
        }
        stop.countDown();
    }

    /** Counted down by a second signal: whoever sends it does not want to wait for running statements any more. */
    CountDownLatch hurry() {
        return hurry;
    }

    boolean isStopping() {
        return stop.getCount() == 0;
    }

    void await() throws InterruptedException {
        stop.await();
    }

    /** Gives the signals back to whoever had them before. */
    @Override
    public void close() {
        former.forEach(Signals::unregister);
    }
}
