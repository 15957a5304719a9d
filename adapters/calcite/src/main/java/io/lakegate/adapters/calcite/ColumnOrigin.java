package io.lakegate.adapters.calcite;

import static java.util.Objects.requireNonNull;

/**
 * The column of a table or view that a column of a result shows as it is.
 *
 * @param catalog empty for a table that belongs to none
 * @param column as the table spells it
 */
public record ColumnOrigin(String catalog, String schema, String table, String column) {
    public ColumnOrigin {
        requireNonNull(catalog, "catalog");
        requireNonNull(schema, "schema");
        requireNonNull(table, "table");
        requireNonNull(column, "column");
    }
}
