package io.lakegate.adapters.delta;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.delta.kernel.Snapshot;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.Row;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.internal.InternalScanFileUtils;
import io.delta.kernel.internal.actions.AddFile;
import io.delta.kernel.internal.lang.Lazy;
import io.delta.kernel.internal.metrics.ScanMetrics;
import io.delta.kernel.internal.replay.LogReplay;
import io.delta.kernel.internal.snapshot.LogSegment;
import io.delta.kernel.internal.util.VectorUtils;
import io.delta.kernel.utils.CloseableIterator;
import io.lakegate.adapters.delta.FileListing.Meaning;
import io.lakegate.adapters.delta.FileListing.Part;
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

/** Makes chunks of the files that a log lists, and knows what is understood of what the log says about one. For one thread. */
final class ListingReader {
    private static final JsonFactory JSON = new JsonFactory();
    private static final long UNKNOWN = -1;
    private static final String ROWS_FIRST = "{\"numRecords\":";
    private static final int SURE_DIGITS = 18;

    private final TableName table;
    private final DeltaSnapshot snapshot;
    private final Map<Map<String, String>, Map<String, Value>> partitions = new HashMap<>();
    private final List<Part> parts = new ArrayList<>();
    private FileChunk.Builder chunk = new FileChunk.Builder();

    ListingReader(TableName table, DeltaSnapshot snapshot) {
        this.table = table;
        this.snapshot = snapshot;
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
            ListingReader reader = new ListingReader(table, snapshot);
            try (Ahead<FilteredColumnarBatch> batches = new Ahead<>(addFiles(snapshot.kernel(), engine))) {
                for (var batch = batches.next(); batch.isPresent(); batch = batches.next()) {
                    try (CloseableIterator<Row> rows = batch.get().getRows()) {
                        while (rows.hasNext()) {
                            reader.add(new AddFile(rows.next().getStruct(InternalScanFileUtils.ADD_FILE_ORDINAL)));
                        }
                    }
                }
            }
            return new FileListing(Meaning.of(snapshot), reader.parts());
        });
    }

    /**
     * Takes a file.
     *
     * @throws GatewayException {@link ErrorCode#TABLE_DAMAGED}
     */
    void add(AddFile add) throws IOException {
        if (add.getSize() < 0) {
            throw damaged(table, add.getPath(), "has a negative size");
        }
        Map<String, String> texts = VectorUtils.toJavaMap(add.getPartitionValues());
        Map<String, Value> partition = partitions.get(texts);
        if (partition == null) {
            partition = partition(table, add.getPath(), snapshot, texts);
            partitions.put(texts, partition);
        }
        Optional<String> stats = statistics(add);
        chunk.add(add, partition, stats.map(ListingReader::rows).orElse(UNKNOWN), stats);
        if (chunk.isFull()) {
            endChunk();
        }
    }

    private void endChunk() {
        if (chunk.files() > 0) {
            parts.add(Part.whole(chunk.build()));
            chunk = new FileChunk.Builder();
        }
    }

    /** The files that were taken. */
    List<Part> parts() {
        endChunk();
        return parts;
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
        long first = rowsIfFirst(stats);
        if (first >= 0) {
            return first;
        }
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

    /** The row count where it stands first, without blanks, as nearly all writers have it: a parser for each file costs more than the rest. */
    private static long rowsIfFirst(String stats) {
        if (!stats.startsWith(ROWS_FIRST)) {
            return UNKNOWN;
        }
        int from = ROWS_FIRST.length();
        int end = from;
        long rows = 0;
        while (end < stats.length() && stats.charAt(end) >= '0' && stats.charAt(end) <= '9') {
            rows = rows * 10 + (stats.charAt(end) - '0');
            end++;
        }
        boolean plain = end > from
                && end - from <= SURE_DIGITS
                && (stats.charAt(from) != '0' || end == from + 1)
                && end < stats.length()
                && (stats.charAt(end) == ',' || stats.charAt(end) == '}');
        return plain ? rows : UNKNOWN;
    }
}
