package io.lakegate.adapters.storage.cache;

import io.lakegate.adapters.storage.object.CancelSignal;
import io.lakegate.adapters.storage.object.ObjectName;
import io.lakegate.adapters.storage.object.ObjectStore.Body;
import io.lakegate.adapters.storage.object.Retries;
import io.lakegate.adapters.storage.object.StoreFailure;
import io.lakegate.adapters.storage.object.StoreFailure.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.zip.CRC32C;

/**
 * The way of a range of bytes from the store to a sink: goes on where an answer broke off, and gives up after failures in a row. For one
 * thread.
 */
final class Transfer {
    private static final int BUFFER_BYTES = 1 << 16;

    /** An answer slower than this is taken for one that hangs. */
    private static final long SLOWEST_BYTES = 16 << 10;

    private static final Duration SLOWEST_TIME = Duration.ofSeconds(20);

    /** So many bytes make up for the failures before. */
    private static final long PROGRESS_BYTES = 1 << 20;

    /** Takes bytes in order. */
    interface Sink {
        void write(long position, byte[] bytes, int count) throws IOException;
    }

    private final ObjectVersion version;
    private final Range range;
    private final Retries retries;
    private final CancelSignal cancel;
    private final CRC32C checksum = new CRC32C();
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private long at;

    Transfer(ObjectVersion version, Range range, Retries retries, CancelSignal cancel) {
        this.version = version;
        this.range = range;
        this.retries = retries;
        this.cancel = cancel;
        this.at = range.from();
    }

    /** Brings all bytes. Returns their checksum. What the sink throws ends it at once. */
    long run(Sink sink) throws IOException {
        ObjectName name = version.name();
        int failures = 0;
        long lastFailure = at;
        while (at < range.to()) {
            try {
                answer(sink);
            } catch (StoreFailure e) {
                failures = at - lastFailure >= PROGRESS_BYTES ? 1 : failures + 1;
                lastFailure = at;
                retries.pause(name, cancel, failures, e);
            }
        }
        return checksum.getValue();
    }

    private void answer(Sink sink) throws IOException {
        ObjectName name = version.name();
        if (cancel.isGiven()) {
            throw Retries.canceled(name);
        }
        long start = System.nanoTime();
        long bytes = 0;
        Body body = version.store().read(name, version.facts(), at, range.to());
        CancelSignal.Registration registration = cancel.onGiven(body::abort);
        try {
            while (at < range.to()) {
                int count = read(body, name);
                sink.write(at, buffer, count);
                checksum.update(buffer, 0, count);
                at += count;
                bytes += count;
                if (System.nanoTime() - start > SLOWEST_TIME.toNanos()) {
                    if (bytes < SLOWEST_BYTES) {
                        body.abort();
                        throw new StoreFailure(Kind.PASSING, name, "the store answers too slowly", null);
                    }
                    start = System.nanoTime();
                    bytes = 0;
                }
            }
        } finally {
            registration.close();
            body.close();
        }
    }

    private int read(Body body, ObjectName name) throws IOException {
        int count;
        try {
            count = body.read(buffer, 0, (int) Math.min(buffer.length, range.to() - at));
        } catch (IOException | RuntimeException e) { // whatever a broken connection makes of itself
            body.abort();
            throw cancel.isGiven()
                    ? Retries.canceled(name)
                    : new StoreFailure(Kind.PASSING, name, "the connection broke", e);
        }
        if (count <= 0) {
            body.abort();
            throw new StoreFailure(Kind.PASSING, name, "the store's answer ended early", null);
        }
        return count;
    }
}
