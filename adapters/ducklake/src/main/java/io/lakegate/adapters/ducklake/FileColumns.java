package io.lakegate.adapters.ducklake;

import io.lakegate.adapters.ducklake.LiveFile.Origin;
import io.lakegate.adapters.ducklake.LiveFile.Place;
import io.lakegate.catalog.model.FileKey;
import io.lakegate.catalog.packed.ColumnBounds;
import io.lakegate.catalog.packed.PackedNumbers;
import io.lakegate.catalog.packed.PackedTexts;
import io.lakegate.catalog.scan.ColumnSummary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Data files of a table in columns, in the order of their ids: what indexes of successive snapshots share. Grows with the columns that filters ask for. For
 * any thread.
 */
final class FileColumns {
    static final int MOST_FILES = 1 << 16;
    private static final int BYTES_PER_PARTITION = 300;
    private static final int BYTES_PER_TEXT = 200;
    private static final int BYTES_OF_OBJECTS = 2_000;
    private static final long NONE = -1;

    private final PackedTexts locations;
    private final PackedNumbers ids;
    private final PackedNumbers sizes;
    private final PackedNumbers rows;
    private final PackedNumbers rowIds;
    private final PackedNumbers mappings;
    private final PackedNumbers begins;
    private final PackedNumbers partialMaxima;
    private final PackedNumbers partitions;
    private final List<Partition> distinctPartitions;
    private final Map<Integer, FileKey> keys;
    private final Map<Integer, String> counts;
    private final ConcurrentMap<Judged, ColumnBounds> bounds = new ConcurrentHashMap<>();
    private final ConcurrentMap<Judged, Optional<ColumnSummary>> summaries = new ConcurrentHashMap<>();

    private FileColumns(Builder builder) {
        locations = builder.locations.build();
        ids = builder.ids.build();
        sizes = builder.sizes.build();
        rows = builder.rows.build();
        rowIds = builder.rowIds.build();
        mappings = builder.mappings.build();
        begins = builder.begins.build();
        partialMaxima = builder.partialMaxima.build();
        long[] numbers = new long[builder.size()];
        for (int file = 0; file < numbers.length; file++) {
            numbers[file] = builder.partitions[file];
        }
        partitions = PackedNumbers.of(numbers);
        distinctPartitions = List.copyOf(builder.distinctPartitions);
        keys = Map.copyOf(builder.keys);
        counts = Map.copyOf(builder.counts);
    }

    /** Of a partitioning the values of its parts, by their index. */
    record Partition(OptionalLong partitioning, Map<Integer, Optional<String>> values) {
        private Partition and(int index, Optional<String> value) {
            Map<Integer, Optional<String>> more = new HashMap<>(values);
            more.put(index, value);
            return new Partition(partitioning, Map.copyOf(more));
        }
    }

    /** A column as it is judged: what the texts of its bounds mean depends on its type, and on whether that changed. */
    record Judged(Field field, boolean changed) {}

    /** Takes files in the order of their ids. For one thread. */
    static final class Builder {
        private final PackedTexts.Builder locations = new PackedTexts.Builder(/* endAlike= */ true);
        private final PackedNumbers.Builder ids = new PackedNumbers.Builder();
        private final PackedNumbers.Builder sizes = new PackedNumbers.Builder();
        private final PackedNumbers.Builder rows = new PackedNumbers.Builder();
        private final PackedNumbers.Builder rowIds = new PackedNumbers.Builder();
        private final PackedNumbers.Builder mappings = new PackedNumbers.Builder();
        private final PackedNumbers.Builder begins = new PackedNumbers.Builder();
        private final PackedNumbers.Builder partialMaxima = new PackedNumbers.Builder();
        private final Map<Partition, Integer> partitionIds = new HashMap<>();
        private final List<Partition> distinctPartitions = new ArrayList<>();
        private final Map<Integer, FileKey> keys = new HashMap<>();
        private final Map<Integer, String> counts = new HashMap<>();
        private long[] sortedIds = new long[16];
        private int[] partitions = new int[16];
        private int files;

        int size() {
            return files;
        }

        /** The least id; there are files. */
        long firstId() {
            return sortedIds[0];
        }

        /** Whether a file comes behind all that were taken, and belongs to the newest snapshot. */
        boolean takes(LiveFile file) {
            return (files == 0 || sortedIds[files - 1] < file.id())
                    && file.life().end().isEmpty();
        }

        void add(LiveFile file) {
            if (files == partitions.length) {
                partitions = Arrays.copyOf(partitions, files * 2);
                sortedIds = Arrays.copyOf(sortedIds, files * 2);
            }
            sortedIds[files] = file.id();
            locations.add(file.location());
            ids.add(file.id());
            sizes.add(file.place().sizeBytes());
            rows.add(file.recordCount());
            rowIds.add(file.rowIdStart().orElse(NONE));
            mappings.add(file.mapping().orElse(NONE));
            begins.add(file.life().begin());
            partialMaxima.add(file.origin().partialMax().orElse(NONE));
            file.place().key().ifPresent(key -> keys.put(files, key));
            file.origin().counts().ifPresent(text -> counts.put(files, text));
            partitions[files] = partition(new Partition(file.partition(), Map.of()));
            files++;
        }

        private int partition(Partition partition) {
            return partitionIds.computeIfAbsent(partition, added -> {
                distinctPartitions.add(added);
                return distinctPartitions.size() - 1;
            });
        }

        /** Takes the value of a part of the partition of a file, which may be another chunk's. */
        void partitionValue(long id, int index, Optional<String> value) {
            int file = Arrays.binarySearch(sortedIds, 0, files, id);
            if (file >= 0) {
                partitions[file] =
                        partition(distinctPartitions.get(partitions[file]).and(index, value));
            }
        }

        FileColumns build() {
            return new FileColumns(this);
        }
    }

    int size() {
        return ids.size();
    }

    long id(int file) {
        return ids.get(file);
    }

    /** The least id; files are in their order. */
    long firstId() {
        return ids.least();
    }

    long lastId() {
        return ids.greatest();
    }

    /** The place of the file of an id; below 0 where there is none. */
    int find(long id) {
        int from = 0;
        int to = size() - 1;
        while (from <= to) {
            int middle = (from + to) >>> 1;
            long found = ids.get(middle);
            if (found == id) {
                return middle;
            } else if (found < id) {
                from = middle + 1;
            } else {
                to = middle - 1;
            }
        }
        return -1;
    }

    long rows(int file) {
        return rows.get(file);
    }

    /** Whether the columns of a file are found by names: another wrote it. */
    boolean isMapped(int file) {
        return mappings.get(file) != NONE;
    }

    /** What all files together prove of a column, whose bounds were read. */
    Optional<ColumnSummary> summary(Judged column) {
        return summaries.computeIfAbsent(column, asked -> FileSummaries.of(this, asked));
    }

    /** Whether a snapshot shows all rows of all files, but for deleted ones. */
    boolean isWhole(long snapshot) {
        return counts.isEmpty() && partialMaxima.greatest() <= snapshot;
    }

    /** The place of a file's partition among {@link #distinctPartitions}. */
    int partition(int file) {
        return (int) partitions.get(file);
    }

    List<Partition> distinctPartitions() {
        return distinctPartitions;
    }

    LiveFile file(int file) {
        return new LiveFile(
                ids.get(file),
                new Place(locations.get(file), sizes.get(file), Optional.ofNullable(keys.get(file))),
                rows.get(file),
                orNone(rowIds, file),
                orNone(mappings, file),
                distinctPartitions.get(partition(file)).partitioning(),
                new Origin(
                        new Life(begins.get(file), OptionalLong.empty()),
                        orNone(partialMaxima, file),
                        Optional.ofNullable(counts.get(file))));
    }

    private static OptionalLong orNone(PackedNumbers numbers, int file) {
        long number = numbers.get(file);
        return number == NONE ? OptionalLong.empty() : OptionalLong.of(number);
    }

    /** What is known of a column's values in each file; empty when it was not read yet. */
    Optional<ColumnBounds> bounds(Judged column) {
        return Optional.ofNullable(bounds.get(column));
    }

    void keep(Judged column, ColumnBounds known) {
        bounds.put(column, known);
    }

    long sizeBytes() {
        return BYTES_OF_OBJECTS
                + locations.sizeBytes()
                + ids.sizeBytes()
                + sizes.sizeBytes()
                + rows.sizeBytes()
                + rowIds.sizeBytes()
                + mappings.sizeBytes()
                + begins.sizeBytes()
                + partialMaxima.sizeBytes()
                + partitions.sizeBytes()
                + (long) BYTES_PER_PARTITION * distinctPartitions.size()
                + (long) BYTES_PER_TEXT * (keys.size() + counts.size())
                + bounds.values().stream().mapToLong(ColumnBounds::sizeBytes).sum();
    }
}
