package io.lakegate.adapters.duckdb;

import java.util.Optional;
import org.duckdb.DuckDBReadableVector;
import org.duckdb.DuckDBWritableVector;
import org.roaringbitmap.BatchIterator;
import org.roaringbitmap.PeekableIntIterator;
import org.roaringbitmap.RoaringBitmap;

/**
 * The condition in a statement that hides the deleted rows of its files. For any thread.
 *
 * <p>Deletes are loaded when DuckDB comes to their file. Whoever runs the statement closes this when it is done, and also to cancel it.
 */
final class DeletedRowsCondition implements AutoCloseable {
    /** Deletes decoded at once: about those of one vector where every tenth row is deleted. */
    private static final int BATCH = 128;

    private final String sql;
    private final DeletedRowsLoader files;
    private final Runnable onClose;
    private final FirstFailure failure = new FirstFailure();

    DeletedRowsCondition(String sql, DeletedRowsLoader files, Runnable onClose) {
        this.sql = sql;
        this.files = files;
        this.onClose = onClose;
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
        files.close();
    }

    /** Writes TRUE for each row that is deleted, and nothing for the others. */
    void mark(DuckDBReadableVector fileNumbers, DuckDBReadableVector positions, DuckDBWritableVector deleted) {
        try {
            if (isRun(fileNumbers, positions)) {
                RoaringBitmap deletes = files.await(Math.toIntExact(fileNumbers.getLong(0)));
                markRun(deletes, positions.getLong(0), positions.rowCount(), deleted);
            } else {
                markEach(fileNumbers, positions, deleted);
            }
        } catch (RuntimeException e) {
            throw failure.keep(e);
        }
    }

    /** Whether the rows follow each other in one file: what DuckDB hands over unless another filter came first. */
    private static boolean isRun(DuckDBReadableVector fileNumbers, DuckDBReadableVector positions) {
        long file = fileNumbers.getLong(0);
        long start = positions.getLong(0);
        for (long row = 1; row < positions.rowCount(); row++) {
            if (fileNumbers.getLong(row) != file || positions.getLong(row) != start + row) {
                return false;
            }
        }
        return true;
    }

    private static void markRun(RoaringBitmap deletes, long start, long count, DuckDBWritableVector deleted) {
        if (start > Integer.MAX_VALUE) {
            return; // no deletes there
        }
        BatchIterator iterator = deletes.getBatchIterator();
        iterator.advanceIfNeeded((int) start);
        int[] batch = new int[BATCH];
        while (iterator.hasNext()) {
            int size = iterator.nextBatch(batch);
            for (int i = 0; i < size; i++) {
                long row = batch[i] - start;
                if (row >= count) {
                    return;
                }
                deleted.setBoolean(row, true);
            }
        }
    }

    private void markEach(
            DuckDBReadableVector fileNumbers, DuckDBReadableVector positions, DuckDBWritableVector deleted) {
        Cursor cursor = Cursor.NOWHERE;
        long currentFile = -1;
        long previous = -1;
        for (long row = 0; row < positions.rowCount(); row++) {
            long file = fileNumbers.getLong(row);
            long position = positions.getLong(row);
            if (file != currentFile || position < previous) { // the latter never, as far as DuckDB is known
                cursor = new Cursor(files.await(Math.toIntExact(file)));
            }
            currentFile = file;
            previous = position;
            if (cursor.isAt(position)) {
                deleted.setBoolean(row, true);
            }
        }
    }

    /** A place in the deleted rows of one file that only moves forward. */
    private static final class Cursor {
        static final Cursor NOWHERE = new Cursor(new RoaringBitmap());

        private final PeekableIntIterator deletes;
        private long next = -1;

        Cursor(RoaringBitmap deletes) {
            this.deletes = deletes.getIntIterator();
        }

        /** Whether a row is deleted; not to be asked for one before the last that was asked for. */
        boolean isAt(long position) {
            if (next < position) {
                deletes.advanceIfNeeded((int) Math.min(position, Integer.MAX_VALUE));
                next = deletes.hasNext() ? deletes.peekNext() : Long.MAX_VALUE;
            }
            return next == position;
        }
    }
}
