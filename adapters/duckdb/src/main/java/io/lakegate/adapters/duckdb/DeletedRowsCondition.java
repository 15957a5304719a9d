package io.lakegate.adapters.duckdb;

import java.util.Optional;
import org.duckdb.DuckDBReadableVector;
import org.duckdb.DuckDBWritableVector;
import org.roaringbitmap.PeekableIntIterator;
import org.roaringbitmap.RoaringBitmap;

/**
 * The condition in a statement that hides the deleted rows of its files. For any thread.
 *
 * <p>Deletes are loaded when DuckDB comes to their file. Whoever runs the statement closes this when it is done, and also to cancel it.
 */
final class DeletedRowsCondition implements AutoCloseable {
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
            Cursor cursor = Cursor.NOWHERE;
            long currentFile = -1;
            long previous = -1;
            for (long row = 0; row < positions.rowCount(); row++) {
                long file = fileNumbers.getLong(row);
                long position = positions.getLong(row);
                if (file != currentFile || position < previous) { // the latter never, as far as DuckDB is known
                    cursor = new Cursor(files.await(Math.toIntExact(file)));
                    cursor.moveTo(position);
                }
                currentFile = file;
                previous = position;
                if (position > cursor.next) {
                    cursor.moveTo(position);
                }
                if (position == cursor.next) {
                    deleted.setBoolean(row, true);
                    cursor.move();
                }
            }
        } catch (RuntimeException e) {
            throw failure.keep(e);
        }
    }

    /** A place in the deleted rows of one file that only moves forward. */
    private static final class Cursor {
        static final Cursor NOWHERE = new Cursor(new RoaringBitmap());

        private final PeekableIntIterator deletes;

        /** The position of a deleted row, or the greatest number behind the last. */
        long next = -1;

        Cursor(RoaringBitmap deletes) {
            this.deletes = deletes.getIntIterator();
        }

        /** Goes to the first deleted row at a position or behind it. */
        void moveTo(long position) {
            deletes.advanceIfNeeded((int) Math.min(position, Integer.MAX_VALUE));
            peek();
            if (next < position) {
                next = Long.MAX_VALUE;
            }
        }

        /** Goes to the next deleted row. */
        void move() {
            deletes.next();
            peek();
        }

        private void peek() {
            next = deletes.hasNext() ? deletes.peekNext() : Long.MAX_VALUE;
        }
    }
}
