package io.lakegate.adapters.delta;

import com.fasterxml.jackson.databind.JsonNode;
import io.delta.kernel.internal.TableConfig;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.TableName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The changes that a range of commits made to a table, in the columns of its last version. For any thread.
 *
 * @param start the table at the first commit
 * @param end the table at the last commit
 * @param commits the range, in order; empty when nothing was committed in it
 */
record ChangeFeed(
        TableName table, DeltaSnapshot start, DeltaSnapshot end, List<LoggedCommit> commits, DeltaFileIO files) {
    private static final String ENABLED = TableConfig.CHANGE_DATA_FEED_ENABLED.getKey();

    ChangeFeed {
        commits = List.copyOf(commits);
    }

    /** Whether the table recorded its changes when the range began. Costs nothing. */
    boolean startsEnabled() {
        return isEnabled(start.kernel().getMetadata().getConfiguration());
    }

    /**
     * The files that hold the changes, in the order of the commits. Cost: reads the commits.
     *
     * @throws GatewayException {@link ErrorCode#UNSUPPORTED_TABLE_FEATURE} when the table did not record its changes at some version of the
     *     range, or had columns then that cannot be read as those of its last version
     */
    List<ChangedFile> read() {
        List<ChangedFile> found = new ArrayList<>();
        Spans spans = new Spans();
        boolean enabled = startsEnabled();
        boolean complete = enabled;
        ChangeContents contents = new ChangeContents(table, end, files);
        checkColumns(start, start.id().version());
        for (LoggedCommit commit : commits) {
            CommitChanges changes = CommitChanges.read(commit, contents);
            changes.protocol()
                    .ifPresent(protocol ->
                            ReaderFeatures.check(table, protocol, end.kernel().getMetadata()));
            if (changes.metadata().isPresent()) {
                enabled = isEnabled(configuration(changes.metadata().get()));
            }
            complete &= enabled;
            spans.add(commit.version(), enabled);
            if (complete) {
                changes.metadata().ifPresent(metadata -> checkColumns(metadata, commit.version()));
                found.addAll(changes.files());
            }
        }
        CommitLog.checkUnchanged(table, end, files); // the commits may be read long after the range was looked up
        if (!complete) {
            throw notRecorded(spans);
        }
        return found;
    }

    /** How the columns are found in files. */
    ColumnMapping mapping() {
        return ColumnMapping.of(table, end.kernel().getMetadata().getConfiguration());
    }

    private static boolean isEnabled(Map<String, String> configuration) {
        return Boolean.parseBoolean(configuration.get(ENABLED));
    }

    private static Map<String, String> configuration(JsonNode metadata) {
        Map<String, String> configuration = new LinkedHashMap<>();
        metadata.path("configuration")
                .properties()
                .forEach(entry ->
                        configuration.put(entry.getKey(), entry.getValue().asText()));
        return configuration;
    }

    private void checkColumns(DeltaSnapshot older, long version) {
        checkColumns(
                older.columns(),
                older.partitionColumns().stream().map(DeltaColumn::physicalName).toList(),
                version);
    }

    private void checkColumns(JsonNode metadata, long version) {
        List<DeltaColumn> columns = DeltaTypes.columns(
                table, metadata.path("schemaString").asText(), ColumnMapping.of(table, configuration(metadata)));
        List<String> partitionColumns = new ArrayList<>();
        for (JsonNode name : metadata.path("partitionColumns")) {
            partitionColumns.add(columns.stream()
                    .filter(column -> column.name().equalsIgnoreCase(name.asText()))
                    .findFirst()
                    .map(DeltaColumn::physicalName)
                    .orElse(name.asText()));
        }
        checkColumns(columns, partitionColumns, version);
    }

    private void checkColumns(List<DeltaColumn> columns, List<String> partitionColumns, long version) {
        Optional<String> obstacle = SchemaChanges.obstacle(columns, end.columns(), mapping() != ColumnMapping.NONE);
        List<String> partitionColumnsNow =
                end.partitionColumns().stream().map(DeltaColumn::physicalName).toList();
        if (obstacle.isEmpty() && !partitionColumns.equals(partitionColumnsNow)) {
            obstacle = Optional.of("the table was partitioned by other columns");
        }
        if (obstacle.isPresent()) {
            throw new GatewayException(
                    ErrorCode.UNSUPPORTED_TABLE_FEATURE,
                    ("The changes of table %s from version %d cannot be read in the columns of version %d: after version %d %s."
                                    + " Ask for the versions before and after that change apart.")
                            .formatted(table, start.id().version(), end.id().version(), version, obstacle.get()));
        }
    }

    private GatewayException notRecorded(Spans spans) {
        return new GatewayException(
                ErrorCode.UNSUPPORTED_TABLE_FEATURE,
                ("Table %s did not record its changes over all of the versions %d to %d: %s was on %s."
                                + " Ask for versions at which it was.")
                        .formatted(table, start.id().version(), end.id().version(), ENABLED, spans));
    }

    /** The parts of the range in which changes were recorded, in words. For one thread. */
    private static final class Spans {
        private final List<String> texts = new ArrayList<>();
        private long first = -1;
        private long last = -1;

        void add(long version, boolean enabled) {
            if (enabled) {
                first = first < 0 ? version : first;
                last = version;
            } else {
                end();
            }
        }

        private void end() {
            if (first >= 0) {
                texts.add("from version %d to version %d".formatted(first, last));
                first = -1;
            }
        }

        @Override
        public String toString() {
            end();
            return texts.isEmpty() ? "at none of them" : "only " + String.join(" and ", texts);
        }
    }
}
