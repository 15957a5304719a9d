package io.lakegate.adapters.delta;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lakegate.catalog.error.CatalogErrors;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.metadata.SchemaChange;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.TableName;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One commit of a log: its version, its time, and what its writer said about it. The file is read when something of it is first asked for.
 * For any thread.
 *
 * @see "Delta protocol: Commit Provenance Information, In-Commit Timestamps"
 */
final class LoggedCommit {
    private static final String INFO = "commitInfo";

    private final TableName table;
    private final DeltaFileIO files;
    private final long version;
    private final String path;
    private final long fileMillis;
    private final boolean tellsTime;
    private final Optional<LoggedCommit> previous;
    private volatile @Nullable JsonNode info;

    /**
     * @param fileMillis time of the file, after that of the commit before
     * @param tellsTime whether the commit's time stands in it
     * @param previous the one before it, where the log still has that
     */
    LoggedCommit(
            TableName table,
            DeltaFileIO files,
            long version,
            String path,
            long fileMillis,
            boolean tellsTime,
            Optional<LoggedCommit> previous) {
        this.previous = previous;
        this.table = table;
        this.files = files;
        this.version = version;
        this.path = path;
        this.fileMillis = fileMillis;
        this.tellsTime = tellsTime;
    }

    long version() {
        return version;
    }

    /**
     * How it changed the table's columns; empty where it did not. Cost: its whole file; where it set a schema, also those before it, up to the
     * one that set the last.
     */
    Optional<String> schemaChange() {
        Optional<JsonNode> mine = metadata();
        if (mine.isEmpty() || version == 0) {
            return Optional.empty();
        }
        for (Optional<LoggedCommit> before = previous; before.isPresent(); before = before.get().previous) {
            Optional<JsonNode> theirs = before.get().metadata();
            if (theirs.isPresent()) {
                return difference(theirs.get(), mine.get());
            }
        }
        return Optional.of("not known: the log does not hold the schema before it any more");
    }

    private Optional<String> difference(JsonNode before, JsonNode after) {
        if (before.path("schemaString").equals(after.path("schemaString"))) {
            return Optional.empty();
        }
        try {
            return SchemaChange.between(columns(before), columns(after));
        } catch (GatewayException e) {
            return Optional.of("not known: one of the two schemas cannot be read. " + e.getMessage());
        }
    }

    /** By what a column is called in files, which stays when it is renamed. */
    private Map<String, Column> columns(JsonNode metadata) {
        Map<String, String> configuration = new LinkedHashMap<>();
        metadata.path("configuration")
                .properties()
                .forEach(entry ->
                        configuration.put(entry.getKey(), entry.getValue().asText()));
        Map<String, Column> columns = new LinkedHashMap<>();
        DeltaTypes.columns(table, metadata.path("schemaString").asText(), ColumnMapping.of(table, configuration))
                .forEach(column -> columns.put(column.physicalName(), column.column()));
        return columns;
    }

    private Optional<JsonNode> metadata() {
        return first(object -> object.has("metaData")).map(object -> object.path("metaData"));
    }

    /** The path of its file. */
    String path() {
        return path;
    }

    /**
     * When it was made.
     *
     * @throws GatewayException {@link ErrorCode#TABLE_DAMAGED} when it should say so and does not; {@link ErrorCode#STORAGE_UNREADABLE}
     */
    Instant time() {
        if (!tellsTime) {
            return Instant.ofEpochMilli(fileMillis);
        }
        JsonNode time = info().path("inCommitTimestamp");
        if (!time.canConvertToLong()) {
            throw CatalogErrors.tableDamaged(
                    table,
                    "its commit %d has no inCommitTimestamp, though the table has these".formatted(version),
                    new IllegalStateException(path));
        }
        return Instant.ofEpochMilli(time.longValue());
    }

    /** A text of the provenance; empty where the writer left it out. */
    Optional<String> text(String field) {
        return text(info().path(field));
    }

    /** A whole number of the provenance; empty where the writer left it out. */
    Optional<Long> number(String field) {
        return Optional.of(info().path(field))
                .filter(JsonNode::canConvertToLong)
                .map(JsonNode::longValue);
    }

    Optional<Boolean> flag(String field) {
        return Optional.of(info().path(field)).filter(JsonNode::isBoolean).map(JsonNode::booleanValue);
    }

    /** An object of the provenance: texts as they are, anything else as JSON; empty where the writer left it out. */
    Optional<Map<String, String>> texts(String field) {
        if (!(info().path(field) instanceof ObjectNode object)) {
            return Optional.empty();
        }
        Map<String, String> texts = new LinkedHashMap<>();
        object.properties().forEach(entry -> text(entry.getValue()).ifPresent(t -> texts.put(entry.getKey(), t)));
        return Optional.of(texts);
    }

    private static Optional<String> text(JsonNode node) {
        if (node.isMissingNode() || node.isNull()) {
            return Optional.empty();
        }
        return Optional.of(node.isTextual() ? node.textValue() : node.toString());
    }

    private JsonNode info() {
        JsonNode known = info;
        if (known == null) {
            known = first(object -> object.has(INFO))
                    .map(object -> object.path(INFO))
                    .orElse(MissingNode.getInstance());
            info = known;
        }
        return known;
    }

    /** The first action that fits. Cost: the file up to it. */
    private Optional<ObjectNode> first(Predicate<ObjectNode> wanted) {
        return read("reading its history", objects -> {
            ObjectNode object = objects.next();
            while (object != null && !wanted.test(object)) {
                object = objects.next();
            }
            return Optional.ofNullable(object);
        });
    }

    /** Gives every action, in the order of the file. Cost: the whole file. */
    void forEach(Consumer<ObjectNode> action) {
        read("reading its changes", objects -> {
            for (ObjectNode object = objects.next(); object != null; object = objects.next()) {
                action.accept(object);
            }
            return true;
        });
    }

    private interface Reading<R> {
        R read(LogObjects objects) throws IOException;
    }

    private <R> R read(String doing, Reading<R> reading) {
        return KernelErrors.call(table, doing, () -> {
            try (LogObjects objects = new LogObjects(files, path)) {
                return reading.read(objects);
            } catch (GatewayException e) {
                throw e;
            } catch (IOException | RuntimeException e) {
                throw new LogFileException(path, e);
            }
        });
    }
}
