package io.lakegate.adapters.storage;

import static java.util.Objects.requireNonNull;

import io.lakegate.adapters.storage.files.BucketFiles;
import io.lakegate.adapters.storage.object.StoreFailure;
import io.lakegate.catalog.error.CatalogErrors;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The table folders below a root: {@code ROOT/TABLE} is a table of the schema {@code default}, {@code ROOT/SCHEMA/TABLE} one of the
 * schema named by its folder. For any thread; reads the storage on every call, unless it is one that {@linkplain #remembering remembers}.
 *
 * <p>A folder is a table when it holds the format's marker folder; nothing below a table is searched, nor the root itself where it is
 * one. Folders whose names start with {@code _} or {@code .} are neither schemas nor tables. Where {@code ROOT/t} and {@code
 * ROOT/default/t} are both tables, the first is meant.
 */
public final class TableFolders {
    /** The schema of the tables that lie directly in the root. */
    public static final String DEFAULT_SCHEMA = "default";

    private static final Logger log = LoggerFactory.getLogger(TableFolders.class);

    /** A table's folder with the names it has as a table, spelled as the folders are. */
    public record TableFolder(String schema, String table, Location location) {
        public TableFolder {
            requireNonNull(schema, "schema");
            requireNonNull(table, "table");
            requireNonNull(location, "location");
        }
    }

    private final Path root;
    private final String marker;
    /** What statements have seen lately, for all of them. */
    private final SeenFolders.Lately lately;
    /** What the statement goes by; null where nothing is remembered. */
    private volatile @Nullable SeenFolders memory;
    /** Whether the memory is of statements before this one. */
    private volatile boolean inherited;

    /** {@code marker} is the name of the folder that makes its parent a table, as {@code _delta_log}. */
    public TableFolders(Location root, String marker) {
        this.root = root.folder();
        this.marker = requireNonNull(marker, "marker");
        this.lately = new SeenFolders.Lately();
    }

    private TableFolders(TableFolders of) {
        this.root = of.root;
        this.marker = of.marker;
        this.lately = of.lately;
        SeenFolders seen = lately.seen;
        this.inherited = !seen.isOver();
        this.memory = inherited ? seen : lately.renew(seen);
    }

    /**
     * The same folders for one statement: where each look is a request to a store, what was seen is remembered, by this statement and by those of
     * the next ten seconds. What these list is looked for anew; for what they do not find, see {@link #forget}. On this machine looking costs
     * less than remembering.
     */
    public TableFolders remembering() {
        return BucketFiles.isLocal(root) ? this : new TableFolders(this);
    }

    /** Goes by nothing that an earlier statement saw. Returns whether it did. */
    public synchronized boolean lookAnew() {
        if (!inherited) {
            return false;
        }
        SeenFolders fresh = new SeenFolders();
        memory = fresh;
        lately.seen = fresh;
        inherited = false;
        return true;
    }

    /** Makes statements look anew from now on. Returns whether there is anything that they would not have looked for. */
    public boolean forget() {
        boolean any = !lately.seen.isEmpty();
        lately.seen = new SeenFolders();
        return any;
    }

    /** Whether they are on this machine. */
    public boolean isLocal() {
        return BucketFiles.isLocal(root);
    }

    /** Whether the root is itself a table, so that no tables are found below it. */
    public boolean rootIsTable() {
        return isTable(root);
    }

    /**
     * Names of the schemas that have a table, sorted. Cost: a listing of the root and of its folders.
     *
     * @throws GatewayException {@link ErrorCode#STORAGE_UNREADABLE} when the root cannot be listed
     */
    public List<String> schemas() {
        lookAnew();
        return knownSchemas();
    }

    /** As {@link #schemas}, as an earlier statement may have seen them. */
    public List<String> knownSchemas() {
        List<String> schemas = new ArrayList<>();
        for (Path folder : foldersOfRoot()) {
            boolean table = isListed(folder);
            String schema = table ? DEFAULT_SCHEMA : nameOf(folder);
            if (!schemas.contains(schema) && (table || hasTable(folder))) {
                schemas.add(schema);
            }
        }
        Collections.sort(schemas);
        return schemas;
    }

    /**
     * The schema of exactly this name, where it has a table. Cost: a look at one folder, at a few for {@code default}; the folders of other
     * schemas are not listed.
     *
     * @throws GatewayException {@link ErrorCode#STORAGE_UNREADABLE} when the root cannot be listed
     */
    public Optional<String> exactSchema(String schema) {
        boolean found =
                schema.equals(DEFAULT_SCHEMA) && foldersOfRoot().stream().anyMatch(this::isListed);
        if (!found && !rootIsTable()) {
            found = schemaFolder(schema).filter(this::hasTable).isPresent();
        }
        return found ? Optional.of(schema) : Optional.empty();
    }

    /**
     * Names of the tables in the schema of exactly this name, sorted; none when there is no such schema. Cost: a listing of one folder,
     * of two for {@code default}.
     *
     * @throws GatewayException {@link ErrorCode#STORAGE_UNREADABLE} when the root cannot be listed
     */
    public List<String> tables(String schema) {
        lookAnew();
        return knownTables(schema);
    }

    private List<String> knownTables(String schema) {
        List<String> tables = new ArrayList<>();
        if (schema.equals(DEFAULT_SCHEMA)) {
            foldersOfRoot().stream()
                    .filter(this::isListed)
                    .map(TableFolders::nameOf)
                    .forEach(tables::add);
        }
        schemaFolder(schema).stream()
                .flatMap(folder -> folders(folder).stream())
                .filter(this::isListed)
                .map(TableFolders::nameOf)
                .filter(name -> !tables.contains(name))
                .forEach(tables::add);
        Collections.sort(tables);
        return tables;
    }

    /** The table of exactly these names. Cost: a look at one folder or two; lists nothing. */
    public Optional<TableFolder> findExact(String schema, String table) {
        if (!schema.equals(DEFAULT_SCHEMA)) {
            return tableIn(schemaFolder(schema), schema, table);
        }
        Optional<TableFolder> inRoot = tableIn(Optional.of(root), schema, table);
        if (inRoot.isPresent()) {
            return inRoot;
        }
        Optional<TableFolder> second = tableIn(schemaFolder(schema), schema, table);
        // The first may be there by now.
        return second.isPresent() && lookAnew() ? findExact(schema, table) : second;
    }

    /**
     * The table of these names in any case. An exact match of the schema, then of the table, wins over one that differs in case. Cost:
     * as {@link #findExact} where that finds the table, else a listing of the root and of the schema.
     *
     * @throws GatewayException {@link ErrorCode#STORAGE_UNREADABLE} when the root cannot be listed
     */
    public Optional<TableFolder> find(String schema, String table) {
        Optional<TableFolder> exact = findExact(schema, table);
        if (exact.isPresent() || !isPlainName(schema) || !isPlainName(table) || rootIsTable()) {
            return exact;
        }
        List<String> schemas = new ArrayList<>(List.of(DEFAULT_SCHEMA));
        foldersOfRoot().stream().map(TableFolders::nameOf).forEach(schemas::add);
        Optional<TableFolder> alike = schemas.stream()
                .filter(name -> name.equalsIgnoreCase(schema))
                .sorted(exactFirst(schema))
                .flatMap(name -> knownTables(name).stream()
                        .filter(t -> t.equalsIgnoreCase(table))
                        .sorted(exactFirst(table))
                        .flatMap(t -> findExact(name, t).stream()))
                .findFirst();
        // One that is spelled just so may be there by now.
        return alike.isPresent() && lookAnew() ? find(schema, table) : alike;
    }

    private static Comparator<String> exactFirst(String wanted) {
        return Comparator.<String, Boolean>comparing(name -> !name.equals(wanted))
                .thenComparing(Comparator.naturalOrder());
    }

    private Optional<TableFolder> tableIn(Optional<Path> parent, String schema, String table) {
        return parent.filter(folder -> !rootIsTable())
                .flatMap(folder -> child(folder, table))
                .filter(this::isTable)
                .map(folder -> new TableFolder(schema, table, new Location(folder)));
    }

    private Optional<Path> schemaFolder(String schema) {
        return child(root, schema).filter(folder -> !isTable(folder) && isFolder(folder));
    }

    private boolean isTable(Path folder) {
        SeenFolders seen = memory;
        return seen == null ? looksLikeTable(folder) : seen.tables().computeIfAbsent(folder, this::looksLikeTable);
    }

    /** As {@link #isTable}, among others: one folder that is closed to the gateway must not hide them. */
    private boolean isListed(Path folder) {
        try {
            return isTable(folder);
        } catch (GatewayException e) {
            if (e.getCause() instanceof StoreFailure failure && failure.kind() == StoreFailure.Kind.REFUSED) {
                log.warn("The folder {} was left out of the catalog: {}", folder, failure.getReason());
                return false;
            }
            throw e;
        }
    }

    private boolean isFolder(Path folder) {
        SeenFolders seen = memory;
        return seen == null ? isThere(folder) : seen.folders().computeIfAbsent(folder, TableFolders::isThere);
    }

    private boolean looksLikeTable(Path folder) {
        return isThere(folder.resolve(marker));
    }

    /** What a store does not tell is an error: a table that is there must not seem to be missing. */
    private static boolean isThere(Path folder) {
        try {
            return BucketFiles.isFolder(folder);
        } catch (IOException e) {
            throw CatalogErrors.storageUnreadable("The folder " + folder, reason(e), e);
        }
    }

    private boolean hasTable(Path folder) {
        return folders(folder).stream().anyMatch(this::isListed);
    }

    private List<Path> foldersOfRoot() {
        if (rootIsTable()) {
            return List.of();
        }
        try {
            return list(root);
        } catch (IOException e) {
            throw CatalogErrors.storageUnreadable("The folder " + root, reason(e), e);
        }
    }

    /** The folders in a folder; none where it cannot be listed, because one closed folder must not hide all others. */
    private List<Path> folders(Path folder) {
        try {
            return list(folder);
        } catch (IOException e) {
            log.warn("The folder {} was left out of the catalog: {}", folder, reason(e));
            return List.of();
        }
    }

    private List<Path> list(Path folder) throws IOException {
        SeenFolders seen = memory;
        if (seen == null) {
            return listed(folder);
        }
        List<Path> known = seen.listings().get(folder);
        if (known == null) {
            known = listed(folder);
            seen.listings().put(folder, known);
        }
        return known;
    }

    private static List<Path> listed(Path folder) throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
            for (Path child : children) {
                if (isPlainName(nameOf(child)) && Files.isDirectory(child)) {
                    found.add(child);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return found;
    }

    private static Optional<Path> child(Path folder, String name) {
        if (!isPlainName(name)) {
            return Optional.empty();
        }
        try {
            return Optional.of(folder.resolve(name));
        } catch (InvalidPathException e) {
            return Optional.empty(); // this machine's file names cannot spell it, so no folder has it
        }
    }

    /** Whether a name is one visible step of a path: it must not lead out of the folder it is looked up in. */
    private static boolean isPlainName(String name) {
        return !name.isEmpty()
                && !name.startsWith(".")
                && !name.startsWith("_")
                && name.chars().noneMatch(c -> c == '/' || c == '\\' || c == 0);
    }

    private static String nameOf(Path folder) {
        Path name = folder.getFileName();
        return name == null ? "" : name.toString();
    }

    private static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "it does not exist";
        }
        if (e instanceof AccessDeniedException) {
            return "access is denied";
        }
        if (e instanceof StoreFailure failure) {
            return failure.getReason();
        }
        if (e instanceof NotDirectoryException) {
            return "it is not a folder";
        }
        return String.valueOf(e.getMessage());
    }
}
