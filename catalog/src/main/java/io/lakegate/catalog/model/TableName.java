package io.lakegate.catalog.model;

import static java.util.Objects.requireNonNull;

/** The full name of a table: catalog, schema and table, each as its source spells it. */
public record TableName(String catalog, String schema, String table) {
    public TableName {
        requireNonNull(catalog, "catalog");
        requireNonNull(schema, "schema");
        requireNonNull(table, "table");
    }

    /** The three parts joined by dots, unquoted: for messages, not for SQL. */
    @Override
    public String toString() {
        return catalog + "." + schema + "." + table;
    }
}
