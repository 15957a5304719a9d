package io.lakegate.server.config;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/**
 * What one file of the folder {@code catalogs} says.
 *
 * @param name the first part of the names of its tables: the name of the file without its ending
 * @param type the format of its tables: {@code delta}
 * @param location the absolute path of the folder below which its tables lie, not a URI; empty only when there are {@code tables}
 * @param tables no two of one schema and name, case ignored
 * @param zone of the systems that wrote partition values without a zone
 * @param source the file, for messages
 */
public record CatalogConfig(
        String name, String type, Optional<String> location, List<TableConfig> tables, ZoneId zone, Path source) {
    /** A catalog whose writers used UTC. */
    public CatalogConfig(String name, String type, Optional<String> location, List<TableConfig> tables, Path source) {
        this(name, type, location, tables, ZoneOffset.UTC, source);
    }

    public CatalogConfig {
        requireNonNull(name, "name");
        requireNonNull(type, "type");
        requireNonNull(location, "location");
        tables = List.copyOf(tables);
        requireNonNull(zone, "zone");
        requireNonNull(source, "source");
    }

    static CatalogConfig of(String name, Bound bound, Path source) {
        return new CatalogConfig(
                name,
                bound.get(Settings.TYPE),
                bound.find(Settings.LOCATION).map(Path::toString),
                bound.get(Settings.TABLES).stream().map(TableConfig::of).toList(),
                bound.get(Settings.TIME_ZONE),
                source);
    }
}
