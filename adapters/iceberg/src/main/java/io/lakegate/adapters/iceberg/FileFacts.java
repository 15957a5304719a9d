package io.lakegate.adapters.iceberg;

import io.lakegate.catalog.filter.FilterText;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.transforms.Transform;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.longlong.Roaring64Bitmap;

/**
 * What the manifests say about one file, in the names that users know.
 *
 * @param deletes the delete files that apply to it; none for a delete file
 */
record FileFacts(PinnedIcebergTable table, ContentFile<?> file, List<DeleteFile> deletes) {
    static FileFacts of(PinnedIcebergTable table, FileScanTask task) {
        return new FileFacts(table, task.file(), task.deletes());
    }

    String location() {
        return IcebergErrors.call(
                table.name(),
                "finding its files",
                () -> table.table().files().path(file.location()).toString());
    }

    /** Rows of the file that position deletes hide; null where rows are deleted by their values, which nobody has counted. */
    @Nullable
    Long deletedRowCount() {
        if (file.content() != FileContent.DATA) {
            return 0L;
        }
        if (!EqualityDeletes.of(deletes).isEmpty()) {
            return null;
        }
        if (deletes.isEmpty()) {
            return 0L;
        }
        Roaring64Bitmap positions = table.reading()
                .positionDeletes()
                .load(table.name(), table.table().files(), deletes, file.location());
        return positions.getLongCardinality();
    }

    private PartitionSpec spec() {
        return Optional.ofNullable(table.table().metadata().spec(file.specId()))
                .orElseThrow(() -> new IllegalStateException("the table has no partition spec " + file.specId()));
    }

    /** Partition values as texts, by the names of the partition fields. */
    Map<String, @Nullable String> partitionValues() {
        Map<String, @Nullable String> values = new LinkedHashMap<>();
        PartitionSpec spec = spec();
        for (int i = 0; i < spec.fields().size(); i++) {
            PartitionField field = spec.fields().get(i);
            Type type = spec.partitionType().fields().get(i).type();
            Object value = file.partition().get(i, Object.class);
            values.put(field.name(), value == null ? null : text(field, type, value));
        }
        return values;
    }

    @SuppressWarnings("unchecked") // a partition's value is of the type that its transform gives
    private static String text(PartitionField field, Type type, Object value) {
        return ((Transform<?, Object>) field.transform()).toHumanString(type, value);
    }

    Optional<Map<String, String>> lowerBounds() {
        return byColumn(file.lowerBounds());
    }

    Optional<Map<String, String>> upperBounds() {
        return byColumn(file.upperBounds());
    }

    private Optional<Map<String, String>> byColumn(@Nullable Map<Integer, ByteBuffer> bounds) {
        return byName(bounds, field -> bound -> {
            Object value = Conversions.fromByteBuffer(field.type(), bound.duplicate());
            return FilterText.whole(InternalValues.of(IcebergTypes.ofPrimitive(field.type()), field.type(), value));
        });
    }

    Optional<Map<String, Long>> nullCounts() {
        return byName(file.nullValueCounts(), field -> count -> count);
    }

    private <A, B> Optional<Map<String, B>> byName(
            @Nullable Map<Integer, A> byId, Function<Types.NestedField, Function<A, B>> convert) {
        if (byId == null) {
            return Optional.empty();
        }
        Map<String, B> named = new LinkedHashMap<>();
        byId.forEach((id, value) -> {
            Types.NestedField field = table.choice().schema().findField(id);
            String name = table.choice().schema().findColumnName(id);
            if (field != null && name != null && field.type().isPrimitiveType()) {
                try {
                    named.put(name, convert.apply(field).apply(value));
                } catch (RuntimeException e) {
                    named.remove(name); // a bound of a type that the column had once
                }
            }
        });
        return Optional.of(named);
    }
}
