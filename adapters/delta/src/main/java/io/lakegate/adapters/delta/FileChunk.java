package io.lakegate.adapters.delta;

import io.delta.kernel.internal.actions.AddFile;
import io.delta.kernel.internal.actions.DeletionVectorDescriptor;
import io.lakegate.adapters.delta.FileListing.ListedFile;
import io.lakegate.catalog.model.Value;
import io.lakegate.catalog.packed.ColumnBounds;
import io.lakegate.catalog.packed.PackedTexts;
import io.lakegate.catalog.scan.ColumnSummary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.IntPredicate;
import java.util.function.Supplier;

/**
 * Files of a table in columns, as the log lists them: what listings of successive versions share. About 120 bytes a file beside its
 * statistics. Never changes, for any thread.
 */
final class FileChunk {
    static final int MOST_FILES = 1 << 16;

    /** So many files are judged at a time. */
    static final int BLOCK = ColumnBounds.BLOCK;

    private static final long UNKNOWN = -1;

    /** A map of a few values and a descriptor with its texts. */
    private static final int BYTES_PER_OBJECT = 400;

    private final PackedTexts paths;
    private final int[] hashes;
    private final long[] sizes;
    private final long[] rows;
    private final int[] partitions;
    private final List<Map<String, Value>> distinctPartitions;
    private final Map<Integer, DeletionVectorDescriptor> vectors;
    private final long[] rowIds;
    private final long[] rowVersions;
    private final FileStatistics statistics;
    /** What was found out of all files, by column. */
    private final ConcurrentMap<DeltaColumn, Optional<ColumnSummary>> summaries = new ConcurrentHashMap<>();

    private FileChunk(Builder builder) {
        int files = builder.files;
        paths = builder.paths.build();
        hashes = Arrays.copyOf(builder.hashes, files);
        sizes = Arrays.copyOf(builder.sizes, files);
        rows = Arrays.copyOf(builder.rows, files);
        partitions = Arrays.copyOf(builder.partitions, files);
        distinctPartitions = List.copyOf(builder.distinctPartitions);
        vectors = Map.copyOf(builder.vectors);
        boolean tracked = builder.tracked;
        rowIds = tracked ? Arrays.copyOf(builder.rowIds, files) : new long[0];
        rowVersions = tracked ? Arrays.copyOf(builder.rowVersions, files) : new long[0];
        statistics = builder.statistics.build();
    }

    /** Takes files one after the other, up to {@link #MOST_FILES}. For one thread. */
    static final class Builder {
        private final PackedTexts.Builder paths = new PackedTexts.Builder(/* endAlike= */ true);
        private final IdentityHashMap<Map<String, Value>, Integer> partitionIds = new IdentityHashMap<>();
        private final List<Map<String, Value>> distinctPartitions = new ArrayList<>();
        private final Map<Integer, DeletionVectorDescriptor> vectors = new HashMap<>();
        private final FileStatistics.Builder statistics = new FileStatistics.Builder();
        private int[] hashes = new int[16];
        private long[] sizes = new long[16];
        private long[] rows = new long[16];
        private int[] partitions = new int[16];
        private long[] rowIds = new long[16];
        private long[] rowVersions = new long[16];
        private boolean tracked;
        private int files;

        int files() {
            return files;
        }

        boolean isFull() {
            return files == MOST_FILES;
        }

        /** {@code partition} is the same map for all files of a partition. */
        void add(AddFile add, Map<String, Value> partition, long rowCount, Optional<String> stats) {
            add(new ListedFile(
                    add.getPath(),
                    add.getSize(),
                    rowCount,
                    partition,
                    add.getDeletionVector(),
                    add.getBaseRowId().orElse(UNKNOWN),
                    add.getDefaultRowCommitVersion().orElse(UNKNOWN)));
            statistics.add(stats);
        }

        /** Takes the chosen files of another chunk. */
        void addAll(FileChunk other, IntPredicate chosen) {
            for (int file = 0; file < other.size(); file++) {
                if (chosen.test(file)) {
                    add(other.asListed(file));
                }
            }
            statistics.addAll(other.statistics, chosen);
        }

        private void add(ListedFile file) {
            if (files == sizes.length) {
                int more = Math.min(files * 4, MOST_FILES);
                hashes = Arrays.copyOf(hashes, more);
                sizes = Arrays.copyOf(sizes, more);
                rows = Arrays.copyOf(rows, more);
                partitions = Arrays.copyOf(partitions, more);
                rowIds = Arrays.copyOf(rowIds, more);
                rowVersions = Arrays.copyOf(rowVersions, more);
            }
            paths.add(file.uri());
            hashes[files] = hash(file.uri(), file.deletionVector());
            sizes[files] = file.sizeBytes();
            rows[files] = file.rows();
            partitions[files] = partitionId(file.partition());
            rowIds[files] = file.rowId();
            rowVersions[files] = file.rowVersion();
            tracked |= file.rowId() >= 0 || file.rowVersion() >= 0;
            file.deletionVector().ifPresent(vector -> vectors.put(files, vector));
            files++;
        }

        private int partitionId(Map<String, Value> partition) {
            Integer known = partitionIds.putIfAbsent(partition, distinctPartitions.size());
            if (known == null) {
                distinctPartitions.add(partition);
                return distinctPartitions.size() - 1;
            }
            return known;
        }

        FileChunk build() {
            return new FileChunk(this);
        }
    }

    /** The same for all that Kernel takes for the same file: it compares paths as URIs, whose escapes have no case. */
    static int hash(String path, Optional<DeletionVectorDescriptor> vector) {
        return 31 * path.toLowerCase(Locale.ROOT).hashCode()
                + vector.map(DeletionVectorDescriptor::getUniqueId)
                        .map(String::hashCode)
                        .orElse(0);
    }

    int size() {
        return sizes.length;
    }

    /** The {@link #hash} of a file. */
    int hash(int file) {
        return hashes[file];
    }

    String path(int file) {
        return paths.get(file);
    }

    /** The vector of a file as the log has it, also where it deletes nothing. */
    Optional<DeletionVectorDescriptor> vector(int file) {
        return vectors.isEmpty() ? Optional.empty() : Optional.ofNullable(vectors.get(file));
    }

    /** The place of a file's partition among {@link #distinctPartitions}. */
    int partition(int file) {
        return partitions[file];
    }

    List<Map<String, Value>> distinctPartitions() {
        return distinctPartitions;
    }

    FileStatistics statistics() {
        return statistics;
    }

    /**
     * How many rows a file shows; negative when the log does not prove it. Of files with deleted rows it does not: some writers have put the count of what is
     * left in the place of all, so that also one whose vector deletes as many rows as the log counts may show some.
     */
    long rowsShown(int file) {
        boolean whole =
                vector(file).filter(vector -> vector.getCardinality() != 0).isEmpty();
        return whole ? rows[file] : UNKNOWN;
    }

    /** How many rows a file shows at least, whether or not its rows are counted without those that are deleted; negative when nothing is known. */
    long rowsLeast(int file) {
        return rows[file]
                - vector(file).map(DeletionVectorDescriptor::getCardinality).orElse(0L);
    }

    /** What is known of a column in all files together, which {@code ask} finds out when it is asked for the first time. */
    Optional<ColumnSummary> summary(DeltaColumn column, Supplier<Optional<ColumnSummary>> ask) {
        return summaries.computeIfAbsent(column, asked -> ask.get());
    }

    /** A file, whose deletion vector is left out when it deletes nothing. */
    ListedFile file(int file) {
        ListedFile listed = asListed(file);
        return listed.deletionVector()
                        .filter(vector -> vector.getCardinality() == 0)
                        .isPresent()
                ? listed.with(Optional.empty())
                : listed;
    }

    private ListedFile asListed(int file) {
        boolean tracked = rowIds.length > 0;
        return new ListedFile(
                path(file),
                sizes[file],
                rows[file],
                distinctPartitions.get(partitions[file]),
                vector(file),
                tracked ? rowIds[file] : UNKNOWN,
                tracked ? rowVersions[file] : UNKNOWN);
    }

    long sizeBytes() {
        long fixed = Integer.BYTES * 2L + Long.BYTES * 2L + (rowIds.length > 0 ? Long.BYTES * 2L : 0);
        return fixed * size()
                + paths.sizeBytes()
                + (long) BYTES_PER_OBJECT * (distinctPartitions.size() + vectors.size())
                + statistics.sizeBytes();
    }
}
