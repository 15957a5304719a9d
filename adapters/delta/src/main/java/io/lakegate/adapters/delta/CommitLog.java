package io.lakegate.adapters.delta;

import static java.util.Objects.requireNonNull;

import io.delta.kernel.internal.TableConfig;
import io.delta.kernel.internal.actions.Metadata;
import io.lakegate.catalog.error.CatalogErrors;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.TableName;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The commits of a table that its log still holds, up to the version of a snapshot. Immutable, for any thread.
 *
 * @param commits oldest first
 */
record CommitLog(List<LoggedCommit> commits) {
    private static final Pattern COMMIT_FILE = Pattern.compile("(\\d{20})\\.json");

    CommitLog {
        commits = List.copyOf(commits);
    }

    /**
     * Lists the log. Cost: one listing; no file is read.
     *
     * @throws GatewayException {@link ErrorCode#STORAGE_UNREADABLE} when the log cannot be listed, or is another one by now
     */
    static CommitLog of(TableName table, DeltaSnapshot snapshot, DeltaFileIO files) {
        requireNonNull(snapshot, "snapshot");
        List<LoggedCommit> commits = KernelErrors.call(table, "listing its log", () -> commits(table, snapshot, files));
        checkUnchanged(table, snapshot, files);
        return new CommitLog(commits);
    }

    /**
     * Refuses what was read of a log after its snapshot was pinned, when another table may have lain in the folder by then.
     *
     * @throws GatewayException {@link ErrorCode#STORAGE_UNREADABLE}
     */
    static void checkUnchanged(TableName table, DeltaSnapshot snapshot, DeltaFileIO files) {
        DeltaSnapshot.Id id = snapshot.id();
        if (files.stampOfVersion(id.folder(), id.version())
                .filter(id.stamp()::equals)
                .isEmpty()) {
            throw CatalogErrors.storageUnreadable(
                    "Version %d of table %s".formatted(id.version(), table),
                    "it was replaced or cleaned up while it was being read",
                    new IllegalStateException(id.toString()));
        }
    }

    private static List<LoggedCommit> commits(TableName table, DeltaSnapshot snapshot, DeltaFileIO files)
            throws IOException {
        long inCommitFrom = inCommitTimestampsFrom(snapshot.kernel().getMetadata());
        List<LoggedCommit> commits = new ArrayList<>();
        long last = Long.MIN_VALUE;
        for (long version : versions(snapshot, files)) {
            String path = CommitFiles.path(snapshot.id().folder(), version);
            Optional<FileStamp> file = files.stamp(path);
            if (file.isEmpty()) {
                continue; // cleaned up since it was listed
            }
            // Clocks of writers differ: Delta shifts what does not come after its predecessor.
            long millis = file.get().modified().toMillis();
            last = last == Long.MIN_VALUE ? millis : Math.max(millis, last + 1);
            Optional<LoggedCommit> previous =
                    commits.isEmpty() ? Optional.empty() : Optional.of(commits.get(commits.size() - 1));
            commits.add(new LoggedCommit(table, files, version, path, last, version >= inCommitFrom, previous));
        }
        return commits;
    }

    private static long[] versions(DeltaSnapshot snapshot, DeltaFileIO files) throws IOException {
        return files.names(CommitFiles.folder(snapshot.id().folder())).stream()
                .map(COMMIT_FILE::matcher)
                .filter(Matcher::matches)
                .mapToLong(name -> Long.parseLong(name.group(1)))
                .filter(version -> version <= snapshot.id().version())
                .sorted()
                .toArray();
    }

    /** The first version whose commit tells its own time; beyond all versions when none does. */
    private static long inCommitTimestampsFrom(Metadata metadata) {
        if (!TableConfig.IN_COMMIT_TIMESTAMPS_ENABLED.fromMetadata(metadata)) {
            return Long.MAX_VALUE;
        }
        return TableConfig.IN_COMMIT_TIMESTAMP_ENABLEMENT_VERSION
                .fromMetadata(metadata)
                .orElse(0L);
    }

    /** The commit of a version; empty where it was cleaned up. */
    Optional<LoggedCommit> of(long version) {
        return commits.stream().filter(commit -> commit.version() == version).findFirst();
    }
}
