package io.lakegate.adapters.calcite;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * What a session gives to the words of a statement that leave something open: where names are looked up that do not say their catalog or
 * schema, and who asks.
 *
 * @param catalog the session's catalog, if it has one
 * @param schema the session's schema in that catalog, if it has one
 * @param user who connected, as the connection said
 */
public record DefaultNames(Optional<String> catalog, Optional<String> schema, Optional<String> user) {
    /** A session that has chosen nothing: only full names are found. */
    public static final DefaultNames NONE = new DefaultNames(Optional.empty(), Optional.empty());

    public DefaultNames {
        requireNonNull(catalog, "catalog");
        requireNonNull(schema, "schema");
        requireNonNull(user, "user");
    }

    /** Of nobody in particular. */
    public DefaultNames(Optional<String> catalog, Optional<String> schema) {
        this(catalog, schema, Optional.empty());
    }

    /** The same user elsewhere. */
    public DefaultNames at(Optional<String> newCatalog, Optional<String> newSchema) {
        return new DefaultNames(newCatalog, newSchema, user);
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
