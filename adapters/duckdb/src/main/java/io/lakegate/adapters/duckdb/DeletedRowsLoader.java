package io.lakegate.adapters.duckdb;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.DataFile;
import io.lakegate.catalog.model.DeletedRows;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.roaringbitmap.RoaringBitmap;
import org.roaringbitmap.RoaringBitmapWriter;

/**
 * The deleted rows of some files, each loaded when it is first wanted, with those of the next files behind it. For any thread.
 *
 * <p>Threads of its own do the loading: DuckDB's threads only wait, so that they can be told to wait no longer.
 */
final class DeletedRowsLoader implements AutoCloseable {
    /** Files loaded by one thread in a row. Without it, 1,000 files with five deletes each took twice the time: handing over costs more. */
    private static final int AHEAD = 64;

    private final List<Loading> files;
    private final Executor threads;
    private final LogContext logContext = LogContext.current();

    private static final class Loading {
        final FutureTask<RoaringBitmap> task;
        final AtomicBoolean claimed = new AtomicBoolean();

        Loading(DataFile file) {
            this.task = new FutureTask<>(() -> load(file));
        }
    }

    DeletedRowsLoader(List<DataFile> files, Executor threads) {
        this.files = files.stream().map(Loading::new).toList();
        this.threads = threads;
    }

    /**
     * The deleted rows of a file. Waits until they are loaded.
     *
     * @throws ScanEnded when this was closed
     * @throws RuntimeException what loading threw
     */
    RoaringBitmap await(int file) {
        Loading wanted = files.get(file);
        if (wanted.claimed.compareAndSet(false, true)) {
            threads.execute(() -> logContext.run(() -> loadFrom(file)));
        }
        try {
            return wanted.task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException("deleted rows could not be loaded", e.getCause());
        } catch (CancellationException e) {
            throw new ScanEnded("Reading was cancelled.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ScanEnded("Reading was interrupted.");
        }
    }

    /** Loads a file, which is claimed, and the next ones up to one that another thread has claimed. */
    private void loadFrom(int first) {
        files.get(first).task.run();
        int end = Math.min(first + AHEAD, files.size());
        for (int file = first + 1; file < end; file++) {
            Loading next = files.get(file);
            if (!next.claimed.compareAndSet(false, true)) {
                return;
            }
            next.task.run();
        }
    }

    /** Ends the loading; who waits, waits no longer. May be called twice. */
    @Override
    public void close() {
        files.forEach(file -> file.task.cancel(true));
    }

    private static RoaringBitmap load(DataFile file) {
        RoaringBitmapWriter<RoaringBitmap> writer = RoaringBitmapWriter.writer().get();
        if (file.deletes().isEmpty()) {
            return writer.get();
        }
        DeletedRows deletes = file.deletes().get();
        deletes.positions().forEachOrdered(position -> writer.add(checked(position, file)));
        RoaringBitmap loaded = writer.get();
        boolean counted = deletes.cardinality() != DeletedRows.UNKNOWN;
        if (counted && loaded.getLongCardinality() != deletes.cardinality()) {
            throw new IllegalStateException("%d rows of file %s should be deleted, the list has %d"
                    .formatted(deletes.cardinality(), file.location(), loaded.getLongCardinality()));
        }
        return loaded;
    }

    private static int checked(long position, DataFile file) {
        if (position < 0 || position > Integer.MAX_VALUE) {
            throw new GatewayException(
                    ErrorCode.UNSUPPORTED_TABLE_FEATURE,
                    "Row %d of file %s is deleted, and Lakegate reads no more than %d rows of a file in which rows are deleted."
                                    .formatted(position, file.location(), Integer.MAX_VALUE)
                            + " Rewrite the table with smaller files.");
        }
        return (int) position;
    }
}
