package io.lakegate.adapters.iceberg;

import io.lakegate.adapters.storage.Storage;
import io.lakegate.catalog.spi.FileStage;
import java.lang.ref.WeakReference;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.StorageCredential;
import org.apache.iceberg.io.SupportsStorageCredentials;

/**
 * The files of Iceberg tables, for reading: finds a file by the location that metadata has stored for it, also where the table was
 * copied somewhere else since. For any thread.
 *
 * <p>Public with a constructor of no arguments, because Iceberg's catalogs make it by its name.
 */
public final class LakeFiles implements FileIO, SupportsStorageCredentials {
    private static final long serialVersionUID = 1L;

    /** What the names of properties begin with that say where a prefix of stored locations is now. */
    static final String MOVED = "lakegate.moved.";

    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:.*", Pattern.DOTALL);

    /** What the name of the property begins with that says which storage is meant. */
    static final String STORAGE = "lakegate.storage";

    /** The storages of catalogs, for those who are made by name. */
    private static final Map<String, WeakReference<Storage>> STORAGES = new ConcurrentHashMap<>();

    private Map<String, String> properties = Map.of();
    private transient Storage storage = Storage.LOCAL;
    private transient List<Path> roots = List.of();
    private List<Map.Entry<String, String>> prefixes = List.of();
    private List<StorageCredential> credentials = List.of();

    public LakeFiles() {}

    /**
     * Files of tables.
     *
     * @param moved where a prefix of stored locations is now
     * @param roots the folders below which files are read
     */
    LakeFiles(Map<String, String> moved, Storage storage, List<Path> roots) {
        this.prefixes = longestFirst(moved);
        this.storage = storage;
        this.roots = List.copyOf(roots);
    }

    /** What finds a storage again for those who are made by name, as long as it is in use. */
    static String register(Storage storage) {
        String id = UUID.randomUUID().toString();
        STORAGES.put(id, new WeakReference<>(storage));
        STORAGES.values().removeIf(known -> known.get() == null);
        return id;
    }

    /** The same files, and those below another folder. */
    LakeFiles and(Path root) {
        List<Path> more = new ArrayList<>(roots);
        more.add(root);
        LakeFiles files = new LakeFiles(Map.of(), storage, more);
        files.properties = properties;
        files.prefixes = prefixes;
        return files;
    }

    /** The same files, asked for by somebody else. */
    LakeFiles in(Storage other) {
        LakeFiles files = new LakeFiles(Map.of(), other, roots);
        files.properties = properties;
        files.prefixes = prefixes;
        return files;
    }

    Storage storage() {
        return storage;
    }

    /** Brings data files to the engine. */
    FileStage stage() {
        return storage.stage(roots);
    }

    @Override
    public void initialize(Map<String, String> given) {
        Map<String, String> moved = new LinkedHashMap<>();
        given.forEach((key, value) -> {
            if (key.startsWith(MOVED)) {
                moved.put(key.substring(MOVED.length()), value);
            }
        });
        WeakReference<Storage> known = STORAGES.get(given.getOrDefault(STORAGE, ""));
        Storage found = known == null ? null : known.get();
        this.storage = found == null ? Storage.LOCAL : found;
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

    @Override
    public void setCredentials(List<StorageCredential> given) {
        this.credentials = List.copyOf(given);
    }

    @Override
    public List<StorageCredential> credentials() {
        return credentials;
    }

    /** What the catalog lends for reading a file: that of the longest prefix counts more than what it says for the whole table. */
    Map<String, String> lentFor(String location) {
        Map<String, String> lent = new HashMap<>(properties);
        credentials.stream()
                .filter(credential -> location.startsWith(credential.prefix()))
                .max(Comparator.comparing(credential -> credential.prefix().length()))
                .ifPresent(credential -> lent.putAll(credential.config()));
        return lent;
    }

    /**
     * Where a file is now.
     *
     * @param location as metadata has stored it
     * @throws ValidationException when that is no place on this machine
     */
    Path path(String location) {
        return prefixes.isEmpty() ? whereItSays(location) : moved(location);
    }

    private Path moved(String location) {
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
        return whereItSays(location);
    }

    private Path whereItSays(String location) {
        return pathOf(location)
                .orElseThrow(() -> new ValidationException(
                        "its file %s lies in a store that this catalog does not reach", location));
    }

    private Path plain(String folder) {
        return pathOf(folder, storage).orElseGet(() -> Path.of(folder).toAbsolutePath());
    }

    private Optional<Path> pathOf(String location) {
        return pathOf(location, storage);
    }

    /** The path that a location means; empty for an address in a store that is not reached, or a relative path. */
    static Optional<Path> pathOf(String location, Storage storage) {
        try {
            if (Storage.isAddress(location)) {
                return storage.hasStores() ? Optional.of(storage.path(location).normalize()) : Optional.empty();
            }
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
        return new LakeFile(location, path(location));
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
