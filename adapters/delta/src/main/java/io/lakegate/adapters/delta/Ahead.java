package io.lakegate.adapters.delta;

import io.delta.kernel.utils.CloseableIterator;
import java.io.IOException;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** What an iterator gives, of which the next is read in another thread while the last is used. For one thread. */
final class Ahead<T> implements AutoCloseable {
    private final CloseableIterator<T> source;
    private final ExecutorService reader = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "lakegate-log-reader");
        thread.setDaemon(true);
        return thread;
    });
    private @Nullable Future<Optional<T>> next;

    Ahead(CloseableIterator<T> source) {
        this.source = source;
        this.next = reader.submit(this::read);
    }

    private Optional<T> read() {
        return source.hasNext() ? Optional.of(source.next()) : Optional.empty();
    }

    /** The next one; empty at the end. Fails as the iterator failed. */
    Optional<T> next() {
        Future<Optional<T>> asked = next;
        if (asked == null) {
            throw new NoSuchElementException();
        }
        next = null;
        try {
            Optional<T> found = get(asked);
            next = found.isPresent() ? reader.submit(this::read) : null;
            return found;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e.getCause() instanceof RuntimeException failure ? failure : new IllegalStateException(e);
        }
    }

    /** Waits though it is interrupted: others may wait for the same listing, whose statements nobody cancelled. */
    private static <R> R get(Future<R> asked) throws ExecutionException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return asked.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Ends what is being read, waits for its end, and closes the iterator. */
    @Override
    public void close() throws IOException {
        Future<?> closed = reader.submit(() -> {
            source.close();
            return true;
        });
        Future<Optional<T>> asked = next;
        next = null;
        if (asked != null) {
            asked.cancel(true);
        }
        reader.shutdown();
        try {
            get(closed);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
    }
}
