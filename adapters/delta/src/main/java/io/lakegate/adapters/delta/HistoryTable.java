package io.lakegate.adapters.delta;

import io.lakegate.catalog.metadata.MetadataColumn;
import io.lakegate.catalog.metadata.MetadataTable;
import io.lakegate.catalog.model.LakeType.Simple;
import io.lakegate.catalog.spi.PinnedTable;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The commits of a table as metadata tables, newest first: {@code history}, and {@code snapshots}, which has only the columns that every
 * format fills.
 *
 * <p>What DESCRIBE HISTORY of Delta calls by another name is there under that name as well, hidden.
 */
final class HistoryTable {
    private static final List<MetadataColumn<LoggedCommit>> NEUTRAL = List.of(
            MetadataColumn.required(
                    "version", Simple.BIGINT, "The version that the commit made.", LoggedCommit::version),
            MetadataColumn.required("committed_at", Simple.TIMESTAMP_TZ, "When it was made.", LoggedCommit::time),
            MetadataColumn.optional(
                    "parent_version",
                    Simple.BIGINT,
                    "The version before it.",
                    commit -> commit.version() == 0 ? null : commit.version() - 1),
            MetadataColumn.optional("operation", Simple.VARCHAR, "What was done.", text("operation")),
            MetadataColumn.optional("user_name", Simple.VARCHAR, "Who did it.", text("userName")),
            MetadataColumn.optional("commit_message", Simple.VARCHAR, "What they said about it.", text("userMetadata")),
            MetadataColumn.optional("engine", Simple.VARCHAR, "The program that wrote it.", text("engineInfo")),
            MetadataColumn.optional(
                    "summary", MetadataColumn.TEXTS, "Counts that the writer took.", texts("operationMetrics")),
            MetadataColumn.optional(
                    "schema_change",
                    Simple.VARCHAR,
                    "How its columns differ from those before it.",
                    commit -> commit.schemaChange().orElse(null)));

    private static final List<MetadataColumn<LoggedCommit>> DELTA = List.of(
            MetadataColumn.optional("user_id", Simple.VARCHAR, "Id of the user.", text("userId")),
            MetadataColumn.optional(
                    "operation_parameters",
                    MetadataColumn.TEXTS,
                    "What the operation was given.",
                    texts("operationParameters")),
            MetadataColumn.optional("job", MetadataColumn.TEXTS, "The job that ran it.", texts("job")),
            MetadataColumn.optional("notebook", MetadataColumn.TEXTS, "The notebook that ran it.", texts("notebook")),
            MetadataColumn.optional("cluster_id", Simple.VARCHAR, "The cluster that ran it.", text("clusterId")),
            MetadataColumn.optional(
                    "read_version",
                    Simple.BIGINT,
                    "The version that the writer had read.",
                    commit -> commit.number("readVersion").orElse(null)),
            MetadataColumn.optional(
                    "isolation_level", Simple.VARCHAR, "How it was kept apart from others.", text("isolationLevel")),
            MetadataColumn.optional(
                    "is_blind_append",
                    Simple.BOOLEAN,
                    "Whether it only added files, without reading any.",
                    commit -> commit.flag("isBlindAppend").orElse(null)),
            MetadataColumn.optional("transaction_id", Simple.VARCHAR, "Id of the transaction.", text("txnId")));

    private static final List<MetadataColumn<LoggedCommit>> DESCRIBE_HISTORY = List.of(
            alias("timestamp", "committed_at"),
            alias("userId", "user_id"),
            alias("userName", "user_name"),
            alias("operationParameters", "operation_parameters"),
            alias("clusterId", "cluster_id"),
            alias("readVersion", "read_version"),
            alias("isolationLevel", "isolation_level"),
            alias("isBlindAppend", "is_blind_append"),
            alias("operationMetrics", "summary"),
            alias("userMetadata", "commit_message"),
            alias("engineInfo", "engine"));

    private HistoryTable() {}

    /** Every commit that the log still holds. Cost of a row: the start of its file, where a column needs it. */
    static PinnedTable history(PinnedTable table, Supplier<CommitLog> log) {
        return new MetadataTable<>(table, "history", all(), DESCRIBE_HISTORY, () -> newestFirst(log.get()));
    }

    static PinnedTable snapshots(PinnedTable table, Supplier<CommitLog> log) {
        return new MetadataTable<>(table, "snapshots", NEUTRAL, List.of(), () -> newestFirst(log.get()));
    }

    private static Stream<LoggedCommit> newestFirst(CommitLog log) {
        List<LoggedCommit> commits = log.commits();
        return Stream.iterate(commits.size() - 1, i -> i >= 0, i -> i - 1).map(commits::get);
    }

    private static List<MetadataColumn<LoggedCommit>> all() {
        return Stream.concat(NEUTRAL.stream(), DELTA.stream()).toList();
    }

    private static MetadataColumn<LoggedCommit> alias(String name, String column) {
        return all().stream()
                .filter(c -> c.column().name().equals(column))
                .findFirst()
                .orElseThrow()
                .as(name);
    }

    private static MetadataColumn.Cell<LoggedCommit> text(String field) {
        return commit -> commit.text(field).orElse(null);
    }

    private static MetadataColumn.Cell<LoggedCommit> texts(String field) {
        return commit -> commit.texts(field).map(MetadataColumn::entries).orElse(null);
    }
}
