package io.lakegate.adapters.delta;

import io.lakegate.catalog.error.CatalogErrors;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.model.Version;
import java.time.Instant;
import java.util.List;

/**
 * Finds the commits between two versions or times of a table, both included: from the first commit at or after a time, to the last at or
 * before one.
 */
final class ChangeBounds {
    private final TableName table;
    private final DeltaTable versions;
    private final DeltaFileIO files;

    ChangeBounds(TableName table, DeltaTable versions, DeltaFileIO files) {
        this.table = table;
        this.versions = versions;
        this.files = files;
    }

    /**
     * The range. Cost: opens two versions and lists the log.
     *
     * @throws GatewayException {@link ErrorCode#VERSION_NOT_FOUND}; {@link ErrorCode#INVALID_STATEMENT} when {@code from} is after {@code
     *     to}; what opening a version throws
     */
    ChangeFeed between(Version from, Version to) {
        DeltaSnapshot end = versions.snapshot(table, to);
        CommitLog log = CommitLog.of(table, end, files);
        long first = from.match(
                () -> versions.snapshot(table, Version.LATEST).id().version(),
                Version.Numbered::number,
                time -> atOrAfter(log, end, time.time(), to),
                named -> versions.snapshot(table, named).id().version());
        if (first > end.id().version()) {
            if (from instanceof Version.AtTime) {
                return new ChangeFeed(table, end, end, List.of(), files);
            }
            throw backwards(log, first, end);
        }
        List<LoggedCommit> commits = log.commits().stream()
                .filter(commit -> commit.version() >= first)
                .toList();
        DeltaSnapshot start = first == end.id().version() ? end : versions.snapshot(table, new Version.Numbered(first));
        checkComplete(commits, first, end);
        return new ChangeFeed(table, start, end, commits, files);
    }

    /** A snapshot may outlive the commits that made it, but there are no changes without commits. */
    private void checkComplete(List<LoggedCommit> commits, long first, DeltaSnapshot end) {
        long last = end.id().version();
        if (!commits.isEmpty() && commits.size() == last - commits.get(0).version() + 1) {
            if (commits.get(0).version() > first) {
                throw CatalogErrors.versionNotFound(table, first, commits.get(0).version(), last);
            }
            return;
        }
        throw CatalogErrors.tableDamaged(
                table,
                "its log lacks commits between the versions %d and %d".formatted(first, last),
                new IllegalStateException(commits.size() + " commits"));
    }

    /** The first version committed at or after a time; the one behind the range when it only comes after that. */
    private long atOrAfter(CommitLog log, DeltaSnapshot end, Instant time, Version to) {
        if (to instanceof Version.AtTime until && until.time().isBefore(time)) {
            throw backwards("%s to %s".formatted(time, until.time()));
        }
        List<LoggedCommit> commits = log.commits();
        int low = 0;
        int high = commits.size();
        while (low < high) { // times of commits ascend
            int middle = (low + high) >>> 1;
            if (commits.get(middle).time().isBefore(time)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        if (low < commits.size()) {
            return commits.get(low).version();
        }
        long last = end.id().version();
        if (files.isAbsent(CommitFiles.path(end.id().folder(), last + 1))) {
            throw CatalogErrors.timeNotFound(table, time, range(commits));
        }
        if (to instanceof Version.Numbered) {
            throw backwards("%s to version %d".formatted(time, last));
        }
        return last + 1;
    }

    private static String range(List<LoggedCommit> commits) {
        if (commits.isEmpty()) {
            return "no commit";
        }
        LoggedCommit oldest = commits.get(0);
        LoggedCommit newest = commits.get(commits.size() - 1);
        return "version %d of %s to version %d of %s"
                .formatted(oldest.version(), oldest.time(), newest.version(), newest.time());
    }

    private GatewayException backwards(CommitLog log, long first, DeltaSnapshot end) {
        long newest = versions.snapshot(table, Version.LATEST).id().version();
        return first > newest
                ? CatalogErrors.versionNotFound(
                        table,
                        first,
                        log.commits().stream()
                                .mapToLong(LoggedCommit::version)
                                .findFirst()
                                .orElse(newest),
                        newest)
                : backwards("version %d to version %d".formatted(first, end.id().version()));
    }

    private GatewayException backwards(String range) {
        return new GatewayException(
                ErrorCode.INVALID_STATEMENT,
                "The changes of table %s from %s cannot be read: the end comes before the start. Swap them."
                        .formatted(table, range));
    }
}
