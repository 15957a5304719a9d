package io.lakegate.server.config;

import static java.util.Objects.requireNonNull;

import io.lakegate.catalog.model.Version;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What one file of the folder {@code catalogs} says. Sealed: each format has settings of its own. */
public sealed interface CatalogConfig {
    /** The first part of the names of its tables: the name of the file without its ending. */
    String name();

    /** The format of its tables. */
    String type();

    /** The file, for messages. */
    Path source();

    /** Chooses by format. Becomes a plain switch when the release level reaches 21. */
    <R> R match(Function<Delta, R> delta, Function<Iceberg, R> iceberg, Function<DuckLake, R> duckLake);

    static CatalogConfig of(String name, Bound bound, Path source) {
        return switch (bound.get(CatalogSettings.TYPE)) {
            case CatalogSettings.ICEBERG -> Iceberg.of(name, bound, source);
            case CatalogSettings.DUCKLAKE -> DuckLake.of(name, bound, source);
            default -> Delta.of(name, bound, source);
        };
    }

    /**
     * A catalog of Delta tables.
     *
     * @param location the absolute path, or the address in an object store, of the folder below which its tables lie; empty only when there are {@code tables}
     * @param tables no two of one schema and name, case ignored
     * @param zone of the systems that wrote partition values without a zone
     */
    record Delta(String name, Optional<String> location, List<TableConfig> tables, ZoneId zone, Path source)
            implements CatalogConfig {
        /** A catalog whose writers used UTC. */
        public Delta(String name, Optional<String> location, List<TableConfig> tables, Path source) {
            this(name, location, tables, ZoneOffset.UTC, source);
        }

        public Delta {
            requireNonNull(zone, "zone");
            requireNonNull(name, "name");
            requireNonNull(location, "location");
            tables = List.copyOf(tables);
            requireNonNull(source, "source");
        }

        private static Delta of(String name, Bound bound, Path source) {
            return new Delta(
                    name,
                    bound.find(CatalogSettings.LOCATION),
                    bound.get(CatalogSettings.TABLES).stream()
                            .map(table -> TableConfig.of(table, CatalogSettings.TABLE_LOCATION))
                            .toList(),
                    bound.get(CatalogSettings.TIME_ZONE),
                    source);
        }

        @Override
        public String type() {
            return CatalogSettings.DELTA;
        }

        @Override
        public <R> R match(Function<Delta, R> delta, Function<Iceberg, R> iceberg, Function<DuckLake, R> duckLake) {
            return delta.apply(this);
        }
    }

    /**
     * A catalog of Iceberg tables.
     *
     * @param catalog who knows the tables: {@code directory}, {@code rest}, {@code jdbc}, {@code hadoop}, {@code hive} or {@code glue}
     * @param location as of {@link Delta}
     * @param properties for Iceberg's own catalog, by Iceberg's names, with the address, warehouse, user and password
     * @param moved where the files are now
     */
    record Iceberg(
            String name,
            String catalog,
            Optional<String> location,
            List<TableConfig> tables,
            Map<String, String> properties,
            Moved moved,
            Path source)
            implements CatalogConfig {
        public Iceberg {
            requireNonNull(name, "name");
            requireNonNull(catalog, "catalog");
            requireNonNull(location, "location");
            tables = List.copyOf(tables);
            properties = Map.copyOf(properties);
            requireNonNull(moved, "moved");
            requireNonNull(source, "source");
        }

        private static Iceberg of(String name, Bound bound, Path source) {
            Map<String, String> properties = new HashMap<>(bound.get(CatalogSettings.PROPERTIES));
            String catalog = bound.get(CatalogSettings.ICEBERG_CATALOG);
            String database = catalog.equals("jdbc") ? "jdbc." : "";
            bound.find(CatalogSettings.URI).ifPresent(uri -> properties.put("uri", uri));
            bound.find(CatalogSettings.WAREHOUSE).ifPresent(place -> properties.put("warehouse", place));
            bound.find(CatalogSettings.USER).ifPresent(user -> properties.put(database + "user", user));
            bound.find(CatalogSettings.PASSWORD)
                    .ifPresent(password -> properties.put(database + "password", password.value()));
            return new Iceberg(
                    name,
                    catalog,
                    bound.find(CatalogSettings.LOCATION),
                    bound.get(CatalogSettings.ICEBERG_TABLES).stream()
                            .map(table -> TableConfig.of(table, CatalogSettings.ICEBERG_TABLE_LOCATION))
                            .toList(),
                    properties,
                    Moved.of(bound),
                    source);
        }

        @Override
        public String type() {
            return CatalogSettings.ICEBERG;
        }

        @Override
        public <R> R match(Function<Delta, R> delta, Function<Iceberg, R> iceberg, Function<DuckLake, R> duckLake) {
            return iceberg.apply(this);
        }

        /** Without the properties, which may hold secrets. */
        @Override
        public String toString() {
            return "Iceberg[name=%s, catalog=%s, source=%s]".formatted(name, catalog, source);
        }
    }

    /**
     * A catalog of DuckLake tables.
     *
     * @param dataPath the absolute path, or the address, of the folder below which data files lie; empty for the one that the catalog has stored
     * @param asOf the state of the catalog that is read; newer ones are not seen
     */
    record DuckLake(String name, Database database, Optional<String> dataPath, Moved moved, Version asOf, Path source)
            implements CatalogConfig {
        public DuckLake {
            requireNonNull(name, "name");
            requireNonNull(database, "database");
            requireNonNull(dataPath, "dataPath");
            requireNonNull(moved, "moved");
            requireNonNull(asOf, "asOf");
            requireNonNull(source, "source");
        }

        private static DuckLake of(String name, Bound bound, Path source) {
            return new DuckLake(
                    name,
                    new Database(
                            bound.get(CatalogSettings.METADATA),
                            bound.find(CatalogSettings.METADATA_SCHEMA),
                            bound.find(CatalogSettings.USER)
                                    .map(user -> new Login(
                                            user,
                                            bound.find(CatalogSettings.PASSWORD).orElse(new Secret(""))))),
                    bound.find(CatalogSettings.DATA_PATH),
                    Moved.of(bound),
                    bound.find(CatalogSettings.AS_OF).orElse(Version.LATEST),
                    source);
        }

        @Override
        public String type() {
            return CatalogSettings.DUCKLAKE;
        }

        @Override
        public <R> R match(Function<Delta, R> delta, Function<Iceberg, R> iceberg, Function<DuckLake, R> duckLake) {
            return duckLake.apply(this);
        }
    }

    /**
     * The database that holds a catalog's metadata.
     *
     * @param address {@code duckdb:PATH}, {@code sqlite:PATH}, {@code postgresql://…} or {@code mysql://…}; paths may be relative to the folder
     *     of the file that configures the catalog
     * @param schema the schema of the database that holds the catalog's tables; empty for its default
     */
    record Database(String address, Optional<String> schema, Optional<Login> login) {
        public Database {
            requireNonNull(address, "address");
            requireNonNull(schema, "schema");
            requireNonNull(login, "login");
        }
    }

    /** By which name and password a database is used. */
    record Login(String user, Secret password) {
        public Login {
            requireNonNull(user, "user");
            requireNonNull(password, "password");
        }
    }

    /**
     * Where files are that were copied from where the metadata says.
     *
     * @param whole whether each table's stored location means the folder in which its metadata lies
     * @param prefixes where files are, by the beginning of their stored locations
     */
    record Moved(boolean whole, Map<String, String> prefixes) {
        public Moved {
            prefixes = Collections.unmodifiableMap(new LinkedHashMap<>(prefixes));
        }

        private static Moved of(Bound bound) {
            Map<String, String> prefixes = bound.get(CatalogSettings.MOVED);
            return new Moved(bound.isPresent(CatalogSettings.MOVED) && prefixes.isEmpty(), prefixes);
        }
    }
}
