package io.lakegate.adapters.delta;

import static java.util.Objects.requireNonNull;

import com.github.benmanes.caffeine.cache.Cache;
import io.lakegate.adapters.storage.Location;
import io.lakegate.adapters.storage.TableFolders;
import io.lakegate.adapters.storage.TableFolders.TableFolder;
import io.lakegate.adapters.storage.files.BucketFiles;
import io.lakegate.catalog.cache.Caches;
import io.lakegate.catalog.error.CatalogErrors;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.TableFeature;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.model.Version;
import io.lakegate.catalog.spi.FileStage;
import io.lakegate.catalog.spi.LakeCatalog;
import io.lakegate.catalog.spi.PinnedTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Delta tables below one folder, and single ones beside it.
 *
 * <p>What is on the storage is looked up on every call, so that a new table is there without a restart. Opened tables stay in memory
 * while there is room, and are read again when they have changed.
 */
public final class DeltaCatalog implements LakeCatalog {
    private static final String MARKER = "_delta_log";
    private static final int MOST_TABLES = 1_000;
    private static final Logger log = LoggerFactory.getLogger(DeltaCatalog.class);

    private final String name;
    private final DeltaSource source;
    private final Optional<TableFolders> folders;
    private final DeltaFileIO files;
    private final KernelEngine engine;
    private final FileListings listings;
    private final DeletionVectors deletionVectors;
    private final KernelReader formatReader;
    private final FileStage stage;
    private final Cache<String, DeltaTable> opened;

    /** Opens nothing: a table that cannot be read is an error when it is asked for. */
    public DeltaCatalog(String name, DeltaSource source) {
        this(name, source, new DeltaFileIO(source.storage()));
    }

    DeltaCatalog(String name, DeltaSource source, DeltaFileIO files) {
        this.opened = Caches.builder().maximumSize(MOST_TABLES).build();
        this.name = requireNonNull(name, "name");
        this.source = requireNonNull(source, "source");
        this.folders = source.location().map(location -> new TableFolders(location, MARKER));
        this.files = files;
        this.engine = new KernelEngine(files);
        this.listings = new FileListings(engine, files);
        this.deletionVectors = new DeletionVectors(files, roots(source));
        this.formatReader = new KernelReader(engine, files, roots(source));
        this.stage = source.storage().stage(roots(source));
        // A store is not asked at the start: it may be away for a while.
        if (folders.filter(TableFolders::isLocal)
                .filter(TableFolders::rootIsTable)
                .isPresent()) {
            log.warn(
                    "The location of catalog {} is itself a table, so no tables are looked for below it: {}."
                            + " Name it under tables, or give the folder above.",
                    name,
                    source.location().get());
        }
    }

    /** The same catalog, which sees its folders with other eyes. */
    private DeltaCatalog(DeltaCatalog other, Optional<TableFolders> folders) {
        this.name = other.name;
        this.source = other.source;
        this.folders = folders;
        this.files = other.files;
        this.engine = other.engine;
        this.listings = other.listings;
        this.deletionVectors = other.deletionVectors;
        this.formatReader = other.formatReader;
        this.stage = other.stage;
        this.opened = other.opened;
    }

    /** Folders in a store are looked at once in a statement; the result needs no closing. */
    @Override
    public LakeCatalog atOneMoment() {
        Optional<TableFolders> remembering = folders.map(TableFolders::remembering);
        return remembering.equals(folders) ? this : new DeltaCatalog(this, remembering);
    }

    @Override
    public boolean lookAnew() {
        return folders.filter(TableFolders::forget).isPresent();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String type() {
        return "delta";
    }

    @Override
    public List<String> schemas() {
        Set<String> schemas = new TreeSet<>();
        source.tables().forEach(table -> schemas.add(table.schema()));
        folders.ifPresent(found -> schemas.addAll(found.schemas()));
        return List.copyOf(schemas);
    }

    @Override
    public Optional<String> schema(String name) {
        List<String> single = source.tables().stream().map(SingleTable::schema).toList();
        return single.contains(name)
                ? Optional.of(name)
                : folders.flatMap(found -> found.exactSchema(name))
                        .or(() -> Stream.concat(
                                        single.stream(),
                                        folders.stream().flatMap(found -> found.knownSchemas().stream()))
                                .filter(name::equalsIgnoreCase)
                                .min(Comparator.naturalOrder()));
    }

    @Override
    public List<String> tables(String schema) {
        Set<String> tables = new TreeSet<>();
        source.tables().stream()
                .filter(table -> table.schema().equals(schema))
                .forEach(table -> tables.add(table.table()));
        folders.ifPresent(found -> tables.addAll(found.tables(schema)));
        return List.copyOf(tables);
    }

    @Override
    public Optional<TableName> find(String schema, String table) {
        return locate(schema, table)
                .map(location -> new TableName(name, schema, table))
                .or(() -> findIgnoringCase(schema, table));
    }

    private Optional<TableName> findIgnoringCase(String schema, String table) {
        Stream<TableName> single = source.tables().stream()
                .filter(t -> t.schema().equalsIgnoreCase(schema) && t.table().equalsIgnoreCase(table))
                .map(t -> new TableName(name, t.schema(), t.table()));
        Stream<TableName> found = folders.flatMap(f -> f.find(schema, table)).stream()
                .map(folder -> new TableName(name, folder.schema(), folder.table()));
        return Stream.concat(single, found)
                .min(Comparator.comparing((TableName t) -> !t.schema().equals(schema))
                        .thenComparing(t -> !t.table().equals(table))
                        .thenComparing(TableName::schema)
                        .thenComparing(TableName::table));
    }

    /** Where the table of exactly this name lies. */
    private Optional<Location> locate(String schema, String table) {
        return source.tables().stream()
                .filter(t -> t.schema().equals(schema) && t.table().equals(table))
                .map(SingleTable::location)
                .findFirst()
                .or(() ->
                        folders.flatMap(found -> found.findExact(schema, table)).map(TableFolder::location));
    }

    @Override
    public PinnedTable pin(TableName table, Version version) {
        Location location = location(table);
        try {
            return pin(table, location, version);
        } catch (GatewayException e) {
            if (e.code() == ErrorCode.STORAGE_UNREADABLE
                    && folders.filter(TableFolders::lookAnew).isPresent()) {
                // An earlier statement saw it: it may be gone, or elsewhere.
                Location now = location(table);
                if (!now.equals(location)) {
                    return pin(table, now, version);
                }
            }
            throw e;
        }
    }

    private PinnedTable pin(TableName table, Location location, Version version) {
        DeltaSnapshot snapshot = open(location).snapshot(table, version);
        return new PinnedDeltaTable(
                table, snapshot, listings, deletionVectors, formatReader, stage.of(snapshot.tableId()));
    }

    private Location location(TableName table) {
        return locate(table.schema(), table.table())
                .or(() -> folders.filter(TableFolders::lookAnew).flatMap(anew -> locate(table.schema(), table.table())))
                .orElseThrow(() -> CatalogErrors.tableNotFound(table, tables(table.schema())));
    }

    private DeltaTable open(Location location) {
        return opened.get(location.folder().toString(), folder -> new DeltaTable(folder, files, engine, source.zone()));
    }

    @Override
    public PinnedTable changes(TableName table, Version from, Version to) {
        ChangeBounds bounds = new ChangeBounds(table, open(location(table)), files);
        return ChangesTable.of(bounds.between(from, to), deletionVectors, stage);
    }

    @Override
    public List<TableFeature> features(TableName table, Version version) {
        return DeltaFeatures.of(table, open(location(table)).protocol(table, version));
    }

    @Override
    public Optional<PinnedTable> pinAt(String location, Version version) {
        Location place;
        try {
            place = Location.parse(location, source.storage());
        } catch (GatewayException e) {
            return Optional.empty(); // a place that this catalog does not have
        }
        if (roots(source).stream().noneMatch(place.folder()::startsWith)) {
            return Optional.empty();
        }
        return Optional.of(pin(new TableName(name, "path", place.toString()), place, version));
    }

    @Override
    public List<Path> localRoots() {
        return roots(source).stream().filter(BucketFiles::isLocal).toList();
    }

    private static List<Path> roots(DeltaSource source) {
        Set<Path> roots = new LinkedHashSet<>();
        source.location().ifPresent(location -> roots.add(location.folder()));
        source.tables().forEach(table -> roots.add(table.location().folder()));
        return new ArrayList<>(roots);
    }

    /** Forgets what it has opened. Tables that are pinned stay readable. */
    @Override
    public void close() {
        opened.invalidateAll();
        listings.clear();
        deletionVectors.clear();
    }
}
