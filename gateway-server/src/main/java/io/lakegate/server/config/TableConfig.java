package io.lakegate.server.config;

import static java.util.Objects.requireNonNull;

/**
 * One table that a catalog file names.
 *
 * @param location the absolute path of its folder, or its address in an object store
 */
public record TableConfig(String schema, String table, String location) {
    public TableConfig {
        requireNonNull(schema, "schema");
        requireNonNull(table, "table");
        requireNonNull(location, "location");
    }

    static TableConfig of(Bound bound, Setting<String> location) {
        return new TableConfig(
                bound.get(CatalogSettings.TABLE_SCHEMA), bound.get(CatalogSettings.TABLE_NAME), bound.get(location));
    }
}
