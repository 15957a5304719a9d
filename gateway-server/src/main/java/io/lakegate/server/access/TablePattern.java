package io.lakegate.server.access;

import static java.util.Objects.requireNonNull;

import io.lakegate.catalog.model.TableName;
import java.util.List;

/** A pattern for the names of tables and views, part by part. Immutable. */
record TablePattern(Glob catalog, Glob schema, Glob table) {
    TablePattern {
        requireNonNull(catalog, "catalog");
        requireNonNull(schema, "schema");
        requireNonNull(table, "table");
    }

    /** Parts that are not there stand for every name. */
    static TablePattern of(List<String> parts) {
        return new TablePattern(
                Glob.of(parts.get(0)),
                Glob.of(parts.size() > 1 ? parts.get(1) : "*"),
                Glob.of(parts.size() > 2 ? parts.get(2) : "*"));
    }

    boolean matches(TableName name) {
        return isIn(name.catalog(), name.schema()) && table.matches(name.table());
    }

    boolean isIn(String catalogName, String schemaName) {
        return catalog.matches(catalogName) && schema.matches(schemaName);
    }

    /** Whether it matches every table of the schemas that it matches. */
    boolean isWholeSchema() {
        return table.isAll();
    }

    boolean isWholeCatalog() {
        return schema.isAll() && table.isAll();
    }
}
