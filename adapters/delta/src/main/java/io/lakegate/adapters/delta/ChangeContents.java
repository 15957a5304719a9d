package io.lakegate.adapters.delta;

import io.delta.kernel.data.MapValue;
import io.delta.kernel.internal.actions.AddFile;
import io.delta.kernel.internal.actions.RemoveFile;
import io.delta.kernel.internal.util.VectorUtils;
import io.lakegate.adapters.delta.FileListing.ListedFile;
import io.lakegate.catalog.error.CatalogErrors;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.model.Value;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes {@link ChangedFile.Content} of what the log says about a file, in the columns of one snapshot. For one thread. */
final class ChangeContents {
    private static final long UNKNOWN = -1;

    private final TableName table;
    private final DeltaSnapshot snapshot;
    private final DeltaFileIO files;
    private final Map<Map<String, String>, Map<String, Value>> partitions = new HashMap<>();

    ChangeContents(TableName table, DeltaSnapshot snapshot, DeltaFileIO files) {
        this.table = table;
        this.snapshot = snapshot;
        this.files = files;
    }

    String location(String uri) {
        return DataFilePath.resolve(table, snapshot.id().folder(), uri);
    }

    ChangedFile.Content of(AddFile add) {
        return of(add.getPath(), Optional.of(add.getPartitionValues()), Optional.of(add.getSize()), add.getStatsJson());
    }

    /** A file that was removed: some writers leave out the partition values that are NULL. */
    ChangedFile.Content ofRemoved(RemoveFile remove) {
        return of(
                remove.getPath(),
                remove.getPartitionValues().map(this::complete),
                remove.getSize(),
                remove.getStatsJson());
    }

    private MapValue complete(MapValue partition) {
        Map<String, @Nullable String> texts = new HashMap<>(VectorUtils.<String, String>toJavaMap(partition));
        for (DeltaColumn column : snapshot.partitionColumns()) {
            if (texts.keySet().stream().noneMatch(column.physicalName()::equalsIgnoreCase)) {
                texts.put(column.physicalName(), null);
            }
        }
        return VectorUtils.stringStringMapValue(texts);
    }

    /** Writers need not say the size of a file that they remove: then it is looked up. */
    ChangedFile.Content of(
            String uri, Optional<MapValue> partition, Optional<Long> sizeBytes, Optional<String> statistics) {
        String location = location(uri);
        long size = sizeBytes.orElseGet(
                () -> files.stamp(location).map(FileStamp::sizeBytes).orElse(0L));
        if (size < 0) {
            throw damaged(uri, "has a negative size");
        }
        long rows = statistics.map(ListingReader::rows).orElse(UNKNOWN);
        return new ChangedFile.Content(
                new ListedFile(uri, size, rows, partition(uri, partition), Optional.empty(), UNKNOWN, UNKNOWN),
                location);
    }

    private Map<String, Value> partition(String uri, Optional<MapValue> values) {
        if (snapshot.partitionColumns().isEmpty()) {
            return Map.of();
        }
        Map<String, String> texts = VectorUtils.toJavaMap(
                values.orElseThrow(() -> damaged(uri, "was removed without a word about its partition")));
        Map<String, Value> known = partitions.get(texts);
        if (known == null) {
            known = ListingReader.partition(table, uri, snapshot, texts);
            partitions.put(texts, known);
        }
        return known;
    }

    private GatewayException damaged(String uri, String what) {
        return CatalogErrors.tableDamaged(
                table, "its file %s %s".formatted(uri, what), new IllegalStateException(what));
    }
}
