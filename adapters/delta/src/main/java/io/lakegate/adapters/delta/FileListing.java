package io.lakegate.adapters.delta;

import static java.util.Objects.requireNonNull;

import io.delta.kernel.internal.actions.DeletionVectorDescriptor;
import io.lakegate.catalog.model.Value;
import java.time.ZoneId;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The files of one snapshot, as its log lists them: what can be known without looking at the files. Made of chunks, which it shares with
 * the listings of versions before and after it. For any thread.
 */
final class FileListing {
    private final Meaning meaning;
    private final List<Part> parts;
    private final int size;

    /** {@code parts} without such as have no files. */
    FileListing(Meaning meaning, List<Part> parts) {
        this.meaning = requireNonNull(meaning, "meaning");
        this.parts = List.copyOf(parts);
        this.size = this.parts.stream().mapToInt(Part::size).sum();
    }

    /**
     * What makes texts of the log values: listings share chunks only where it is the same.
     *
     * @param table the table's id, which a table that was made anew does not share
     * @param columns whose statistics are read
     */
    record Meaning(String table, List<DeltaColumn> columns, List<DeltaColumn> partitionColumns, ZoneId zone) {
        Meaning {
            columns = List.copyOf(columns);
            partitionColumns = List.copyOf(partitionColumns);
        }

        static Meaning of(DeltaSnapshot snapshot) {
            return new Meaning(
                    snapshot.kernel().getMetadata().getId(),
                    snapshot.columns(),
                    snapshot.partitionColumns(),
                    snapshot.zone());
        }
    }

    /**
     * The files of a chunk that are in the listing.
     *
     * @param removed those that are not; not to be changed
     */
    record Part(FileChunk chunk, BitSet removed) {
        /** A chunk of which all files are in. */
        static Part whole(FileChunk chunk) {
            return new Part(chunk, new BitSet());
        }

        int size() {
            return chunk.size() - removed.cardinality();
        }

        boolean has(int file) {
            return !removed.get(file);
        }

        /** The same without some more of its files. */
        Part without(BitSet gone) {
            BitSet more = (BitSet) removed.clone();
            more.or(gone);
            return new Part(chunk, more);
        }
    }

    /**
     * One file.
     *
     * @param uri as in the log
     * @param rows before deletes; negative when the log does not say
     * @param partition value by partition column, in partition order; the same map for all files of a partition
     * @param deletionVector where it stands which rows are deleted, if any are
     * @param rowId of its first row; negative when rows are not tracked
     * @param rowVersion the version that added its rows; negative when rows are not tracked
     */
    record ListedFile(
            String uri,
            long sizeBytes,
            long rows,
            Map<String, Value> partition,
            Optional<DeletionVectorDescriptor> deletionVector,
            long rowId,
            long rowVersion) {
        OptionalLong rowCount() {
            return known(rows);
        }

        OptionalLong firstRowId() {
            return known(rowId);
        }

        OptionalLong rowsVersion() {
            return known(rowVersion);
        }

        /** The same with another deletion vector. */
        ListedFile with(Optional<DeletionVectorDescriptor> vector) {
            return new ListedFile(uri, sizeBytes, rows, partition, vector, rowId, rowVersion);
        }

        private static OptionalLong known(long number) {
            return number < 0 ? OptionalLong.empty() : OptionalLong.of(number);
        }
    }

    Meaning meaning() {
        return meaning;
    }

    List<Part> parts() {
        return parts;
    }

    /** How many files there are. */
    int size() {
        return size;
    }

    /** The memory that it takes, chunks that other listings have as well included. */
    long sizeBytes() {
        return parts.stream()
                .mapToLong(part -> part.chunk().sizeBytes() + part.removed().size() / Byte.SIZE)
                .sum();
    }
}
