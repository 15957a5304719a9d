package io.lakegate.adapters.iceberg;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;

/**
 * The local files of Iceberg tables, for reading: finds a file by the location that metadata has stored for it, also where the table was
 * copied somewhere else since. For any thread.
 *
 * <p>Public with a constructor of no arguments, because Iceberg's catalogs make it by its name.
 */
public final class LocalFiles implements FileIO {
    private static final long serialVersionUID = 1L;

    /** What the names of properties begin with that say where a prefix of stored locations is now. */
    static final String MOVED = "lakegate.moved.";

    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:.*", Pattern.DOTALL);

    private Map<String, String> properties = Map.of();
    private List<Map.Entry<String, String>> prefixes = List.of();

    public LocalFiles() {}

    LocalFiles(Map<String, String> moved) {
        this.prefixes = longestFirst(moved);
    }

    @Override
    public void initialize(Map<String, String> given) {
        Map<String, String> moved = new LinkedHashMap<>();
        given.forEach((key, value) -> {
            if (key.startsWith(MOVED)) {
                moved.put(key.substring(MOVED.length()), value);
            }
        });
        this.properties = Map.copyOf(given);
        this.prefixes = longestFirst(moved);
    }

    private static List<Map.Entry<String, String>> longestFirst(Map<String, String> moved) {
        return moved.entrySet().stream()
                .sorted(Comparator.comparing((Map.Entry<String, String> prefix) ->
                                prefix.getKey().length())
                        .reversed())
                .map(prefix -> Map.entry(prefix.getKey(), prefix.getValue()))
                .toList();
    }

    @Override
    public Map<String, String> properties() {
        return properties;
    }

    /**
     * Where a file is now.
     *
     * @param location as metadata has stored it
     * @throws ValidationException when that is no place on this machine
     */
    Path path(String location) {
        for (StoredLocation.Spelling spelling : StoredLocation.Spelling.values()) {
            String spelled = StoredLocation.spell(location, spelling);
            for (Map.Entry<String, String> prefix : prefixes) {
                String from = StoredLocation.spell(prefix.getKey(), spelling);
                if (!from.isEmpty() && spelled.startsWith(from)) {
                    String rest = spelled.substring(from.length()).replaceFirst("^/+", "");
                    return plain(prefix.getValue()).resolve(rest).normalize();
                }
            }
        }
        return pathOf(location)
                .orElseThrow(() -> new ValidationException(
                        "its file %s lies in another store, and this version reads local files only", location));
    }

    private static Path plain(String folder) {
        return pathOf(folder).orElseGet(() -> Path.of(folder).toAbsolutePath());
    }

    /** The local path that a location means; empty for an address in a store, or a relative path. */
    static Optional<Path> pathOf(String location) {
        try {
            if (location.startsWith("file:")) {
                return Optional.of(Path.of(withoutScheme(location)).normalize());
            }
            if (SCHEME.matcher(location).matches()) {
                return Optional.empty();
            }
            Path path = Path.of(location);
            return path.isAbsolute() ? Optional.of(path.normalize()) : Optional.empty();
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    /** Writers do not agree on whether characters of a {@code file:} location are percent-encoded: Iceberg's own do not encode. */
    private static String withoutScheme(String location) {
        String rest = location.substring("file:".length());
        if (rest.startsWith("//")) { // an authority, mostly an empty one, ends at the next slash
            int slash = rest.indexOf('/', 2);
            return slash < 0 ? "/" : rest.substring(slash);
        }
        return rest;
    }

    @Override
    public InputFile newInputFile(String location) {
        return new LocalFile(location, path(location));
    }

    @Override
    public InputFile newInputFile(String location, long length) {
        return newInputFile(location);
    }

    @Override
    public OutputFile newOutputFile(String location) {
        throw readOnly();
    }

    @Override
    public void deleteFile(String location) {
        throw readOnly();
    }

    private static UnsupportedOperationException readOnly() {
        return new UnsupportedOperationException("Lakegate does not write to tables");
    }

    /** Which prefixes are read where: the same for two that find the same files. */
    @Override
    public String toString() {
        return prefixes.toString();
    }
}
