package io.lakegate.adapters.duckdb;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.DataFile;
import io.lakegate.catalog.model.DeletedRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import org.duckdb.DuckDBReadableVector;
import org.duckdb.DuckDBWritableVector;
import org.roaringbitmap.PeekableIntIterator;
import org.roaringbitmap.RoaringBitmap;
import org.roaringbitmap.RoaringBitmapWriter;

/**
 * The condition in a statement that hides the deleted rows of its files, and what it needs to know for that. For any thread.
 *
 * <p>The deletes of a file are loaded when DuckDB comes to its first row, so a file that is not reached costs nothing. Whoever runs the
 * statement closes this when it is done, and also to cancel it.
 */
final class DeletedRowsCondition implements AutoCloseable {
    private final String sql;
    private final List<DataFile> files;
    private final Executor loaders;
    private final Runnable onClose;
    private final LogContext logContext = LogContext.current();
    private final FirstFailure failure = new FirstFailure();

    /** One for each file, made when it is first asked for. */
    private final List<Loading> loading;

    DeletedRowsCondition(String sql, List<DataFile> files, Executor loaders, Runnable onClose) {
        this.sql = sql;
        this.files = List.copyOf(files);
        this.loaders = loaders;
        this.onClose = onClose;
        this.loading = new ArrayList<>(files.size());
        for (DataFile file : this.files) {
            loading.add(new Loading(file));
        }
    }

    /** For WHERE, right over {@code read_parquet}: uses its columns {@code file_index} and {@code file_row_number}. */
    String sql() {
        return sql;
    }

    /** Why deletes could not be loaded, if they could not. DuckDB's error has only the message. */
    Optional<RuntimeException> failure() {
        return failure.get();
    }

    /** Forgets the deletes, which makes a statement that still needs them fail. May be called twice, and from any thread. */
    @Override
    public void close() {
        onClose.run();
        failure.end();
        loading.forEach(Loading::cancel);
    }

    /** Writes TRUE for each row that is deleted, and nothing for the others. */
    void mark(DuckDBReadableVector files, DuckDBReadableVector positions, DuckDBWritableVector deleted) {
        try {
            Cursor cursor = Cursor.NONE;
            long currentFile = -1;
            long previous = -1;
            long next = -1; // deleted position, at or behind the previous one
            for (long row = 0; row < positions.rowCount(); row++) {
                long file = files.getLong(row);
                long position = positions.getLong(row);
                if (file != currentFile || position < previous) { // the latter never, as far as DuckDB is known
                    cursor = new Cursor(loading.get(Math.toIntExact(file)).await());
                    next = cursor.from(position);
                }
                currentFile = file;
                previous = position;
                if (position > next) {
                    next = cursor.from(position);
                }
                if (position == next) {
                    deleted.setBoolean(row, true);
                }
            }
        } catch (RuntimeException e) {
            throw failure.keep(e);
        }
    }

    /** The deletes of one file: to be loaded, loading or loaded. */
    private final class Loading {
        private final FutureTask<RoaringBitmap> task;
        private boolean started; // guarded by this

        Loading(DataFile file) {
            this.task = new FutureTask<>(() -> load(file));
        }

        RoaringBitmap await() {
            start();
            try {
                return task.get();
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

        private synchronized void start() {
            if (!started) {
                started = true;
                loaders.execute(() -> logContext.run(task));
            }
        }

        void cancel() {
            task.cancel(true);
        }
    }

    private static RoaringBitmap load(DataFile file) {
        RoaringBitmapWriter<RoaringBitmap> writer = RoaringBitmapWriter.writer().get();
        if (file.deletes().isEmpty()) {
            return writer.get();
        }
        DeletedRows deletes = file.deletes().get();
        deletes.positions().forEachOrdered(position -> writer.add(checked(position, file)));
        RoaringBitmap loaded = writer.get();
        if (loaded.getLongCardinality() != deletes.cardinality()) {
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

    /** A place in the deletes of a file that moves on with the rows. */
    private static final class Cursor {
        static final Cursor NONE = new Cursor(new RoaringBitmap());

        private final PeekableIntIterator deletes;

        Cursor(RoaringBitmap deletes) {
            this.deletes = deletes.getIntIterator();
        }

        /** The first deleted position that is not before another one, which is not before the last that was asked for. */
        long from(long position) {
            if (position > Integer.MAX_VALUE) {
                return Long.MAX_VALUE;
            }
            deletes.advanceIfNeeded((int) position);
            return deletes.hasNext() ? deletes.peekNext() : Long.MAX_VALUE;
        }
    }
}
