package io.lakegate.catalog.spi;

import static java.util.Objects.requireNonNull;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.scan.RowRange;
import io.lakegate.catalog.scan.ScanPlan;
import java.util.Iterator;
import java.util.Optional;

/** Brings data files to where the engine can read them: local files stay where they are, of objects in a store the parts that a scan needs are fetched. For any thread. */
public interface FileStage {
    /** For files that the engine reads where they lie. */
    FileStage IN_PLACE = scan -> StagedFiles.IN_PLACE;

    /**
     * The same for files that a table has listed. Formats never change such a file, so what was seen of one lately need not be asked of the store
     * again.
     *
     * @param table an identity that no other table has, also none that is made anew in the same place
     */
    default FileStage of(String table) {
        return this;
    }

    /** Takes care of the files of a scan. Fetches nothing yet. Parts of files that cannot hold a wanted row will not be fetched. */
    StagedFiles open(Scan.Files scan);

    /**
     * A part of a scan's files.
     *
     * @param rows which rows of the only file; empty for all of all files
     */
    record Slice(ScanPlan plan, Optional<RowRange> rows) {
        public Slice {
            requireNonNull(plan, "plan");
            requireNonNull(rows, "rows");
        }
    }

    /** The files of one scan in one run of a statement. {@code cancel} is for any thread, the rest for one. */
    interface StagedFiles extends AutoCloseable {
        StagedFiles IN_PLACE = new StagedFiles() {
            @Override
            public String place(String location) {
                return location;
            }

            @Override
            public void fetch(Part part) {}

            @Override
            public Iterator<Slice> slices() {
                throw new IllegalStateException("files that are read where they lie need no parting");
            }

            @Override
            public boolean mayHaveGaps() {
                return false;
            }

            @Override
            public Transfers transfers() {
                return Transfers.NONE;
            }

            @Override
            public void cancel() {}

            @Override
            public void close() {}
        };

        /** The name under which the engine reads the file at a location of the plan; known once a part of it was fetched. */
        String place(String location);

        /**
         * Waits until a part of each file is where the engine reads it.
         *
         * @throws GatewayException {@link ErrorCode#STORAGE_UNREADABLE} naming the object and the cause; {@link ErrorCode#CANCELED}
         */
        void fetch(Part part);

        /**
         * Parts the files so that one part can be read while the next is fetched: first little, so that it is there soon, then more. Each row is in one
         * part. May wait for the ends of files.
         */
        Iterator<Slice> slices();

        /** Whether the engine could come to a part that was not fetched, which it takes for damage. */
        boolean mayHaveGaps();

        /** What it took so far. */
        Transfers transfers();

        /** Ends transfers, and makes {@link #fetch} fail with {@link ErrorCode#CANCELED}. */
        void cancel();

        /** What was fetched may be dropped from now on. May be called twice. */
        @Override
        void close();
    }

    /** How much of a file is needed. */
    enum Part {
        /** The end, which says what is in the file. */
        FOOTER,
        /** What the scan reads: its columns, of the row groups in which a row can match. */
        SCANNED,
        /** The columns that the scan reads, of all row groups. */
        COLUMNS,
        /** All of it. */
        WHOLE
    }

    /**
     * Bytes of data files.
     *
     * @param fetched that came from the store
     * @param cached that were needed and at hand
     * @param avoided that nobody needed: of columns that are not read, and parts in which no row can match
     */
    record Transfers(long fetched, long cached, long avoided) {
        public static final Transfers NONE = new Transfers(0, 0, 0);

        public Transfers plus(Transfers other) {
            return new Transfers(fetched + other.fetched, cached + other.cached, avoided + other.avoided);
        }
    }
}
