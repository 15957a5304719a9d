package io.lakegate.adapters.iceberg;

import static java.util.Objects.requireNonNull;

import io.lakegate.catalog.error.GatewayException;
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
    private final Listings listings = new Listings();
    private final FileFooters footers = new FileFooters();
    private final PositionDeletes positionDeletes = new PositionDeletes();
    private final EqualityDeleteSets equalityDeletes = new EqualityDeleteSets();
    private final Reading reading =
            new Reading(listings, footers, positionDeletes, new LibraryReader(positionDeletes, equalityDeletes));

    /**
     * Opens no table.
     *
     * @throws GatewayException when a catalog service cannot be reached with this configuration
     */
    public IcebergCatalog(String name, IcebergSource source) {
        this.name = requireNonNull(name, "name");
        this.source = requireNonNull(source, "source");
        this.finder = source.service().isPresent()
                ? ServiceTables.of(name, source.service().get(), source.moved())
                : new FolderTables(source);
    }

    /** What all tables of a catalog share for being read. */
    record Reading(Listings listings, FileFooters footers, PositionDeletes positionDeletes, LibraryReader library) {}

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
    public List<String> tables(String schema) {
        return finder.tables(schema);
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

    @Override
    public Optional<PinnedTable> pinAt(String location, Version version) {
        if (!(finder instanceof FolderTables folders)) {
            return Optional.empty();
        }
        return LocalFiles.pathOf(location)
                .filter(place -> source.roots().stream().anyMatch(place::startsWith))
                .map(place -> {
                    TableName table = new TableName(name, "path", place.toString());
                    return pin(table, folders.open(table, place), version);
                });
    }

    @Override
    public List<Path> localRoots() {
        return source.roots();
    }

    /** Forgets what it has read. Tables that are pinned stay readable. */
    @Override
    public void close() {
        finder.close();
        listings.clear();
        footers.clear();
        positionDeletes.clear();
        equalityDeletes.clear();
    }
}
