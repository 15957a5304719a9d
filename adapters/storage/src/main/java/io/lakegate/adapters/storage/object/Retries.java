package io.lakegate.adapters.storage.object;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How often a request is tried, and how long is waited in between: twice as long each time, with some chance in it, so that many that fail
 * at once do not come back at once.
 *
 * @param attempts at least 1
 * @param first the wait behind the first attempt
 * @param longest the longest wait
 */
public record Retries(int attempts, Duration first, Duration longest) {
    private static final Logger log = LoggerFactory.getLogger(Retries.class);

    /** About six seconds in all. */
    public static final Retries USUAL = new Retries(6, Duration.ofMillis(100), Duration.ofSeconds(4));

    public Retries {
        requireNonNull(first, "first");
        requireNonNull(longest, "longest");
        if (attempts < 1) {
            throw new IllegalArgumentException("attempts must be >= 1, got: " + attempts);
        }
    }

    /** One request. */
    @FunctionalInterface
    public interface Request<T> {
        T send() throws IOException;
    }

    /** Sends a request until it succeeds, or fails for good. */
    public <T> T call(ObjectName name, CancelSignal cancel, Request<T> request) throws IOException {
        for (int failed = 1; ; failed++) {
            try {
                return request.send();
            } catch (StoreFailure e) {
                pause(name, cancel, failed, e);
            }
        }
    }

    /** Waits behind a failure, or throws what ends the trying. {@code failed} counts the failures. */
    public void pause(ObjectName name, CancelSignal cancel, int failed, StoreFailure failure) throws IOException {
        if (cancel.isGiven()) {
            throw canceled(name);
        }
        if (failure.kind() != StoreFailure.Kind.PASSING) {
            throw failure;
        }
        if (failed >= attempts) {
            throw failed == 1
                    ? failure
                    : new StoreFailure(
                            StoreFailure.Kind.LASTING,
                            name,
                            "%s, and did so in %d attempts".formatted(failure.getReason(), failed),
                            failure);
        }
        log.debug("{} (attempt {})", failure.getMessage(), failed);
        long most = Math.min(longest.toMillis(), first.toMillis() << Math.min(failed - 1, 20));
        try {
            if (cancel.await(
                    Duration.ofMillis(most / 2 + ThreadLocalRandom.current().nextLong(most / 2 + 1)))) {
                throw canceled(name);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw canceled(name);
        }
    }

    /** What ends those who wait for a transfer that was cancelled. */
    public static StoreFailure canceled(ObjectName name) {
        return new StoreFailure(StoreFailure.Kind.CANCELED, name, "the transfer was cancelled", null);
    }
}
