package io.lakegate.server;

import io.lakegate.adapters.testing.DuckLakeDatabase;
import io.lakegate.adapters.testing.DuckLakeWriter;
import io.lakegate.catalog.model.Version;
import io.lakegate.server.config.CatalogConfig;
import io.lakegate.server.config.GatewayConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A DuckLake catalog called {@code lake} that a test writes, in a folder of its own. */
final class DuckLakeLake {
    private DuckLakeLake() {}

    /** Makes an empty catalog in a DuckDB file. */
    static DuckLakeWriter inDuckDb(Path folder) throws SQLException, IOException {
        return DuckLakeWriter.create(DuckLakeDatabase.duckDb(folder.resolve("lake.db")), folder.resolve("data"));
    }

    /** Makes an empty catalog in an SQLite file. */
    static DuckLakeWriter inSqlite(Path folder) throws SQLException, IOException {
        return DuckLakeWriter.create(DuckLakeDatabase.sqlite(folder.resolve("lake.sqlite")), folder.resolve("data"));
    }

    /** What {@link #inDuckDb} made. */
    static CatalogConfig.DuckLake duckDb(Path folder) {
        return config(folder, "duckdb:" + folder.resolve("lake.db"), Optional.empty(), Version.LATEST);
    }

    /** What {@link #inSqlite} made. */
    static CatalogConfig.DuckLake sqlite(Path folder) {
        return config(folder, "sqlite:" + folder.resolve("lake.sqlite"), Optional.empty(), Version.LATEST);
    }

    static CatalogConfig.DuckLake config(
            Path folder, String metadata, Optional<CatalogConfig.Login> login, Version asOf) {
        return new CatalogConfig.DuckLake(
                "lake",
                new CatalogConfig.Database(metadata, Optional.empty(), login),
                Optional.of(folder.resolve("data").toString()),
                new CatalogConfig.Moved(false, Map.of()),
                asOf,
                folder.resolve("lake.yaml"));
    }

    static TestGateway gateway(CatalogConfig... catalogs) {
        GatewayConfig defaults = GatewayConfig.defaults();
        return TestGateway.over(
                new GatewayConfig(defaults.server(), defaults.engine(), defaults.limits(), List.of(catalogs)));
    }
}
