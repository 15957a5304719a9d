package io.lakegate.adapters.delta;

import static java.util.Objects.requireNonNull;

import io.lakegate.adapters.storage.Location;

/** A table that configuration names one by one, wherever it lies. */
public record SingleTable(String schema, String table, Location location) {
    public SingleTable {
        requireNonNull(schema, "schema");
        requireNonNull(table, "table");
        requireNonNull(location, "location");
    }
}
