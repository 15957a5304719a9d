package io.lakegate.adapters.ducklake;

import com.github.benmanes.caffeine.cache.Cache;
import io.lakegate.adapters.ducklake.database.FileStamp;
import io.lakegate.adapters.ducklake.database.MetadataDatabase;
import io.lakegate.adapters.ducklake.database.MetadataReader;
import io.lakegate.adapters.storage.Storage;
import io.lakegate.catalog.cache.Caches;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.model.Version;
import io.lakegate.catalog.spi.FileStage;
import io.lakegate.catalog.spi.ViewText;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the parts of one catalog share: its database, where its files are, and what was read before and cannot change. For any thread. */
final class CatalogAccess implements AutoCloseable {
    private static final int MOST_SNAPSHOTS = 64;
    private static final int MOST_SCHEMAS = 1_000;
    private static final int MOST_FOOTERS = 10_000;

    private final String name;
    private final MetadataDatabase database;
    private final DataPaths paths;
    private final Storage storage;
    private final ParquetPeek peek;
    private final Deletes deletes;
    private final Cache<LakeSnapshot, LakeNames> names =
            Caches.builder().maximumSize(MOST_SNAPSHOTS).build();
    private final Cache<String, List<FileField>> footers =
            Caches.builder().maximumSize(MOST_FOOTERS).build();
    private final Cache<SchemaKey, TableSchema> schemas =
            Caches.builder().maximumSize(MOST_SCHEMAS).build();
    private final Cache<LakeView, ViewText> views =
            Caches.builder().maximumSize(MOST_SCHEMAS).build();
    private final KnownPlans plans = new KnownPlans();
    private final FileIndexes indexes = new FileIndexes();
    private volatile @Nullable CatalogShape shape;
    private volatile @Nullable Stage stage;
    private volatile Remembered remembered = new Remembered(Optional.empty(), Map.of());

    CatalogAccess(String name, MetadataDatabase database, DataPaths paths, Storage storage) {
        this.storage = storage;
        this.peek = new ParquetPeek(storage);
        this.deletes = new Deletes(peek, storage);
        this.name = name;
        this.database = database;
        this.paths = paths;
    }

    /** What is read of a catalog in one transaction. */
    interface Reading<T> {
        T read(MetadataReader reader, CatalogShape shape) throws SQLException;
    }

    /**
     * Reads in one transaction, which begins with the catalog's version.
     *
     * @throws GatewayException when the version is not known, or the database cannot be read
     */
    <T> T read(Reading<T> reading) {
        return database.read(reader -> {
            CatalogShape now = CatalogShape.read(name, reader, Optional.ofNullable(shape));
            shape = now;
            return reading.read(reader, now);
        });
    }

    /** What is read of one table in one transaction. */
    interface TableReading<T> {
        T read(TableQueries queries) throws SQLException;
    }

    /**
     * Reads what belongs to snapshots of a table, which have to be there still.
     *
     * @throws GatewayException {@link ErrorCode#VERSION_NOT_FOUND} when one was expired since it was found
     */
    <T> T read(TableName table, LakeTable lakeTable, List<Long> snapshots, TableReading<T> reading) {
        return read((reader, now) -> {
            for (long snapshot : snapshots) {
                Snapshots.require(reader, table, snapshot);
            }
            return reading.read(new TableQueries(reader, now, table, lakeTable, paths));
        });
    }

    /** The schemas, tables and views at a snapshot, which is known to exist. A catalog that is made anew counts from the start, but at another time. */
    private LakeNames names(MetadataReader reader, CatalogShape now, LakeSnapshot snapshot) throws SQLException {
        LakeNames known = names.getIfPresent(snapshot);
        if (known == null) {
            known = LakeNames.read(reader, now, paths.root(now), snapshot.id());
            names.put(snapshot, known);
        }
        return known;
    }

    /**
     * A snapshot and what it holds.
     *
     * @param stamp how the database looked before this was read, where another change would look different; empty for one that is no file
     */
    record Resolved(LakeSnapshot snapshot, LakeNames names, Optional<FileStamp> stamp) {}

    /** How the database looks, where it is a file. */
    Optional<FileStamp> stamp() {
        return database.location().dialect().isFile()
                ? FileStamp.of(Path.of(database.location().address()))
                : Optional.empty();
    }

    KnownPlans plans() {
        return plans;
    }

    FileIndexes indexes() {
        return indexes;
    }

    /**
     * The snapshot that a version means. A database that is a file is not opened for this while the file is as it was.
     *
     * @throws GatewayException as {@link Snapshots#resolve} does
     */
    Resolved resolve(Version version) {
        Optional<FileStamp> stamp =
                stamp().filter(FileStamp::isSettled); // before it is read: later it may have changed already
        Remembered known = remembered;
        if (stamp.isPresent() && known.stamp.equals(stamp)) {
            Resolved before = known.versions.get(version);
            if (before != null) {
                return before;
            }
        }
        Resolved resolved = read((reader, now) -> {
            LakeSnapshot snapshot = Snapshots.resolve(reader, "Catalog " + name, version);
            return new Resolved(snapshot, names(reader, now, snapshot), stamp);
        });
        remember(stamp, version, resolved);
        return resolved;
    }

    /**
     * The snapshots between two versions, both included; a time means what was committed from it on, or until it.
     *
     * @throws GatewayException when there are none
     */
    ChangeRange range(TableName table, Version from, LakeSnapshot to) {
        return read((reader, now) -> {
            Map<Long, Instant> times = new HashMap<>();
            Snapshots.all(reader).forEach(snapshot -> times.put(snapshot.id(), snapshot.time()));
            Optional<LakeSnapshot> first = from instanceof Version.AtTime at
                    ? Snapshots.from(reader, at.time())
                    : Optional.of(Snapshots.resolve(reader, "Table " + table, from));
            if (first.isEmpty() || first.get().id() > to.id()) {
                throw new GatewayException(
                        ErrorCode.VERSION_NOT_FOUND,
                        "Table %s has no changes from %s to snapshot %d: the range is empty. Ask for one that begins before it ends."
                                .formatted(
                                        table,
                                        first.map(snapshot -> "snapshot " + snapshot.id())
                                                .orElse("then on"),
                                        to.id()));
            }
            return new ChangeRange(first.get().id(), to, times);
        });
    }

    private synchronized void remember(Optional<FileStamp> stamp, Version version, Resolved resolved) {
        if (stamp.isPresent()) {
            boolean same = remembered.stamp.equals(stamp) && remembered.versions.size() < MOST_SNAPSHOTS;
            Map<Version, Resolved> versions = new HashMap<>(same ? remembered.versions : Map.of());
            versions.put(version, resolved);
            remembered = new Remembered(stamp, Map.copyOf(versions));
        }
    }

    /** What versions meant while the database's file was as the stamp says. */
    private record Remembered(Optional<FileStamp> stamp, Map<Version, Resolved> versions) {}

    private record SchemaKey(TableName name, LakeTable table, long snapshot) {}

    /** The columns of a table at a snapshot, which never change. */
    TableSchema schema(TableName table, LakeTable lakeTable, long snapshot) {
        SchemaKey key = new SchemaKey(table, lakeTable, snapshot);
        TableSchema known = schemas.getIfPresent(key);
        if (known == null) {
            known = read(table, lakeTable, List.of(snapshot), queries -> TableSchema.read(queries, table, snapshot));
            schemas.put(key, known);
        }
        return known;
    }

    /** A view in words that do not depend on where the catalog is attached. */
    ViewText viewText(LakeView view) {
        return views.get(view, asked -> ViewTexts.of(name, asked, peek::columnName));
    }

    String name() {
        return name;
    }

    DataPaths paths() {
        return paths;
    }

    /** What brings the files below a root. */
    private record Stage(String root, FileStage files) {}

    /** Brings data files to the engine, from where they lay when the database was last asked: a catalog that is made anew may have them elsewhere. */
    FileStage stage() {
        if (!storage.hasStores()) {
            return FileStage.IN_PLACE;
        }
        CatalogShape last = shape;
        String root = last == null ? read((reader, now) -> paths.root(now)) : paths.root(last);
        Stage known = stage;
        if (known == null || !known.root.equals(root)) {
            known = new Stage(root, storage.stage(paths.remoteRoots(root, storage)));
            stage = known;
        }
        return known.files;
    }

    ParquetPeek peek() {
        return peek;
    }

    Deletes deletes() {
        return deletes;
    }

    ColumnReads.Footers footers() {
        return new ColumnReads.Footers(peek, footers);
    }

    @Override
    public void close() {
        indexes.clear();
        database.close();
        peek.close();
    }
}
