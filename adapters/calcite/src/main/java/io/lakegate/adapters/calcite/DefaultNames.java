package io.lakegate.adapters.calcite;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * Where names are looked up that do not say their catalog or schema.
 *
 * @param catalog the session's catalog, if it has one
 * @param schema the session's schema in that catalog, if it has one
 */
public record DefaultNames(Optional<String> catalog, Optional<String> schema) {
    /** A session that has chosen nothing: only full names are found. */
    public static final DefaultNames NONE = new DefaultNames(Optional.empty(), Optional.empty());

    public DefaultNames {
        requireNonNull(catalog, "catalog");
        requireNonNull(schema, "schema");
    }

    /** Prefixes to try, the closest first: catalog and schema, catalog alone, nothing. */
    List<List<String>> searchPath() {
        if (catalog.isEmpty()) {
            return List.of(List.of());
        }
        return schema.isEmpty()
                ? List.of(List.of(catalog.get()), List.of())
                : List.of(List.of(catalog.get(), schema.get()), List.of(catalog.get()), List.of());
    }
}
