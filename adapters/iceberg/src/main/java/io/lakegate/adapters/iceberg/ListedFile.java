package io.lakegate.adapters.iceberg;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.StructLike;
import org.jspecify.annotations.Nullable;

/** A data file as its manifest lists it: a place in its columns. Immutable, so that it is its own copy. */
record ListedFile(ManifestColumns columns, int file) implements DataFile {
    @Override
    public String manifestLocation() {
        return columns.manifest();
    }

    @Override
    public @Nullable Long pos() {
        return columns.position(file);
    }

    @Override
    public int specId() {
        return columns.specId();
    }

    @Override
    @SuppressWarnings("deprecation") // has no default yet
    public CharSequence path() {
        return location();
    }

    @Override
    public String location() {
        return columns.location(file);
    }

    @Override
    public FileFormat format() {
        return columns.format(file);
    }

    @Override
    public StructLike partition() {
        return columns.distinctPartitions().get(columns.partition(file));
    }

    @Override
    public long recordCount() {
        return columns.rows(file);
    }

    @Override
    public long fileSizeInBytes() {
        return columns.sizeInBytes(file);
    }

    @Override
    public @Nullable Map<Integer, Long> columnSizes() {
        return null;
    }

    @Override
    public @Nullable Map<Integer, Long> valueCounts() {
        return columns.byField(file, (metrics, place) -> known(metrics.values(place)));
    }

    @Override
    public @Nullable Map<Integer, Long> nullValueCounts() {
        return columns.byField(file, (metrics, place) -> known(metrics.nulls(place)));
    }

    @Override
    public @Nullable Map<Integer, Long> nanValueCounts() {
        return columns.byField(file, (metrics, place) -> known(metrics.nans(place)));
    }

    private static @Nullable Long known(long count) {
        return count == ColumnMetrics.UNKNOWN ? null : count;
    }

    @Override
    public @Nullable Map<Integer, ByteBuffer> lowerBounds() {
        return columns.byField(file, (metrics, place) -> metrics.lowers().get(place));
    }

    @Override
    public @Nullable Map<Integer, ByteBuffer> upperBounds() {
        return columns.byField(file, (metrics, place) -> metrics.uppers().get(place));
    }

    @Override
    public @Nullable ByteBuffer keyMetadata() {
        return null;
    }

    @Override
    public @Nullable List<Long> splitOffsets() {
        return null;
    }

    @Override
    public @Nullable Integer sortOrderId() {
        return columns.sortOrder(file);
    }

    @Override
    public @Nullable Long dataSequenceNumber() {
        return columns.dataSequence(file);
    }

    @Override
    public @Nullable Long fileSequenceNumber() {
        return columns.fileSequence(file);
    }

    @Override
    public @Nullable Long firstRowId() {
        return columns.firstRowId(file);
    }

    @Override
    public DataFile copy() {
        return this;
    }

    @Override
    public DataFile copyWithoutStats() {
        return this;
    }

    @Override
    public DataFile copyWithStats(Set<Integer> requestedColumnIds) {
        return this;
    }
}
