package io.lakegate.catalog.model;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * A column of a table, or a field of a struct.
 *
 * @param name logical name, as its source spells it
 * @param nullable false only where the source promises that no value is NULL
 * @param comment what the table's author wrote about it, if anything
 */
public record Column(String name, LakeType type, boolean nullable, Optional<String> comment) {
    public Column {
        requireNonNull(name, "name");
        requireNonNull(type, "type");
        requireNonNull(comment, "comment");
    }

    /** A nullable column without a comment. */
    public Column(String name, LakeType type) {
        this(name, type, true, Optional.empty());
    }
}
