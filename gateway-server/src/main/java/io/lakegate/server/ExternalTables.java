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

/** Opens the tables that statements define: only below folders of configured catalogs, where the engine may read too. */
final class ExternalTables implements TableOpener {
    private final List<Path> roots;
    private final Stores stores;

    ExternalTables(List<Path> roots, Stores stores) {
        this.roots = List.copyOf(roots);
        this.stores = stores;
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
                        new Moved(false, Map.of()),
                        storage));
    }

    private LakeCatalog duckLake(Definition.ExternalTable table, String catalog) {
        String database = table.location();
        int scheme = database.indexOf(':');
        boolean file = database.startsWith("duckdb:") || database.startsWith("sqlite:");
        if (!file) {
            throw new GatewayException(
                    ErrorCode.INVALID_STATEMENT,
                    "The location of a DuckLake table is the file of its catalog, as duckdb:/data/lake.ducklake or sqlite:/data/lake.sqlite."
                            + " A database server is configured in conf/catalogs.");
        }
        Path place = allowed(database.substring(scheme + 1), Storage.LOCAL).folder();
        Path folder = place.getParent() == null ? place : place.getParent();
        return new DuckLakeCatalog(
                catalog,
                new MetadataDatabase(
                        catalog,
                        MetadataLocation.parse(
                                database.substring(0, scheme + 1) + place, folder, Optional.empty(), Optional.empty())),
                new DuckLakePlaces(Optional.empty(), Map.of(), folder),
                Version.LATEST);
    }

    /** An address in a store is reached as the catalog does that has named it, or a folder above it. */
    private Storage storage(String written) {
        return Storage.isAddress(written)
                ? stores.owning(written).orElseThrow(() -> notAllowed(written))
                : Storage.LOCAL;
    }

    private Location allowed(String written, Storage storage) {
        Location location = Location.parse(written, storage);
        if (Storage.isAddress(written)) {
            return location;
        }
        Path place = location.folder().toAbsolutePath().normalize();
        if (roots.stream()
                .noneMatch(root -> place.startsWith(root.toAbsolutePath().normalize()))) {
            throw notAllowed(written);
        }
        return location;
    }

    private static GatewayException notAllowed(String written) {
        return new GatewayException(
                ErrorCode.INVALID_STATEMENT,
                "The place %s is not below a folder of a configured catalog. Ask the operator to add one for it in conf/catalogs."
                        .formatted(written));
    }
}
