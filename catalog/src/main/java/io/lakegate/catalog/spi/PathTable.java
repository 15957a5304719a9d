package io.lakegate.catalog.spi;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A table that a statement names by where it lies.
 *
 * @param format {@code delta}, {@code iceberg} or {@code ducklake}
 * @param location as the statement has it: of the table, or of the database of its catalog
 * @param name its schema and name in that database, or its name alone; empty where the location is the table's own
 */
public record PathTable(String format, String location, List<String> name) {
    public PathTable {
        requireNonNull(format, "format");
        requireNonNull(location, "location");
        name = List.copyOf(name);
    }
}
