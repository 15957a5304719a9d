package io.lakegate.adapters.delta;

import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lakegate.adapters.storage.Location;
import io.lakegate.catalog.filter.Filter;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.model.Version;
import io.lakegate.catalog.scan.ScanPlan;
import io.lakegate.catalog.scan.ScanRequest;
import io.lakegate.catalog.spi.PinnedTable;
import io.lakegate.catalog.spi.Reader;
import io.lakegate.catalog.spi.Scan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A Delta table whose log a test writes line by line, for what no writer would write. Its data files do not exist. */
final class HandmadeTable {
    private static final ObjectMapper JSON = new ObjectMapper();

    static final TableName NAME = new TableName("lake", "default", "t");
    static final String ID_COLUMN = field("id", "\"long\"");

    private final Path folder;

    /** {@code folder} is the table's root. */
    HandmadeTable(Path folder) {
        this.folder = folder;
    }

    /** Version 0 of a table that any reader can read. */
    static HandmadeTable plain(Path folder, String... fields) {
        return new HandmadeTable(folder).commit(0, protocol(1, 2), metadata(List.of(), Map.of(), fields));
    }

    HandmadeTable commit(long version, String... lines) {
        return file("%020d.json".formatted(version), String.join("\n", lines) + "\n");
    }

    /** Writes a file of the log, as it stands. */
    HandmadeTable file(String name, String content) {
        try {
            Files.createDirectories(log());
            Files.writeString(log().resolve(name), content);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path log() {
        return folder.resolve("_delta_log");
    }

    PinnedTable pin() {
        return catalog().pin(NAME, Version.LATEST);
    }

    /** A new catalog, which has opened nothing, with the table under {@link #NAME}. */
    DeltaCatalog catalog() {
        return catalog(new DeltaFileIO());
    }

    DeltaCatalog catalog(DeltaFileIO files) {
        SingleTable table = new SingleTable(NAME.schema(), NAME.table(), new Location(folder));
        return new DeltaCatalog("lake", new DeltaSource(Optional.empty(), List.of(table)), files);
    }

    ScanPlan plan() {
        return plan(Filter.ANYTHING);
    }

    ScanPlan plan(Filter filter) {
        PinnedTable table = pin();
        return plan(
                table,
                new ScanRequest(table.columns().stream().map(Column::name).toList(), filter));
    }

    /** The plan of a scan that the engine reads. */
    static ScanPlan plan(PinnedTable table, ScanRequest request) {
        return table.scan(request, Reader.ENGINE)
                .match(Scan.Files::plan, jvm -> fail(jvm.reason()), parts -> fail("in parts"));
    }

    static String protocol(int reader, int writer) {
        return "{\"protocol\":{\"minReaderVersion\":%d,\"minWriterVersion\":%d}}".formatted(reader, writer);
    }

    static String protocolWith(String... features) {
        String list = json(Arrays.asList(features));
        return "{\"protocol\":{\"minReaderVersion\":3,\"minWriterVersion\":7,\"readerFeatures\":%s,\"writerFeatures\":%s}}"
                .formatted(list, list);
    }

    static String metadata(List<String> partitionColumns, Map<String, String> configuration, String... fields) {
        String schema = "{\"type\":\"struct\",\"fields\":[" + String.join(",", fields) + "]}";
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("id", "7b5b8f2e-0000-4000-8000-000000000000");
        metadata.put("description", "made by hand");
        metadata.put("format", Map.of("provider", "parquet", "options", Map.of()));
        metadata.put("schemaString", schema);
        metadata.put("partitionColumns", partitionColumns);
        metadata.put("configuration", configuration);
        metadata.put("createdTime", 0);
        return json(Map.of("metaData", metadata));
    }

    static String field(String name, String typeJson) {
        return field(name, typeJson, "{}");
    }

    static String field(String name, String typeJson, String metadataJson) {
        return "{\"name\":%s,\"type\":%s,\"nullable\":true,\"metadata\":%s}"
                .formatted(json(name), typeJson, metadataJson);
    }

    static String add(String path) {
        return add(path, Map.of());
    }

    /** An empty text of the partition values stands for itself; a null is written as null. */
    static String add(String path, Map<String, String> partitionValues) {
        return json(Map.of("add", addFields(path, partitionValues)));
    }

    /** With fields of the action beside the usual ones, or instead of them. */
    static String add(String path, Map<String, String> partitionValues, Map<String, Object> more) {
        Map<String, Object> add = addFields(path, partitionValues);
        add.putAll(more);
        return json(Map.of("add", add));
    }

    /** {@code stats} stands in the log as it is. */
    static String addWithStats(String path, String stats) {
        return add(path, Map.of(), Map.of("stats", stats));
    }

    private static Map<String, Object> addFields(String path, Map<String, String> partitionValues) {
        Map<String, Object> add = new LinkedHashMap<>();
        add.put("path", path);
        add.put("partitionValues", partitionValues);
        add.put("size", 100);
        add.put("modificationTime", 0);
        add.put("dataChange", true);
        add.put("stats", "{\"numRecords\":3}");
        return add;
    }

    static List<String> locations(ScanPlan plan) {
        List<String> locations = new ArrayList<>();
        plan.files().forEach(file -> locations.add(file.location()));
        return locations;
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
