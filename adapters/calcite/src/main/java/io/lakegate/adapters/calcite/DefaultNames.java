package io.lakegate.adapters.calcite;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a session gives to the words of a statement that leave something open: where names are looked up that do not say their catalog or
 * schema, and who asks.
 *
 * @param catalog the session's catalog, if it has one
 * @param schema the session's schema in that catalog, if it has one
 * @param user who connected, as proven, or as the connection said where no proof is asked for
 * @param groups of which that one is a member, sorted
 */
public record DefaultNames(
        Optional<String> catalog, Optional<String> schema, Optional<String> user, Set<String> groups) {
    /** A session that has chosen nothing: only full names are found. */
    public static final DefaultNames NONE = new DefaultNames(Optional.empty(), Optional.empty());

    /** The catalog of external tables and views that statements have made: {@code s.t} may be one of these. */
    public static final String DEFINITIONS = "lakegate";

    public DefaultNames {
        requireNonNull(catalog, "catalog");
        requireNonNull(schema, "schema");
        requireNonNull(user, "user");
        groups = Collections.unmodifiableSet(new TreeSet<>(groups));
    }

    /** Of one who is a member of no group. */
    public DefaultNames(Optional<String> catalog, Optional<String> schema, Optional<String> user) {
        this(catalog, schema, user, Set.of());
    }

    /** Of nobody in particular. */
    public DefaultNames(Optional<String> catalog, Optional<String> schema) {
        this(catalog, schema, Optional.empty());
    }

    /** The same user elsewhere. */
    public DefaultNames at(Optional<String> newCatalog, Optional<String> newSchema) {
        return new DefaultNames(newCatalog, newSchema, user, groups);
    }

    /** The same names for somebody. */
    public DefaultNames askedBy(Optional<String> newUser, Set<String> newGroups) {
        return new DefaultNames(catalog, schema, newUser, newGroups);
    }

    /**
     * Prefixes to try, the closest first: catalog and schema, catalog alone, nothing, and the catalog of what statements have made, where a
     * session that has chosen a schema finds what it made there by the name alone.
     */
    List<List<String>> searchPath() {
        List<List<String>> path = new ArrayList<>();
        if (catalog.isPresent()) {
            schema.ifPresent(name -> path.add(List.of(catalog.get(), name)));
            path.add(List.of(catalog.get()));
        }
        path.add(List.of());
        path.add(List.of(DEFINITIONS));
        schema.ifPresent(name -> path.add(List.of(DEFINITIONS, name)));
        return path;
    }
}
