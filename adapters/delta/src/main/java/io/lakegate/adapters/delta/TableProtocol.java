package io.lakegate.adapters.delta;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.delta.kernel.Snapshot;
import io.delta.kernel.internal.actions.Metadata;
import io.delta.kernel.internal.actions.Protocol;
import io.lakegate.catalog.model.TableName;
import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a table asks of those who read and write it, and its schema: as Kernel gives it, or, where that refuses the table, as the log has it.
 *
 * @param schema as JSON text
 * @param provider the format of its data files
 */
record TableProtocol(Versions versions, Map<String, String> configuration, String schema, String provider) {
    private static final Pattern COMMIT_FILE = Pattern.compile("(\\d{20})\\.json");

    /** The numbers, and what is named one by one. */
    record Versions(int reader, int writer, Set<String> readerFeatures, Set<String> writerFeatures) {
        Versions {
            readerFeatures = new TreeSet<>(readerFeatures);
            writerFeatures = new TreeSet<>(writerFeatures);
        }
    }

    TableProtocol {
        requireNonNull(versions, "versions");
        configuration = Map.copyOf(configuration);
        requireNonNull(schema, "schema");
        requireNonNull(provider, "provider");
    }

    static TableProtocol of(Snapshot kernel) {
        Protocol protocol = kernel.getProtocol();
        Metadata metadata = kernel.getMetadata();
        return new TableProtocol(
                new Versions(
                        protocol.getMinReaderVersion(),
                        protocol.getMinWriterVersion(),
                        protocol.getReaderFeatures(),
                        protocol.getWriterFeatures()),
                metadata.getConfiguration(),
                metadata.getSchemaString(),
                metadata.getFormat().getProvider());
    }

    /** Reads commits, the newest first, until both are found; empty where they stand in a checkpoint only. */
    static Optional<TableProtocol> ofLog(TableName table, String folder, DeltaFileIO files, long last)
            throws IOException {
        List<Long> versions = files.names(CommitFiles.folder(folder)).stream()
                .map(COMMIT_FILE::matcher)
                .filter(Matcher::matches)
                .map(name -> Long.valueOf(name.group(1)))
                .filter(version -> version <= last)
                .sorted(Comparator.reverseOrder())
                .toList();
        Map<String, JsonNode> found = new HashMap<>();
        for (long version : versions) {
            Map<String, JsonNode> here = new HashMap<>();
            new LoggedCommit(table, files, version, CommitFiles.path(folder, version), 0, false, Optional.empty())
                    .forEach(action -> keep(action, here));
            here.forEach(found::putIfAbsent);
            JsonNode protocol = found.get("protocol");
            JsonNode metadata = found.get("metaData");
            if (protocol != null && metadata != null) {
                return Optional.of(of(protocol, metadata));
            }
        }
        return Optional.empty();
    }

    private static void keep(ObjectNode action, Map<String, JsonNode> into) {
        for (String kind : List.of("protocol", "metaData")) {
            @Nullable JsonNode body = action.get(kind);
            if (body != null && body.isObject()) {
                into.put(kind, body);
            }
        }
    }

    private static TableProtocol of(JsonNode protocol, JsonNode metadata) {
        Map<String, String> configuration = new HashMap<>();
        metadata.path("configuration")
                .properties()
                .forEach(entry ->
                        configuration.put(entry.getKey(), entry.getValue().asText()));
        return new TableProtocol(
                new Versions(
                        protocol.path("minReaderVersion").asInt(),
                        protocol.path("minWriterVersion").asInt(),
                        names(protocol.path("readerFeatures")),
                        names(protocol.path("writerFeatures"))),
                configuration,
                metadata.path("schemaString").asText(),
                metadata.path("format").path("provider").asText("parquet"));
    }

    private static Set<String> names(JsonNode list) {
        Set<String> names = new TreeSet<>();
        list.forEach(name -> names.add(name.asText()));
        return names;
    }
}
