package io.lakegate.server.config;

import static java.util.Objects.requireNonNull;

/**
 * One table that a catalog file names.
 *
 * @param location the absolute path of its folder, not a URI
 */
public record TableConfig(String schema, String table, String location) {
    public TableConfig {
        requireNonNull(schema, "schema");
        requireNonNull(table, "table");
        requireNonNull(location, "location");
    }

    static TableConfig of(Bound bound) {
        return new TableConfig(
                bound.get(Settings.TABLE_SCHEMA),
                bound.get(Settings.TABLE_NAME),
                bound.get(Settings.TABLE_LOCATION).toString());
    }
}
