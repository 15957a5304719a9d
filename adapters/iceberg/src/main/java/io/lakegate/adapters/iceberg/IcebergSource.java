package io.lakegate.adapters.iceberg;

import static java.util.Objects.requireNonNull;

import io.lakegate.adapters.storage.Location;
import io.lakegate.adapters.storage.Storage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What configuration says about the tables of one catalog.
 *
 * @param service the Iceberg catalog that knows the tables; empty where they are found by their folders
 * @param location the folder below which tables lie; beside a service, a folder in which its tables' files may be read
 * @param tables single tables; none beside a service
 * @param storage through which files are read
 */
public record IcebergSource(
        Optional<Service> service,
        Optional<Location> location,
        List<SingleTable> tables,
        Moved moved,
        Storage storage) {
    /** A source on this machine. */
    public IcebergSource(
            Optional<Service> service, Optional<Location> location, List<SingleTable> tables, Moved moved) {
        this(service, location, tables, moved, Storage.LOCAL);
    }

    public IcebergSource {
        requireNonNull(storage, "storage");
        requireNonNull(service, "service");
        requireNonNull(location, "location");
        tables = List.copyOf(tables);
        requireNonNull(moved, "moved");
    }

    /**
     * One of Iceberg's own catalogs.
     *
     * @param kind {@code rest}, {@code jdbc}, {@code hadoop}, {@code hive} or {@code glue}
     * @param properties by the names that Iceberg has for them; may hold secrets
     */
    public record Service(String kind, Map<String, String> properties) {
        public Service {
            requireNonNull(kind, "kind");
            properties = Map.copyOf(properties);
        }

        @Override
        public String toString() {
            return "Service[kind=" + kind + "]";
        }
    }

    /** The folders in which files of its tables may lie. */
    List<Path> roots() {
        Set<Path> roots = new LinkedHashSet<>();
        location.ifPresent(place -> roots.add(place.folder()));
        for (SingleTable table : tables) {
            roots.add(FolderTables.rootOf(table.location()));
        }
        service.flatMap(known -> Optional.ofNullable(known.properties().get("warehouse")))
                .flatMap(place -> LakeFiles.pathOf(place, storage))
                .ifPresent(roots::add);
        moved.prefixes().values().forEach(to -> LakeFiles.pathOf(to, storage).ifPresent(roots::add));
        return new ArrayList<>(roots);
    }

    /** The same prefixes as properties, for catalogs that make their file access from these. */
    static Map<String, String> properties(Moved moved) {
        Map<String, String> properties = new LinkedHashMap<>();
        moved.prefixes().forEach((from, to) -> properties.put(LakeFiles.MOVED + from, to));
        return properties;
    }
}
