package io.lakegate.adapters.iceberg;

import io.lakegate.catalog.packed.ColumnBounds;
import io.lakegate.catalog.packed.PackedNumbers;
import io.lakegate.catalog.packed.PackedTexts;
import io.lakegate.catalog.scan.ColumnSummary;
import java.nio.ByteBuffer;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiFunction;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.StructLikeMap;
import org.jspecify.annotations.Nullable;

/**
 * The data files that one manifest lists as alive, in columns: what snapshots that have the manifest share. Never changes, for any thread.
 *
 * <p>Sizes of columns and places to split files at are left out: nobody asks for them.
 */
final class ManifestColumns {
    private static final int BYTES_PER_PARTITION = 200;
    private static final int BYTES_OF_OBJECTS = 1_000;
    private static final long NONE = -1;
    private static final List<FileFormat> FORMATS = List.of(FileFormat.values());

    private final int specId;
    private final PackedTexts locations;
    private final PackedNumbers formats;
    private final PackedNumbers sizes;
    private final PackedNumbers rows;
    private final PackedNumbers partitions;
    private final List<StructLike> distinctPartitions;
    private final PackedNumbers positions;
    private final PackedNumbers dataSequences;
    private final PackedNumbers fileSequences;
    private final PackedNumbers firstRowIds;
    private final PackedNumbers sortOrders;
    private final Map<Integer, ColumnMetrics> metrics;
    private final String manifest;
    private final long rowsInAll;
    private final boolean encrypted;
    /** What was found out of columns when it was first asked for. */
    private final ConcurrentMap<FieldBounds, ColumnBounds> bounds = new ConcurrentHashMap<>();

    private final ConcurrentMap<FieldBounds, Optional<ColumnSummary>> summaries = new ConcurrentHashMap<>();

    private ManifestColumns(Builder builder) {
        specId = builder.specId;
        manifest = builder.manifest;
        locations = builder.locations.build();
        formats = builder.formats.build();
        sizes = builder.sizes.build();
        rows = builder.rows.build();
        partitions = builder.partitions.build();
        distinctPartitions = List.copyOf(builder.distinctPartitions);
        positions = builder.positions.build();
        dataSequences = builder.dataSequences.build();
        fileSequences = builder.fileSequences.build();
        firstRowIds = builder.firstRowIds.build();
        sortOrders = builder.sortOrders.build();
        Map<Integer, ColumnMetrics> built = new LinkedHashMap<>();
        builder.metrics.forEach(
                (field, each) -> built.put(field, builder.filled(each).build()));
        metrics = built;
        encrypted = builder.encrypted;
        long all = 0;
        for (int file = 0; file < rows.size(); file++) {
            all += rows.get(file);
        }
        rowsInAll = all;
    }

    /** Takes the files of a manifest one after the other. For one thread. */
    static final class Builder {
        private final int specId;
        private final String manifest;
        private final PackedTexts.Builder locations = new PackedTexts.Builder(/* endAlike= */ true);
        private final PackedNumbers.Builder formats = new PackedNumbers.Builder();
        private final PackedNumbers.Builder sizes = new PackedNumbers.Builder();
        private final PackedNumbers.Builder rows = new PackedNumbers.Builder();
        private final PackedNumbers.Builder partitions = new PackedNumbers.Builder();
        private final Map<StructLike, Integer> partitionIds;
        private final List<StructLike> distinctPartitions = new ArrayList<>();
        private final PackedNumbers.Builder positions = new PackedNumbers.Builder();
        private final PackedNumbers.Builder dataSequences = new PackedNumbers.Builder();
        private final PackedNumbers.Builder fileSequences = new PackedNumbers.Builder();
        private final PackedNumbers.Builder firstRowIds = new PackedNumbers.Builder();
        private final PackedNumbers.Builder sortOrders = new PackedNumbers.Builder();
        private final Map<Integer, ColumnMetrics.Builder> metrics = new TreeMap<>();
        private boolean encrypted;
        private int files;

        Builder(String manifest, int specId, Types.StructType partition) {
            this.manifest = manifest;
            this.specId = specId;
            this.partitionIds = StructLikeMap.create(partition);
        }

        /** {@code file} may be shared with nobody who changes it. */
        void add(DataFile file) {
            locations.add(file.location());
            formats.add(FORMATS.indexOf(file.format()));
            sizes.add(file.fileSizeInBytes());
            rows.add(file.recordCount());
            Integer known = partitionIds.putIfAbsent(file.partition(), distinctPartitions.size());
            if (known == null) {
                distinctPartitions.add(file.partition());
            }
            partitions.add(known == null ? distinctPartitions.size() - 1 : known);
            positions.add(orNone(file.pos()));
            dataSequences.add(orNone(file.dataSequenceNumber()));
            fileSequences.add(orNone(file.fileSequenceNumber()));
            firstRowIds.add(orNone(file.firstRowId()));
            sortOrders.add(file.sortOrderId() == null ? NONE : file.sortOrderId());
            encrypted |= file.keyMetadata() != null;
            addMetrics(file);
            files++;
        }

        private void addMetrics(DataFile file) {
            Map<Integer, Long> values = known(file.valueCounts());
            Map<Integer, Long> nulls = known(file.nullValueCounts());
            Map<Integer, Long> nans = known(file.nanValueCounts());
            Map<Integer, ByteBuffer> lowers = known(file.lowerBounds());
            Map<Integer, ByteBuffer> uppers = known(file.upperBounds());
            Set<Integer> fields = new TreeSet<>(values.keySet());
            fields.addAll(nulls.keySet());
            fields.addAll(nans.keySet());
            fields.addAll(lowers.keySet());
            fields.addAll(uppers.keySet());
            for (Integer field : fields) {
                filled(metrics.computeIfAbsent(field, id -> new ColumnMetrics.Builder()))
                        .add(
                                values.get(field),
                                nulls.get(field),
                                nans.get(field),
                                lowers.get(field),
                                uppers.get(field));
            }
        }

        private static <V> Map<Integer, V> known(@Nullable Map<Integer, V> given) {
            return given == null ? Map.of() : given;
        }

        private static long orNone(@Nullable Long number) {
            return number == null ? NONE : number;
        }

        /** The metrics of a field, which files before had nothing of. */
        private ColumnMetrics.Builder filled(ColumnMetrics.Builder field) {
            while (field.files() < files) {
                field.addNothing();
            }
            return field;
        }

        ManifestColumns build() {
            return new ManifestColumns(this);
        }
    }

    int size() {
        return rows.size();
    }

    int specId() {
        return specId;
    }

    String manifest() {
        return manifest;
    }

    /** Whether a file is encrypted with a key of its own. */
    boolean isEncrypted() {
        return encrypted;
    }

    long rowsInAll() {
        return rowsInAll;
    }

    /** Whether each file has a number of rows: some old ones of Avro files have -1. */
    boolean countsRows() {
        return rows.size() == 0 || rows.least() >= 0;
    }

    long rows(int file) {
        return rows.get(file);
    }

    String location(int file) {
        return locations.get(file);
    }

    FileFormat format(int file) {
        return FORMATS.get((int) formats.get(file));
    }

    long sizeInBytes(int file) {
        return sizes.get(file);
    }

    /** The place of a file's partition among {@link #distinctPartitions}. */
    int partition(int file) {
        return (int) partitions.get(file);
    }

    List<StructLike> distinctPartitions() {
        return distinctPartitions;
    }

    @Nullable
    Long position(int file) {
        return orNull(positions, file);
    }

    @Nullable
    Long dataSequence(int file) {
        return orNull(dataSequences, file);
    }

    @Nullable
    Long fileSequence(int file) {
        return orNull(fileSequences, file);
    }

    @Nullable
    Long firstRowId(int file) {
        return orNull(firstRowIds, file);
    }

    @Nullable
    Integer sortOrder(int file) {
        Long order = orNull(sortOrders, file);
        return order == null ? null : order.intValue();
    }

    private static @Nullable Long orNull(PackedNumbers numbers, int file) {
        long number = numbers.get(file);
        return number == NONE ? null : number;
    }

    /** What is known of the values of a field; null where nothing is. */
    @Nullable
    ColumnMetrics metrics(int field) {
        return metrics.get(field);
    }

    /** What is known of the values of a column, ready to be compared. */
    ColumnBounds bounds(FieldBounds field) {
        return bounds.computeIfAbsent(field, asked -> asked.in(this));
    }

    /** What all files together, of a partition spec which is always the same, prove of a column, as far as no rows are deleted. */
    Optional<ColumnSummary> summary(FieldBounds field, PartitionSpec spec) {
        return summaries.computeIfAbsent(field, asked -> new FileSummaries(asked).sum(this, spec));
    }

    /** One thing that is known of fields of a file, by field id; null where it is known of none. */
    <V> @Nullable Map<Integer, V> byField(int file, BiFunction<ColumnMetrics, Integer, @Nullable V> ask) {
        boolean any = false;
        for (ColumnMetrics each : metrics.values()) {
            any = any || ask.apply(each, file) != null;
        }
        return any ? new ByField<>(metrics, file, ask) : null;
    }

    /** A view: who judges many files asks each of them for a few fields. */
    private static final class ByField<V> extends AbstractMap<Integer, V> {
        private final Map<Integer, ColumnMetrics> metrics;
        private final int file;
        private final BiFunction<ColumnMetrics, Integer, @Nullable V> ask;

        ByField(Map<Integer, ColumnMetrics> metrics, int file, BiFunction<ColumnMetrics, Integer, @Nullable V> ask) {
            this.metrics = metrics;
            this.file = file;
            this.ask = ask;
        }

        @Override
        public @Nullable V get(@Nullable Object field) {
            ColumnMetrics known = metrics.get(field);
            return known == null ? null : ask.apply(known, file);
        }

        @Override
        public boolean containsKey(@Nullable Object field) {
            return get(field) != null;
        }

        @Override
        public Set<Map.Entry<Integer, V>> entrySet() {
            Map<Integer, V> found = new HashMap<>();
            metrics.forEach((field, each) -> {
                V value = ask.apply(each, file);
                if (value != null) {
                    found.put(field, value);
                }
            });
            return found.entrySet();
        }
    }

    long sizeBytes() {
        return BYTES_OF_OBJECTS
                + locations.sizeBytes()
                + formats.sizeBytes()
                + sizes.sizeBytes()
                + rows.sizeBytes()
                + partitions.sizeBytes()
                + (long) BYTES_PER_PARTITION * distinctPartitions.size()
                + positions.sizeBytes()
                + dataSequences.sizeBytes()
                + fileSequences.sizeBytes()
                + firstRowIds.sizeBytes()
                + sortOrders.sizeBytes()
                + metrics.values().stream().mapToLong(ColumnMetrics::sizeBytes).sum()
                + bounds.values().stream().mapToLong(ColumnBounds::sizeBytes).sum();
    }
}
