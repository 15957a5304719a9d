package io.lakegate.adapters.delta;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.delta.kernel.Snapshot;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.Row;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.internal.InternalScanFileUtils;
import io.delta.kernel.internal.actions.AddFile;
import io.delta.kernel.internal.actions.DeletionVectorDescriptor;
import io.delta.kernel.internal.lang.Lazy;
import io.delta.kernel.internal.metrics.ScanMetrics;
import io.delta.kernel.internal.replay.LogReplay;
import io.delta.kernel.internal.snapshot.LogSegment;
import io.delta.kernel.internal.util.VectorUtils;
import io.delta.kernel.utils.CloseableIterator;
import io.lakegate.catalog.error.CatalogErrors;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
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
 * The files of one snapshot, as its log lists them: what can be known without looking at the files. For any thread.
 *
 * @param files in the order of the log
 * @param statistics what is known about their values, in the same order
 */
record FileListing(List<ListedFile> files, FileStatistics statistics) {
    private static final JsonFactory JSON = new JsonFactory();
    private static final long UNKNOWN = -1;

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

        /** Whether the log proves that no row of it is left. */
        boolean isEmptied() {
            return rows > 0
                    && deletionVector
                            .filter(vector -> vector.getCardinality() == rows)
                            .isPresent();
        }

        private static OptionalLong known(long number) {
            return number < 0 ? OptionalLong.empty() : OptionalLong.of(number);
        }
    }

    FileListing {
        files = List.copyOf(files);
        requireNonNull(statistics, "statistics");
    }

    /**
     * Reads the log. Cost: all of it that the snapshot is made of.
     *
     * @throws GatewayException {@link ErrorCode#TABLE_DAMAGED}, {@link ErrorCode#STORAGE_UNREADABLE}
     */
    static FileListing load(TableName table, DeltaSnapshot snapshot, KernelEngine engine) {
        if (!ParsedStatistics.standAlone(snapshot.kernel().getMetadata().getConfiguration())) {
            return read(table, snapshot, engine);
        }
        try {
            return read(table, snapshot, engine.withParsedStatistics(ParsedStatistics.type(snapshot.columns())));
        } catch (GatewayException e) {
            // Statistics of another type than the column's, as from before it was widened, are no reason to refuse the
            // table.
            return read(table, snapshot, engine);
        }
    }

    private static FileListing read(TableName table, DeltaSnapshot snapshot, Engine engine) {
        return KernelErrors.call(table, "listing its files", () -> {
            Map<Map<String, String>, Map<String, Value>> partitions = new HashMap<>();
            List<ListedFile> files = new ArrayList<>();
            FileStatistics.Builder statistics = new FileStatistics.Builder();
            try (CloseableIterator<FilteredColumnarBatch> batches = addFiles(snapshot.kernel(), engine)) {
                while (batches.hasNext()) {
                    try (CloseableIterator<Row> rows = batches.next().getRows()) {
                        while (rows.hasNext()) {
                            AddFile add = new AddFile(rows.next().getStruct(InternalScanFileUtils.ADD_FILE_ORDINAL));
                            Optional<String> stats = statistics(add);
                            files.add(file(table, snapshot, add, stats, partitions));
                            statistics.add(stats);
                        }
                    }
                }
            }
            return new FileListing(files, statistics.build());
        });
    }

    static Optional<String> statistics(AddFile add) throws IOException {
        Optional<String> json = add.getStatsJson();
        return json.isPresent() ? json : ParsedStatistics.json(add.toRow());
    }

    /** Kernel's replay of the log, not its scan: that wants to parse the schema, and knows fewer types than there are. */
    static CloseableIterator<FilteredColumnarBatch> addFiles(Snapshot kernel, Engine engine) {
        LogSegment segment = kernel.getLogSegment();
        LogReplay replay = new LogReplay(
                engine, kernel.getDataPath(), new Lazy<>(() -> segment), new Lazy<>(() -> Optional.empty()));
        return replay.getAddFilesAsColumnarBatches(
                engine, /* shouldReadStats= */ true, Optional.empty(), new ScanMetrics(), Optional.empty());
    }

    private static ListedFile file(
            TableName table,
            DeltaSnapshot snapshot,
            AddFile add,
            Optional<String> statistics,
            Map<Map<String, String>, Map<String, Value>> partitions) {
        if (add.getSize() < 0) {
            throw damaged(table, add.getPath(), "has a negative size");
        }
        Map<String, String> texts = VectorUtils.toJavaMap(add.getPartitionValues());
        Map<String, Value> partition = partitions.get(texts);
        if (partition == null) {
            partition = partition(table, add.getPath(), snapshot, texts);
            partitions.put(texts, partition);
        }
        return new ListedFile(
                add.getPath(),
                add.getSize(),
                statistics.map(FileListing::rows).orElse(UNKNOWN),
                partition,
                add.getDeletionVector().filter(vector -> vector.getCardinality() != 0),
                add.getBaseRowId().orElse(UNKNOWN),
                add.getDefaultRowCommitVersion().orElse(UNKNOWN));
    }

    static Map<String, Value> partition(
            TableName table, String file, DeltaSnapshot snapshot, Map<String, String> texts) {
        Map<String, Value> values = new LinkedHashMap<>();
        for (DeltaColumn column : snapshot.partitionColumns()) {
            String key = key(texts, column.physicalName())
                    .orElseThrow(() -> damaged(table, file, "has no value for the partition column " + column.name()));
            try {
                values.put(column.name(), PartitionValues.parse(column.column(), texts.get(key), snapshot.zone()));
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
    static long rows(String stats) {
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
