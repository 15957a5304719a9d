package io.lakegate.adapters.delta;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.Row;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.internal.InternalScanFileUtils;
import io.delta.kernel.internal.ScanImpl;
import io.delta.kernel.internal.actions.AddFile;
import io.delta.kernel.internal.util.VectorUtils;
import io.delta.kernel.utils.CloseableIterator;
import io.lakegate.catalog.error.CatalogErrors;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.model.Value;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The files of one snapshot, as its log lists them: what can be known without looking at the files. Immutable, for any thread.
 *
 * @param files in the order of the log
 */
record FileListing(List<ListedFile> files) {
    private static final JsonFactory JSON = new JsonFactory();
    private static final long UNKNOWN = -1;

    /**
     * One file.
     *
     * @param uri as in the log
     * @param rows before deletes; negative when the log does not say
     * @param partition value by partition column, in partition order; the same map for all files of a partition
     * @param deletionVector whether some of its rows are deleted by a deletion vector
     */
    record ListedFile(String uri, long sizeBytes, long rows, Map<String, Value> partition, boolean deletionVector) {
        OptionalLong rowCount() {
            return rows < 0 ? OptionalLong.empty() : OptionalLong.of(rows);
        }
    }

    FileListing {
        files = List.copyOf(files);
    }

    /**
     * Reads the log. Cost: all of it that the snapshot is made of.
     *
     * @throws GatewayException {@link ErrorCode#TABLE_DAMAGED}, {@link ErrorCode#STORAGE_UNREADABLE}
     */
    static FileListing load(TableName table, DeltaSnapshot snapshot, Engine engine) {
        return KernelErrors.call(table, "listing its files", () -> {
            Map<Map<String, String>, Map<String, Value>> partitions = new HashMap<>();
            List<ListedFile> files = new ArrayList<>();
            ScanImpl scan = (ScanImpl) snapshot.kernel().getScanBuilder().build();
            try (CloseableIterator<FilteredColumnarBatch> batches = scan.getScanFiles(engine, true)) {
                while (batches.hasNext()) {
                    try (CloseableIterator<Row> rows = batches.next().getRows()) {
                        while (rows.hasNext()) {
                            Row add = rows.next().getStruct(InternalScanFileUtils.ADD_FILE_ORDINAL);
                            files.add(file(table, snapshot, new AddFile(add), partitions));
                        }
                    }
                }
            }
            return new FileListing(files);
        });
    }

    private static ListedFile file(
            TableName table,
            DeltaSnapshot snapshot,
            AddFile add,
            Map<Map<String, String>, Map<String, Value>> partitions) {
        if (add.getSize() < 0) {
            throw damaged(table, add.getPath(), "has a negative size");
        }
        Map<String, String> texts = VectorUtils.toJavaMap(add.getPartitionValues());
        Map<String, Value> partition = partitions.get(texts);
        if (partition == null) {
            partition = partition(table, add.getPath(), snapshot.partitionColumns(), texts);
            partitions.put(texts, partition);
        }
        return new ListedFile(
                add.getPath(),
                add.getSize(),
                add.getStatsJson().map(FileListing::rows).orElse(UNKNOWN),
                partition,
                add.getDeletionVector().isPresent());
    }

    private static Map<String, Value> partition(
            TableName table, String file, List<Column> columns, Map<String, String> texts) {
        Map<String, Value> values = new LinkedHashMap<>();
        for (Column column : columns) {
            String key = key(texts, column.name())
                    .orElseThrow(() -> damaged(table, file, "has no value for the partition column " + column.name()));
            try {
                values.put(column.name(), PartitionValues.parse(column, texts.get(key)));
            } catch (IllegalArgumentException e) {
                throw CatalogErrors.tableDamaged(
                        table,
                        "its file %s has the partition value '%s', which is no %s for the column %s (%s)"
                                .formatted(file, texts.get(key), column.type(), column.name(), e.getMessage()),
                        e);
            }
        }
        return Collections.unmodifiableMap(values);
    }

    private static Optional<String> key(Map<String, String> texts, String column) {
        return texts.containsKey(column)
                ? Optional.of(column)
                : texts.keySet().stream().filter(column::equalsIgnoreCase).findFirst();
    }

    private static GatewayException damaged(TableName table, String file, String what) {
        return CatalogErrors.tableDamaged(
                table, "its file %s %s".formatted(file, what), new IllegalStateException(what));
    }

    /** The row count from a file's statistics: {@code numRecords}, mostly their first field. They are a hint that may be missing or broken. */
    private static long rows(String stats) {
        try (JsonParser parser = JSON.createParser(stats)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return UNKNOWN;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean wanted = parser.currentName().equals("numRecords");
                JsonToken value = parser.nextToken();
                if (wanted) {
                    return value == JsonToken.VALUE_NUMBER_INT ? parser.getLongValue() : UNKNOWN;
                }
                parser.skipChildren();
            }
            return UNKNOWN;
        } catch (IOException e) {
            return UNKNOWN;
        }
    }
}
