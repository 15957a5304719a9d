package io.lakegate.adapters.storage.object;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Says to those who transfer that nobody waits any more. For any thread. */
public final class CancelSignal {
    private final CountDownLatch given = new CountDownLatch(1);
    private final List<Runnable> actions = new CopyOnWriteArrayList<>();

    /** Gives the signal. May be called twice. */
    public void give() {
        given.countDown();
        actions.forEach(Runnable::run);
    }

    public boolean isGiven() {
        return given.getCount() == 0;
    }

    /** Runs an action when the signal is given, at once where it was; what it may do twice does no harm. */
    public Registration onGiven(Runnable action) {
        actions.add(action);
        if (isGiven()) {
            action.run();
        }
        return () -> actions.remove(action);
    }

    /** Waits as long, or until the signal is given. Returns whether it was. */
    boolean await(Duration most) throws InterruptedException {
        return given.await(most.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Ended when the action is not wanted any more. */
    public interface Registration extends AutoCloseable {
        @Override
        void close();
    }
}
