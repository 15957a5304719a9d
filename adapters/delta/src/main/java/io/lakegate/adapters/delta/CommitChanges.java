package io.lakegate.adapters.delta;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.delta.kernel.data.MapValue;
import io.delta.kernel.data.Row;
import io.delta.kernel.defaults.internal.data.DefaultJsonRow;
import io.delta.kernel.internal.actions.AddCDCFile;
import io.delta.kernel.internal.actions.AddFile;
import io.delta.kernel.internal.actions.Protocol;
import io.delta.kernel.internal.actions.RemoveFile;
import io.delta.kernel.types.StructType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The changes of one commit: the files that hold them.
 *
 * <p>Where the writer left change files, these alone tell the changes. Else the files that it added hold inserted rows and those that it
 * removed hold deleted ones; a file that it removed and added again differs by its deletion vectors only.
 *
 * @see "Delta protocol: Add CDC File, Reader Requirements"
 */
final class CommitChanges {
    private static final List<String> MERGE_COUNTS =
            List.of("numTargetRowsInserted", "numTargetRowsUpdated", "numTargetRowsDeleted");

    private final LoggedCommit commit;
    private final ChangeContents contents;
    private final Map<String, AddFile> added = new LinkedHashMap<>();
    private final Map<String, RemoveFile> removed = new LinkedHashMap<>();
    private final List<ChangedFile> recorded = new ArrayList<>();
    private Optional<JsonNode> metadata = Optional.empty();
    private Optional<Protocol> protocol = Optional.empty();

    private CommitChanges(LoggedCommit commit, ChangeContents contents) {
        this.commit = commit;
        this.contents = contents;
    }

    /** Reads a commit. Cost: its file. */
    static CommitChanges read(LoggedCommit commit, ChangeContents contents) {
        CommitChanges changes = new CommitChanges(commit, contents);
        commit.forEach(changes::take);
        return changes;
    }

    /** The metadata that the commit gave the table, if it did. */
    Optional<JsonNode> metadata() {
        return metadata;
    }

    /** The protocol that the commit gave the table, if it did. */
    Optional<Protocol> protocol() {
        return protocol;
    }

    List<ChangedFile> files() {
        if (!recorded.isEmpty()) {
            return List.copyOf(recorded);
        }
        if (mergedNothing()) {
            return List.of();
        }
        Stream<ChangedFile> deletes = removed.entrySet().stream()
                .map(file -> deleted(file.getValue(), Optional.ofNullable(added.get(file.getKey()))))
                .flatMap(Optional::stream);
        Stream<ChangedFile> inserts = added.entrySet().stream()
                .map(file -> inserted(file.getValue(), Optional.ofNullable(removed.get(file.getKey()))))
                .flatMap(Optional::stream);
        return Stream.concat(deletes, inserts).toList();
    }

    private void take(ObjectNode action) {
        row(action, "add", AddFile.FULL_SCHEMA)
                .map(AddFile::new)
                .filter(AddFile::getDataChange)
                .ifPresent(add -> added.put(contents.location(add.getPath()), add));
        row(action, "remove", RemoveFile.FULL_SCHEMA)
                .map(RemoveFile::new)
                .filter(RemoveFile::getDataChange)
                .ifPresent(remove -> removed.put(contents.location(remove.getPath()), remove));
        row(action, "cdc", AddCDCFile.FULL_SCHEMA).map(this::recorded).ifPresent(recorded::add);
        row(action, "protocol", Protocol.FULL_SCHEMA)
                .map(Protocol::fromRow)
                .ifPresent(found -> protocol = Optional.of(found));
        if (action.path("metaData").isObject()) {
            metadata = Optional.of(action.path("metaData"));
        }
    }

    private static Optional<Row> row(ObjectNode action, String kind, StructType schema) {
        return action.path(kind) instanceof ObjectNode fields
                ? Optional.of(new DefaultJsonRow(fields, schema))
                : Optional.empty();
    }

    private ChangedFile recorded(Row cdc) {
        String path = cdc.getString(AddCDCFile.FULL_SCHEMA.indexOf("path"));
        MapValue partition = cdc.getMap(AddCDCFile.FULL_SCHEMA.indexOf("partitionValues"));
        long size = cdc.getLong(AddCDCFile.FULL_SCHEMA.indexOf("size"));
        return new ChangedFile(
                commit,
                Optional.empty(),
                contents.of(path, Optional.of(partition), Optional.of(size), Optional.empty()),
                Optional.empty(),
                Optional.empty());
    }

    /** The rows that went away with a file, or those that a new deletion vector of it hides. */
    private Optional<ChangedFile> deleted(RemoveFile remove, Optional<AddFile> again) {
        if (again.isPresent()) {
            return again.get()
                    .getDeletionVector()
                    .map(now -> new ChangedFile(
                            commit,
                            Optional.of(ChangedFile.DELETE),
                            contents.of(again.get()),
                            Optional.of(now),
                            remove.getDeletionVector()));
        }
        return Optional.of(new ChangedFile(
                commit,
                Optional.of(ChangedFile.DELETE),
                contents.ofRemoved(remove),
                Optional.empty(),
                remove.getDeletionVector()));
    }

    /** The rows that came with a file, or those that an old deletion vector of it hid and the new one does not. */
    private Optional<ChangedFile> inserted(AddFile add, Optional<RemoveFile> before) {
        if (before.isPresent()) {
            return before.get()
                    .getDeletionVector()
                    .map(then -> new ChangedFile(
                            commit,
                            Optional.of(ChangedFile.INSERT),
                            contents.of(add),
                            Optional.of(then),
                            add.getDeletionVector()));
        }
        return Optional.of(new ChangedFile(
                commit, Optional.of(ChangedFile.INSERT), contents.of(add), Optional.empty(), add.getDeletionVector()));
    }

    /** Whether it is a MERGE that found nothing to change but wrote files anew all the same, as early writers of Delta did. */
    private boolean mergedNothing() {
        if (added.isEmpty() && removed.isEmpty()) {
            return false;
        }
        Map<String, String> counts = commit.texts("operationMetrics").orElse(Map.of());
        return commit.text("operation").filter("MERGE"::equals).isPresent()
                && MERGE_COUNTS.stream().allMatch(count -> "0".equals(counts.get(count)));
    }
}
