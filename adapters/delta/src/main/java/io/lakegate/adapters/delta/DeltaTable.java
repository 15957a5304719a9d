package io.lakegate.adapters.delta;

import static java.util.Objects.requireNonNull;

import com.github.benmanes.caffeine.cache.Cache;
import io.delta.kernel.Snapshot;
import io.delta.kernel.SnapshotBuilder;
import io.delta.kernel.TableManager;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.internal.DeltaHistoryManager;
import io.delta.kernel.internal.DeltaHistoryManager.Commit;
import io.delta.kernel.internal.SnapshotImpl;
import io.delta.kernel.utils.FileStatus;
import io.lakegate.catalog.cache.Caches;
import io.lakegate.catalog.error.CatalogErrors;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.model.Version;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The table in one folder, over its life: knows its newest snapshot and whether that still is the newest. For any thread.
 *
 * <p>A snapshot is current while the file that committed it is still the same and no next commit exists: two looks at the storage. A
 * table that was deleted and made anew has another commit file, though its version may be the same.
 */
final class DeltaTable {
    private static final int EARLIER_VERSIONS = 20;
    private static final int ATTEMPTS = 3;

    private final String folder;
    private final DeltaFileIO files;
    private final Engine engine;
    private final ZoneId zone;
    private final ReentrantLock loading = new ReentrantLock();
    private final Cache<Long, DeltaSnapshot> earlier =
            Caches.builder().maximumSize(EARLIER_VERSIONS).build();
    private volatile @Nullable DeltaSnapshot latest;

    /** {@code zone} is that of the system that wrote partition values without a zone. */
    DeltaTable(String folder, DeltaFileIO files, Engine engine, ZoneId zone) {
        this.folder = requireNonNull(folder, "folder");
        this.files = requireNonNull(files, "files");
        this.engine = requireNonNull(engine, "engine");
        this.zone = requireNonNull(zone, "zone");
    }

    /**
     * The snapshot at a version.
     *
     * @param table a name of the table, for messages
     * @throws GatewayException {@link ErrorCode#VERSION_NOT_FOUND}, {@link ErrorCode#UNSUPPORTED_TABLE_FEATURE}, {@link
     *     ErrorCode#TABLE_DAMAGED}, {@link ErrorCode#STORAGE_UNREADABLE}
     */
    DeltaSnapshot snapshot(TableName table, Version version) {
        return version.match(
                () -> latest(table),
                numbered -> at(table, numbered.number()),
                time -> at(table, time.time()),
                named -> {
                    throw CatalogErrors.refNotFound(table, named.name(), List.of());
                });
    }

    /**
     * What the table asks of its readers, also where that is too much.
     *
     * @throws GatewayException as {@link #snapshot}, where the log does not show it without a reader that knows it
     */
    TableProtocol protocol(TableName table, Version version) {
        try {
            if (version.equals(Version.LATEST)) {
                return TableProtocol.of(open(table, OptionalLong.empty()));
            }
            return version instanceof Version.Numbered numbered
                    ? TableProtocol.of(open(table, OptionalLong.of(numbered.number())))
                    : TableProtocol.of(snapshot(table, version).kernel());
        } catch (GatewayException e) {
            if (e.code() != ErrorCode.UNSUPPORTED_TABLE_FEATURE) {
                throw e;
            }
            long last = version instanceof Version.Numbered numbered ? numbered.number() : Long.MAX_VALUE;
            return KernelErrors.call(table, "listing its log", () -> TableProtocol.ofLog(table, folder, files, last))
                    .orElseThrow(() -> e);
        }
    }

    private DeltaSnapshot latest(TableName table) {
        Optional<DeltaSnapshot> known = currentLatest();
        if (known.isPresent()) {
            return known.get();
        }
        loading.lock(); // so that many statements after a commit read the log once
        try {
            // Looked at anew: what another thread loaded meanwhile may be older than this call.
            DeltaSnapshot loaded =
                    currentLatest().or(() -> next(table)).orElseGet(() -> load(table, OptionalLong.empty()));
            latest = loaded;
            return loaded;
        } finally {
            loading.unlock();
        }
    }

    /** The newest snapshot from the one that was it. Cost: the commits since, and a listing; not the checkpoint. */
    private Optional<DeltaSnapshot> next(TableName table) {
        DeltaSnapshot known = latest;
        if (known == null) {
            return Optional.empty();
        }
        OptionalLong version =
                new NextCommits(folder, files).newestWithoutMetadata(known.id().version());
        if (version.isEmpty()) {
            return Optional.empty();
        }
        SnapshotImpl before = (SnapshotImpl) known.kernel();
        SnapshotBuilder builder = TableManager.loadSnapshot(folder)
                .atVersion(version.getAsLong())
                .withProtocolAndMetadata(before.getProtocol(), before.getMetadata());
        try {
            // Looked at last: as long as it is where it was, what followed is of the same table.
            return stamped(table, KernelErrors.call(table, "reading its log", () -> builder.build(engine)))
                    .filter(loaded -> isUnchanged(known));
        } catch (GatewayException e) {
            return Optional.empty(); // it may be another table by now; else the error comes again
        }
    }

    private Optional<DeltaSnapshot> currentLatest() {
        return Optional.ofNullable(latest)
                .filter(known ->
                        files.isNewest(folder, known.id().version(), known.id().stamp()));
    }

    private boolean isUnchanged(DeltaSnapshot known) {
        return files.stampOfVersion(folder, known.id().version())
                .filter(known.id().stamp()::equals)
                .isPresent();
    }

    private DeltaSnapshot at(TableName table, long version) {
        DeltaSnapshot known = earlier.getIfPresent(version);
        if (known != null && isUnchanged(known)) {
            return known;
        }
        // Before Kernel is asked: it searches backwards for a checkpoint, from wherever one lets it start.
        long newest = newestVersion(table);
        if (version < 0 || version > newest) {
            throw CatalogErrors.versionNotFound(table, version, oldestVersion(table), newest);
        }
        try {
            DeltaSnapshot loaded = load(table, OptionalLong.of(version));
            earlier.put(version, loaded);
            return loaded;
        } catch (GatewayException e) {
            long oldest = oldestVersion(table);
            throw version < oldest ? CatalogErrors.versionNotFound(table, version, oldest, newest) : e;
        }
    }

    private DeltaSnapshot at(TableName table, Instant time) {
        Snapshot newest = currentLatest().map(DeltaSnapshot::kernel).orElseGet(() -> open(table, OptionalLong.empty()));
        return KernelErrors.call(table, "finding its version at a time", () -> {
            long newestMillis = newest.getTimestamp(engine);
            boolean future = time.isAfter(Instant.now()) && time.toEpochMilli() > newestMillis;
            Commit commit = commitAt(newest, time.toEpochMilli());
            if (future || commit.getTimestamp() > time.toEpochMilli()) {
                Commit oldest = commitAt(newest, Long.MIN_VALUE);
                throw CatalogErrors.timeNotFound(
                        table,
                        time,
                        "version %d of %s to version %d of %s"
                                .formatted(
                                        oldest.getVersion(),
                                        Instant.ofEpochMilli(oldest.getTimestamp()),
                                        newest.getVersion(),
                                        Instant.ofEpochMilli(newestMillis)));
            }
            return at(table, commit.getVersion());
        });
    }

    /** The last commit at or before a time; the first one where there is none. */
    private Commit commitAt(Snapshot newest, long millis) {
        return DeltaHistoryManager.getActiveCommitAtTimestamp(
                engine, newest, newest.getLogPath(), millis, true, true, true, List.of());
    }

    private long newestVersion(TableName table) {
        return KernelErrors.call(
                        table, "listing its log", () -> CommitFiles.newest(files.names(CommitFiles.folder(folder))))
                .orElseThrow(() -> noCommit(table));
    }

    private long oldestVersion(TableName table) {
        return KernelErrors.call(
                table,
                "looking for its oldest version",
                () -> DeltaHistoryManager.getEarliestRecreatableCommit(
                        engine, new io.delta.kernel.internal.fs.Path(folder, "_delta_log"), Optional.empty()));
    }

    private static GatewayException noCommit(TableName table) {
        return CatalogErrors.tableDamaged(
                table, "its _delta_log holds no commit", new IllegalStateException("no commit"));
    }

    private Snapshot open(TableName table, OptionalLong version) {
        if (!KernelErrors.call(table, "looking for its folder", () -> files.isFolder(folder))) {
            throw CatalogErrors.storageUnreadable(
                    "The folder %s of table %s".formatted(folder, table),
                    "it is missing, or access is denied",
                    new IllegalStateException(folder));
        }
        return KernelErrors.call(table, "reading its log", () -> {
            SnapshotBuilder builder = TableManager.loadSnapshot(folder);
            return (version.isPresent() ? builder.atVersion(version.getAsLong()) : builder).build(engine);
        });
    }

    private DeltaSnapshot load(TableName table, OptionalLong version) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<DeltaSnapshot> loaded = stamped(table, open(table, version));
            if (loaded.isPresent()) {
                return loaded.get();
            }
        }
        throw CatalogErrors.storageUnreadable(
                "Table " + table, "it changed under every attempt to open it", new IllegalStateException(folder));
    }

    /** What was opened, with the state of its commit; empty when that changed meanwhile. */
    private Optional<DeltaSnapshot> stamped(TableName table, Snapshot kernel) {
        FileStatus commit = kernel.getLogSegment().getDeltaFileAtEndVersion();
        Optional<FileStamp> stamp = files.stampOfVersion(folder, kernel.getVersion());
        return stamp.filter(found -> found.fits(commit))
                .map(found -> new DeltaSnapshot.Id(folder, kernel.getVersion(), found))
                .map(id -> DeltaSnapshot.judge(table, id, kernel, zone));
    }
}
