package io.lakegate.adapters.iceberg;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;

/**
 * One table that configuration names.
 *
 * @param location the folder that holds the table's {@code metadata}, or one metadata file; absolute
 */
public record SingleTable(String schema, String table, Path location) {
    public SingleTable {
        requireNonNull(schema, "schema");
        requireNonNull(table, "table");
        requireNonNull(location, "location");
    }
}
