package io.lakegate.adapters.ducklake.database;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A DuckDB file that is opened once for readings that come close together, since opening one costs more than most readings. While it is open
 * no other process can write it, so it is closed soon after the last reading, and now and then between readings that never end. A file that
 * looks different is opened anew. For any thread.
 */
final class SharedFile {
    private static final Logger log = LoggerFactory.getLogger(SharedFile.class);

    /** So long it stays open although nobody reads. */
    private static final Duration IDLE = Duration.ofMillis(100);

    /** So long it stays open at most while readings follow each other; then writers have a pause for themselves. */
    private static final Duration HELD = Duration.ofMillis(500);

    private static final Duration PAUSE = Duration.ofMillis(50);

    /** So long a reading waits for others to end, for the sake of that pause. */
    private static final Duration LONGEST_WAIT = Duration.ofMillis(100);

    private static final Executor LATER = CompletableFuture.delayedExecutor(IDLE.toMillis(), TimeUnit.MILLISECONDS);

    private final Path file;
    private final Opener opener;
    private @Nullable Handle handle; // guarded by this
    private int readings; // guarded by this
    private long lastUse; // guarded by this

    /** Opens the file, for reading only. */
    interface Opener {
        Connection open() throws SQLException;
    }

    private record Handle(Connection connection, Optional<FileStamp> stamp, long since) {}

    SharedFile(Path file, Opener opener) {
        this.file = file;
        this.opener = opener;
    }

    /** A connection of its own for one reading, which has to be given back. */
    synchronized Connection take() throws SQLException {
        Handle current = handle;
        if (current != null && !current.stamp.equals(FileStamp.of(file))) {
            awaitNoReading(Long.MAX_VALUE); // in one process a file that is open is not opened anew
            closeUnused();
        } else if (current != null && System.nanoTime() - current.since > HELD.toNanos()) {
            awaitNoReading(LONGEST_WAIT.toNanos());
            if (closeUnused()) {
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
        current = handle;
        if (current == null) {
            Optional<FileStamp> stamp = FileStamp.of(file);
            current = new Handle(opener.open(), stamp, System.nanoTime());
            handle = current;
        }
        try {
            Connection own = opener.open(); // quick, since in one process a file is opened once
            readings++;
            return own;
        } catch (SQLException e) {
            closeUnused();
            throw e;
        }
    }

    private void awaitNoReading(long nanos) throws SQLException {
        long start = System.nanoTime();
        try {
            while (readings > 0) {
                long left = nanos - (System.nanoTime() - start);
                if (left <= 0) {
                    return;
                }
                wait(Math.min(Math.max(1, TimeUnit.NANOSECONDS.toMillis(left)), 1_000));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("the reading was interrupted", e);
        }
    }

    /** Says that a reading has ended and closed its connection. */
    synchronized void giveBack() {
        readings--;
        lastUse = System.nanoTime();
        notifyAll();
        if (readings == 0) {
            LATER.execute(this::closeIdle);
        }
    }

    private synchronized void closeIdle() {
        if (System.nanoTime() - lastUse >= IDLE.toNanos()) {
            closeUnused();
        }
    }

    /** Closes it where nobody reads it; whether it is closed then. */
    synchronized boolean closeUnused() {
        Handle current = handle;
        if (readings > 0) {
            return false;
        }
        if (current != null) {
            handle = null;
            try {
                current.connection.close();
            } catch (SQLException e) {
                log.debug("the file {} did not close well", file, e);
            }
        }
        return true;
    }
}
