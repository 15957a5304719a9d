package io.lakegate.adapters.ducklake;

import io.lakegate.adapters.storage.Storage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Where the files of a catalog are: what it stores, read in the light of what is configured.
 *
 * @param override the folder below which data files lie, instead of the one that the catalog has stored
 * @param moved where files are, by the beginning of their stored locations
 * @param base the folder from which relative places start
 */
record DataPaths(Optional<String> override, Map<String, String> moved, Path base) {
    private static final String FILE = "file://";

    DataPaths {
        moved = Map.copyOf(moved);
    }

    /** The place of all data files. */
    String root(CatalogShape shape) {
        String stored = override.or(shape::dataPath).orElse("");
        return absolute(stored);
    }

    /** A place below another, or the place itself where it is a whole one. */
    static String resolve(String parent, Optional<String> path, boolean relative) {
        if (path.isEmpty() || path.get().isEmpty()) {
            return parent;
        }
        return relative ? withSlash(parent) + path.get() : path.get();
    }

    /** Where a file really is. Objects in stores keep their addresses. */
    String real(String location) {
        String plain = location.startsWith(FILE) ? location.substring(FILE.length()) : location;
        for (Map.Entry<String, String> prefix : moved.entrySet()) {
            if (plain.startsWith(prefix.getKey())) {
                return absolute(
                        prefix.getValue() + plain.substring(prefix.getKey().length()));
            }
        }
        return absolute(plain);
    }

    private String absolute(String location) {
        String plain = location.startsWith(FILE) ? location.substring(FILE.length()) : location;
        if (isRemote(plain)) {
            return Storage.canonicalAddress(plain);
        }
        boolean folder = plain.endsWith("/");
        String path = base.toAbsolutePath().resolve(plain).normalize().toString();
        return folder ? withSlash(path) : path;
    }

    private static boolean isRemote(String location) {
        return location.contains("://");
    }

    private static String withSlash(String folder) {
        return folder.isEmpty() || folder.endsWith("/") ? folder : folder + "/";
    }

    /** The folders in stores below which files may lie. */
    List<Path> remoteRoots(String root, Storage storage) {
        return Stream.concat(Stream.of(root), moved.values().stream().map(this::absolute))
                .filter(Storage::isAddress)
                .map(storage::path)
                .map(Path::normalize)
                .toList();
    }

    /** The local folders below which files may lie. */
    List<Path> localRoots(Optional<String> root) {
        List<Path> roots = new ArrayList<>();
        Stream.concat(root.stream(), moved.values().stream().map(this::absolute))
                .filter(Predicate.not(DataPaths::isRemote))
                .map(Path::of)
                .distinct()
                .forEach(roots::add);
        return roots;
    }
}
