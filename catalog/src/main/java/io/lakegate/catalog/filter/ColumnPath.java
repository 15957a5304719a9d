package io.lakegate.catalog.filter;

import java.util.ArrayList;
import java.util.List;

/**
 * The place of a value in the rows of a table: a column, or a field in the structs that a column holds. A field of a struct that is NULL
 * is NULL.
 *
 * @param names logical ones: the column's, then the field's in it, and so on
 */
public record ColumnPath(List<String> names) {
    public ColumnPath {
        names = List.copyOf(names);
        if (names.isEmpty()) {
            throw new IllegalArgumentException("a path starts with the name of a column");
        }
    }

    /** A column as a whole. */
    public static ColumnPath of(String column) {
        return new ColumnPath(List.of(column));
    }

    /** A field of the struct that is here. */
    public ColumnPath field(String name) {
        List<String> longer = new ArrayList<>(names);
        longer.add(name);
        return new ColumnPath(longer);
    }

    /** The name of the column. */
    public String column() {
        return names.get(0);
    }

    /** Whether this is a field and not a column as a whole. */
    public boolean isNested() {
        return names.size() > 1;
    }

    /** As users read it; not unique where names have dots in them. */
    @Override
    public String toString() {
        return String.join(".", names);
    }
}
