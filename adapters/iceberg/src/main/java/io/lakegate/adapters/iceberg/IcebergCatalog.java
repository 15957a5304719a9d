package io.lakegate.adapters.iceberg;

import static java.util.Objects.requireNonNull;

import io.lakegate.adapters.storage.files.BucketFiles;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.TableFeature;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.model.Version;
import io.lakegate.catalog.spi.LakeCatalog;
import io.lakegate.catalog.spi.PinnedTable;
import io.lakegate.catalog.spi.ViewText;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The Iceberg tables of one source: below a folder, or those that one of Iceberg's own catalogs knows.
 *
 * <p>Where a table is now is looked up on every call, its metadata is read again when it has changed.
 */
public final class IcebergCatalog implements LakeCatalog {
    private final String name;
    private final IcebergSource source;
    private final TableFinder finder;
    private final Reading reading;

    /**
     * Opens no table.
     *
     * @throws GatewayException when a catalog service cannot be reached with this configuration
     */
    public IcebergCatalog(String name, IcebergSource source) {
        this(
                requireNonNull(name, "name"),
                requireNonNull(source, "source"),
                source.service().isPresent() ? ServiceTables.of(name, source) : new FolderTables(source),
                Reading.create());
    }

    private IcebergCatalog(String name, IcebergSource source, TableFinder finder, Reading reading) {
        this.name = name;
        this.source = source;
        this.finder = finder;
        this.reading = reading;
    }

    /** What all tables of a catalog share for being read. */
    record Reading(
            Listings listings,
            FileFooters footers,
            PositionDeletes positionDeletes,
            EqualityDeleteSets equalityDeletes,
            LibraryReader library) {
        private static Reading create() {
            PositionDeletes positions = new PositionDeletes();
            EqualityDeleteSets values = new EqualityDeleteSets();
            return new Reading(
                    new Listings(), new FileFooters(), positions, values, new LibraryReader(positions, values));
        }

        private void clear() {
            listings.clear();
            footers.clear();
            positionDeletes.clear();
            equalityDeletes.clear();
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String type() {
        return "iceberg";
    }

    @Override
    public List<String> schemas() {
        return finder.schemas();
    }

    @Override
    public Optional<String> schema(String name) {
        return finder.schema(name);
    }

    /** Where a service knows the tables it is asked for each once; the result needs no closing. */
    @Override
    public LakeCatalog atOneMoment() {
        TableFinder moment = finder.atOneMoment();
        return moment.equals(finder) ? this : new IcebergCatalog(name, source, moment, reading);
    }

    @Override
    public boolean lookAnew() {
        return finder.lookAnew();
    }

    @Override
    public List<String> tables(String schema) {
        return finder.tables(schema);
    }

    @Override
    public List<String> views(String schema) {
        return finder.views(schema);
    }

    @Override
    public Optional<TableName> find(String schema, String table) {
        return finder.find(schema, table).map(found -> new TableName(name, found.schema(), found.table()));
    }

    @Override
    public Optional<ViewText> view(String schema, String name, Version version) {
        return finder.view(schema, name, version);
    }

    @Override
    public PinnedTable pin(TableName table, Version version) {
        return pin(table, finder.open(table), version);
    }

    private PinnedIcebergTable pin(TableName table, OpenTable open, Version version) {
        return new PinnedIcebergTable(table, open, SnapshotChoice.of(table, open.metadata(), version), reading);
    }

    @Override
    public PinnedTable changes(TableName table, Version from, Version to) {
        return new ChangesTable(IcebergChanges.between(table, finder.open(table), from, to, reading));
    }

    /** Metadata that the library does not understand is all that can be told of a table then. */
    @Override
    public List<TableFeature> features(TableName table, Version version) {
        OpenTable open;
        try {
            open = finder.open(table);
        } catch (GatewayException e) {
            if (e.code() == ErrorCode.UNSUPPORTED_TABLE_FEATURE || e.code() == ErrorCode.TABLE_DAMAGED) {
                return List.of(TableFeature.refused(
                        TableFeature.Kind.PROTOCOL, "metadata file", String.valueOf(e.getMessage())));
            }
            throw e;
        }
        return IcebergFeatures.of(table, open.metadata(), SnapshotChoice.of(table, open.metadata(), version));
    }

    @Override
    public Optional<PinnedTable> pinAt(String location, Version version) {
        if (!(finder instanceof FolderTables folders)) {
            return Optional.empty();
        }
        return LakeFiles.pathOf(location, source.storage())
                .filter(place -> source.roots().stream().anyMatch(place::startsWith))
                .map(place -> {
                    TableName table = new TableName(name, "path", place.toString());
                    return pin(table, folders.open(table, place), version);
                });
    }

    @Override
    public List<Path> localRoots() {
        return source.roots().stream().filter(BucketFiles::isLocal).toList();
    }

    /** Forgets what it has read. Tables that are pinned stay readable. */
    @Override
    public void close() {
        finder.close();
        reading.clear();
    }
}
