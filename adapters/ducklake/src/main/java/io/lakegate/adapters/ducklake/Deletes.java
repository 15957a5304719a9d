package io.lakegate.adapters.ducklake;

import io.lakegate.adapters.storage.Storage;
import io.lakegate.catalog.error.CatalogErrors;
import io.lakegate.catalog.model.DeletedRows;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Which rows of data files are deleted, as delete files, deletes in the catalog and merged files say. For any thread. */
record Deletes(ParquetPeek peek, Storage storage) {
    /**
     * What is deleted from a file at a snapshot; empty when nothing is. Nothing is read before the positions are asked for.
     *
     * @param inlined positions that the catalog itself says are deleted
     */
    Optional<DeletedRows> of(LiveFile file, List<DeleteFile> deletes, List<Long> inlined, long snapshot) {
        boolean counted = file.rowsUntil(snapshot) < file.recordCount();
        if (deletes.isEmpty() && inlined.isEmpty() && !file.outlives(snapshot) && !counted) {
            return Optional.empty();
        }
        return Optional.of(new LazyRows(() -> {
            SortedSet<Long> positions = new TreeSet<>(inlined);
            for (DeleteFile delete : deletes) {
                snapshots(delete).forEach((position, by) -> {
                    if (by <= snapshot) {
                        positions.add(position);
                    }
                });
            }
            for (long position = file.rowsUntil(snapshot); position < file.recordCount(); position++) {
                positions.add(position);
            }
            if (file.outlives(snapshot)) {
                long[] origins = origins(file);
                for (int position = 0; position < origins.length; position++) {
                    if (origins[position] > snapshot) {
                        positions.add((long) position);
                    }
                }
            }
            return positions.stream().mapToLong(Long::longValue).toArray();
        }));
    }

    /** The snapshot of each row of a file that was merged from files of several. */
    long[] origins(LiveFile file) {
        return peek.column(file.location(), file.place().key(), ParquetPeek.SNAPSHOT_ID)
                .orElseThrow(() -> CatalogErrors.storageUnreadable(
                        "The file " + file.location(),
                        "it holds rows of several snapshots, but no column " + ParquetPeek.SNAPSHOT_ID,
                        new IllegalStateException("no snapshots of rows")));
    }

    /** For each position in a delete file the snapshot that deleted it. */
    SortedMap<Long, Long> snapshots(DeleteFile delete) {
        if (delete.puffin()) {
            return deletionVector(delete);
        }
        return peek.deletes(
                delete.place().location(), delete.place().key(), delete.life().begin());
    }

    private SortedMap<Long, Long> deletionVector(DeleteFile delete) {
        String location = delete.place().location();
        if (delete.place().key().isPresent()) {
            throw CatalogErrors.storageUnreadable(
                    "The deletion vector " + location, "it is encrypted", new IOException("encrypted"));
        }
        try {
            return DeletionVector.read(
                    Files.readAllBytes(storage.path(location)), delete.life().begin());
        } catch (IOException e) {
            throw CatalogErrors.storageUnreadable("The deletion vector " + location, String.valueOf(e.getMessage()), e);
        }
    }

    /** For each deleted position of a file the snapshot that deleted it first, of all sources together. */
    SortedMap<Long, Long> history(List<DeleteFile> deletes, Map<Long, Long> inlined) {
        SortedMap<Long, Long> history = new TreeMap<>();
        List<DeleteFile> ordered = new ArrayList<>(deletes);
        ordered.forEach(delete ->
                snapshots(delete).forEach((position, snapshot) -> history.merge(position, snapshot, Math::min)));
        inlined.forEach((position, snapshot) -> history.merge(position, snapshot, Math::min));
        return history;
    }

    /** Deleted rows that are read when they are first asked for. */
    private static final class LazyRows implements DeletedRows {
        private final Supplier<long[]> source;
        private long @Nullable [] positions; // guarded by this

        LazyRows(Supplier<long[]> source) {
            this.source = source;
        }

        private synchronized long[] read() {
            if (positions == null) {
                positions = source.get();
            }
            return positions;
        }

        @Override
        public long cardinality() {
            return read().length;
        }

        @Override
        public LongStream positions() {
            return LongStream.of(read());
        }
    }
}
