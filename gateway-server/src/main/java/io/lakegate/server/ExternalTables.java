package io.lakegate.server;

import io.lakegate.adapters.delta.DeltaCatalog;
import io.lakegate.adapters.delta.DeltaSource;
import io.lakegate.adapters.delta.SingleTable;
import io.lakegate.adapters.ducklake.DuckLakeCatalog;
import io.lakegate.adapters.ducklake.DuckLakePlaces;
import io.lakegate.adapters.ducklake.database.MetadataDatabase;
import io.lakegate.adapters.ducklake.database.MetadataLocation;
import io.lakegate.adapters.iceberg.IcebergCatalog;
import io.lakegate.adapters.iceberg.IcebergSource;
import io.lakegate.adapters.iceberg.Moved;
import io.lakegate.adapters.storage.Location;
import io.lakegate.adapters.storage.Storage;
import io.lakegate.catalog.error.CatalogErrors;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.model.Version;
import io.lakegate.catalog.spi.LakeCatalog;
import io.lakegate.server.store.Definition;
import io.lakegate.server.store.TableOpener;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Opens the tables that statements define: only below folders of configured catalogs, where the engine may read too. */
final class ExternalTables implements TableOpener {
    private final List<Path> roots;
    private final List<Path> databases;
    private final Stores stores;

    /**
     * Opens tables through the stores of configured catalogs.
     *
     * @param roots where files may be read
     * @param databases files of configured DuckLake catalogs, which may lie elsewhere
     */
    ExternalTables(List<Path> roots, List<Path> databases, Stores stores) {
        this.roots = roots.stream().map(ExternalTables::plain).toList();
        this.databases = databases.stream().map(ExternalTables::plain).toList();
        this.stores = stores;
    }

    private static Path plain(Path path) {
        return path.toAbsolutePath().normalize();
    }

    @Override
    public Opened open(Definition.ExternalTable table, String catalog) {
        TableName name = new TableName(catalog, table.schema(), table.name());
        return switch (table.format()) {
            case "delta" -> new Opened(delta(table, catalog), name);
            case "iceberg" -> new Opened(iceberg(table, catalog), name);
            default ->
                new Opened(
                        duckLake(table, catalog),
                        new TableName(
                                catalog,
                                table.options().getOrDefault("schema", "main"),
                                table.options().getOrDefault("table", table.name())));
        };
    }

    private LakeCatalog delta(Definition.ExternalTable table, String catalog) {
        Storage storage = storage(table.location());
        Location location = allowed(table.location(), storage);
        return new DeltaCatalog(
                catalog,
                new DeltaSource(
                        Optional.empty(),
                        List.of(new SingleTable(table.schema(), table.name(), location)),
                        ZoneOffset.UTC,
                        storage));
    }

    private LakeCatalog iceberg(Definition.ExternalTable table, String catalog) {
        Storage storage = storage(table.location());
        Path folder = allowed(table.location(), storage).folder();
        return new IcebergCatalog(
                catalog,
                new IcebergSource(
                        Optional.empty(),
                        Optional.empty(),
                        List.of(new io.lakegate.adapters.iceberg.SingleTable(table.schema(), table.name(), folder)),
                        new Moved(isTrue(table.options().get("moved")), Map.of()),
                        storage));
    }

    /** The catalog's database is what {@code metadata} names, or else the location; beside {@code metadata} that is where its files are. */
    private LakeCatalog duckLake(Definition.ExternalTable table, String catalog) {
        Optional<String> metadata = Optional.ofNullable(table.options().get("metadata"));
        String database = metadata.orElse(table.location());
        int scheme = database.indexOf(':');
        boolean file = database.startsWith("duckdb:") || database.startsWith("sqlite:");
        if (!file) {
            throw new GatewayException(
                    ErrorCode.INVALID_STATEMENT,
                    "The metadata of a DuckLake table is the file of its catalog, as duckdb:/data/lake.ducklake or sqlite:/data/lake.sqlite,"
                            + " and not %s. A database server, with its user and password, is configured in conf/catalogs."
                                    .formatted(database));
        }
        Path place = plain(Location.parse(database.substring(scheme + 1)).folder());
        if (!databases.contains(place)) {
            requireAllowed(place, database);
        }
        Path folder = place.getParent() == null ? place : place.getParent();
        Optional<String> data = metadata.isPresent() && !table.location().isEmpty()
                ? Optional.of(allowed(table.location(), storage(table.location()))
                        .folder()
                        .toString())
                : Optional.empty();
        LakeCatalog lake = new DuckLakeCatalog(
                catalog,
                new MetadataDatabase(
                        catalog,
                        MetadataLocation.parse(
                                database.substring(0, scheme + 1) + place, folder, Optional.empty(), Optional.empty())),
                new DuckLakePlaces(
                        data, Map.of(), folder, data.isPresent() ? storage(table.location()) : Storage.LOCAL),
                Version.LATEST);
        try {
            lake.localRoots().forEach(root -> requireAllowed(root, root.toString()));
            return lake;
        } catch (RuntimeException e) {
            lake.close();
            throw e;
        }
    }

    private static boolean isTrue(@Nullable String option) {
        return "true".equalsIgnoreCase(option);
    }

    /** An address in a store is reached as the catalog does that has named it, or a folder above it. */
    private Storage storage(String written) {
        return Storage.isAddress(written)
                ? stores.owning(written).orElseThrow(() -> CatalogErrors.placeNotAllowed(written))
                : Storage.LOCAL;
    }

    private Location allowed(String written, Storage storage) {
        Location location = Location.parse(written, storage);
        if (!Storage.isAddress(written)) {
            requireAllowed(location.folder(), written);
        }
        return location;
    }

    private void requireAllowed(Path folder, String written) {
        if (roots.stream().noneMatch(plain(folder)::startsWith)) {
            throw CatalogErrors.placeNotAllowed(written);
        }
    }
}
