package io.lakegate.adapters.iceberg;

import com.github.benmanes.caffeine.cache.Cache;
import io.lakegate.adapters.storage.TableFolders;
import io.lakegate.adapters.storage.files.BucketFiles;
import io.lakegate.catalog.cache.Caches;
import io.lakegate.catalog.error.CatalogErrors;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.TableName;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.TableMetadataParser;

/**
 * Tables that are found by their {@code metadata} folders, with no service that knows them: the newest metadata file counts, whatever a
 * version hint says.
 */
final class FolderTables implements TableFinder {
    private static final String MARKER = "metadata";
    private static final int MOST_TABLES = 1_000;

    /**
     * {@code v3.metadata.json} and {@code 00003-UUID.metadata.json}, maybe compressed: the number grows with each commit. A UUID alone, whose
     * first digits may look like a number, names a file that a writer has not committed yet, or never did.
     */
    private static final Pattern METADATA_FILE = Pattern.compile(
            "(?!\\d{8}-\\p{XDigit}{4}-\\p{XDigit}{4}-\\p{XDigit}{4}-\\p{XDigit}{12}\\.)v?(?<version>\\d{1,18})(-[^.]*)?(\\.gz)?\\.metadata\\.json(\\.gz)?");

    private static final Pattern ANY_METADATA_FILE = Pattern.compile(".*\\.metadata\\.json(\\.gz)?");

    private final IcebergSource source;
    private final Optional<TableFolders> folders;
    private final Cache<Path, Known> opened;

    /** A metadata file that was read, and what told it from any other. */
    private record Known(Path file, Object stamp, OpenTable table) {}

    FolderTables(IcebergSource source) {
        this.source = source;
        this.folders = source.location().map(location -> new TableFolders(location, MARKER));
        this.opened = Caches.builder().maximumSize(MOST_TABLES).build();
    }

    /** The same tables, whose folders are seen with other eyes. */
    private FolderTables(FolderTables other, Optional<TableFolders> folders) {
        this.source = other.source;
        this.folders = folders;
        this.opened = other.opened;
    }

    /** Folders in a store are looked at once in a statement, or less. */
    @Override
    public TableFinder atOneMoment() {
        Optional<TableFolders> remembering = folders.map(TableFolders::remembering);
        return remembering.equals(folders) ? this : new FolderTables(this, remembering);
    }

    /** Whether it is no metadata file: in a store told by its name, without a request. */
    private static boolean isFolder(Path location) {
        return BucketFiles.isLocal(location)
                ? Files.isDirectory(location)
                : !ANY_METADATA_FILE
                        .matcher(String.valueOf(location.getFileName()))
                        .matches();
    }

    /** The folder of a table, for its location in configuration. */
    static Path rootOf(Path location) {
        if (isFolder(location)) {
            return location;
        }
        Path folder = Optional.ofNullable(location.getParent()).orElse(location);
        boolean metadata = MARKER.equals(String.valueOf(folder.getFileName()));
        return metadata ? Optional.ofNullable(folder.getParent()).orElse(folder) : folder;
    }

    @Override
    public List<String> schemas() {
        Set<String> schemas = new TreeSet<>();
        source.tables().forEach(table -> schemas.add(table.schema()));
        folders.ifPresent(found -> schemas.addAll(found.schemas()));
        return List.copyOf(schemas);
    }

    @Override
    public Optional<String> schema(String name) {
        boolean single =
                source.tables().stream().anyMatch(table -> table.schema().equals(name));
        return single
                ? Optional.of(name)
                : folders.flatMap(found -> found.exactSchema(name))
                        .or(() -> Stream.concat(
                                        source.tables().stream().map(SingleTable::schema),
                                        folders.stream().flatMap(found -> found.knownSchemas().stream()))
                                .filter(name::equalsIgnoreCase)
                                .min(Comparator.naturalOrder()));
    }

    @Override
    public List<String> tables(String schema) {
        Set<String> tables = new TreeSet<>();
        source.tables().stream()
                .filter(table -> table.schema().equals(schema))
                .forEach(table -> tables.add(table.table()));
        folders.ifPresent(found -> tables.addAll(found.tables(schema)));
        return List.copyOf(tables);
    }

    @Override
    public Optional<Names> find(String schema, String table) {
        Stream<Names> single = source.tables().stream()
                .filter(t -> t.schema().equalsIgnoreCase(schema) && t.table().equalsIgnoreCase(table))
                .map(t -> new Names(t.schema(), t.table()));
        Stream<Names> found = folders.flatMap(f -> f.find(schema, table)).stream()
                .map(folder -> new Names(folder.schema(), folder.table()));
        return Stream.concat(single, found)
                .min(Comparator.comparing((Names names) -> !names.schema().equals(schema))
                        .thenComparing(names -> !names.table().equals(table))
                        .thenComparing(Names::schema)
                        .thenComparing(Names::table));
    }

    @Override
    public OpenTable open(TableName table) {
        try {
            return open(table, locate(table));
        } catch (GatewayException e) {
            if (e.code() == ErrorCode.STORAGE_UNREADABLE
                    && folders.filter(TableFolders::lookAnew).isPresent()) {
                locate(table); // an earlier statement saw it: it may be gone
            }
            throw e;
        }
    }

    @Override
    public boolean lookAnew() {
        return folders.filter(TableFolders::forget).isPresent();
    }

    private Path locate(TableName table) {
        return known(table)
                .or(() -> folders.filter(TableFolders::lookAnew).flatMap(anew -> known(table)))
                .orElseThrow(() -> CatalogErrors.tableNotFound(table, tables(table.schema())));
    }

    private Optional<Path> known(TableName table) {
        return source.tables().stream()
                .filter(t -> t.schema().equals(table.schema()) && t.table().equals(table.table()))
                .map(SingleTable::location)
                .findFirst()
                .or(() -> folders.flatMap(found -> found.findExact(table.schema(), table.table()))
                        .map(folder -> folder.location().folder()));
    }

    /** The table at a place: a folder, or one of its metadata files. */
    OpenTable open(TableName table, Path location) {
        Path file = isFolder(location) ? newest(table, location) : location;
        Object stamp = stamp(file);
        Known known = opened.getIfPresent(location);
        if (known != null && known.file().equals(file) && known.stamp().equals(stamp)) {
            return known.table();
        }
        OpenTable read = IcebergErrors.call(table, "reading its metadata file " + file, () -> read(file));
        opened.put(location, new Known(file, stamp, read));
        return read;
    }

    private OpenTable read(Path file) {
        // Of the file itself, wherever the table says that it lies.
        LakeFile input = new LakeFile(file.toString(), file);
        TableMetadata metadata = TableMetadataParser.read(input);
        Map<String, String> moved = new HashMap<>(source.moved().prefixes());
        if (source.moved().whole() && metadata.location() != null) {
            moved.put(withSlash(metadata.location()), rootOf(file).toString());
        }
        return new OpenTable(metadata, new LakeFiles(moved, source.storage(), source.roots()));
    }

    private static String withSlash(String location) {
        return location.endsWith("/") ? location : location + "/";
    }

    private static Path newest(TableName table, Path folder) {
        Path metadata = folder.resolve(MARKER);
        record Candidate(Path file, long version, long modified) {}
        Candidate best = null;
        Comparator<Candidate> order =
                Comparator.comparingLong(Candidate::version).thenComparingLong(Candidate::modified);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(metadata)) {
            for (Path file : files) {
                String name = String.valueOf(file.getFileName());
                Matcher matcher = METADATA_FILE.matcher(name);
                boolean numbered = matcher.matches();
                if (numbered || ANY_METADATA_FILE.matcher(name).matches()) {
                    long version = numbered ? Long.parseLong(matcher.group("version")) : -1;
                    Candidate candidate = new Candidate(file, version, modified(file));
                    best = best == null || order.compare(candidate, best) > 0 ? candidate : best;
                }
            }
        } catch (IOException e) {
            throw CatalogErrors.storageUnreadable("The folder " + metadata, String.valueOf(e.getMessage()), e);
        }
        if (best == null) {
            throw CatalogErrors.tableDamaged(
                    table, "its folder metadata holds no metadata file", new IllegalStateException(folder.toString()));
        }
        return best.file();
    }

    /** Of a file that is gone since it was listed, as those are that writers rename: before all others. */
    private static long modified(Path file) throws IOException {
        try {
            return Files.getLastModifiedTime(file).toMillis();
        } catch (NoSuchFileException e) {
            return Long.MIN_VALUE;
        }
    }

    /** What tells one state of a file from another; never equal to another where it cannot be found out. */
    private static Object stamp(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return List.of(attributes.size(), attributes.lastModifiedTime(), Optional.ofNullable(attributes.fileKey()));
        } catch (IOException e) {
            return new Object();
        }
    }

    @Override
    public void close() {
        opened.invalidateAll();
    }
}
