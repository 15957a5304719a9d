package io.lakegate.adapters.delta;

import com.github.benmanes.caffeine.cache.Cache;
import io.delta.kernel.defaults.engine.fileio.FileIO;
import io.delta.kernel.defaults.engine.fileio.InputFile;
import io.delta.kernel.defaults.engine.fileio.OutputFile;
import io.delta.kernel.internal.util.Utils;
import io.delta.kernel.utils.CloseableIterator;
import io.delta.kernel.utils.FileStatus;
import io.lakegate.adapters.storage.Storage;
import io.lakegate.adapters.storage.files.BucketFiles;
import io.lakegate.catalog.cache.Caches;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The files of Delta tables, for reading: the only place of this module that touches the storage. For any thread.
 *
 * <p>Paths are plain and absolute, nothing in them is encoded. Hadoop's local file system is not used, because it checks data
 * against {@code .crc} files that other writers leave stale, and trips over some names.
 */
class DeltaFileIO implements FileIO {
    private static final String SCHEME = "file:";

    /** What a listing tells of a commit serves to open it at once, and no longer. */
    private static final Duration LISTED = Duration.ofSeconds(5);

    private static final Pattern COMMIT = Pattern.compile("\\d{20}\\.json");
    private static final int MOST_LISTED = 20_000;

    private final Storage storage;
    private final Cache<String, Path> listed =
            Caches.builder().maximumSize(MOST_LISTED).expireAfterWrite(LISTED).build();

    /** Files of this machine. */
    DeltaFileIO() {
        this(Storage.LOCAL);
    }

    DeltaFileIO(Storage storage) {
        this.storage = storage;
    }

    /**
     * The files beside {@code filePath} whose names are not below its name, in the order of names; folders are left out. In a log, a commit
     * of which only the checkpoint is left is among them, and looks as the checkpoint does.
     */
    @Override
    public CloseableIterator<FileStatus> listFrom(String filePath) throws IOException {
        int slash = filePath.lastIndexOf('/');
        String folder = filePath.substring(0, slash);
        String from = filePath.substring(slash + 1);
        SortedMap<String, Path> files = new TreeMap<>();
        children(folder, from).forEach(child -> files.put(nameOf(child), child));
        if (folder.endsWith("/_delta_log")) {
            CommitFiles.missing(files.keySet())
                    .forEach((commit, checkpoint) -> files.put(commit, files.get(checkpoint)));
        }
        List<FileStatus> found = new ArrayList<>();
        for (Map.Entry<String, Path> file : files.tailMap(from).entrySet()) {
            String path = folder + "/" + file.getKey();
            attributes(file.getValue())
                    .filter(BasicFileAttributes::isRegularFile)
                    .map(attributes -> status(path, attributes))
                    .ifPresent(found::add);
            if (!BucketFiles.isLocal(file.getValue())
                    && COMMIT.matcher(file.getKey()).matches()) {
                listed.put(path, file.getValue());
            }
        }
        return Utils.toCloseableIterator(found.iterator());
    }

    /** What tells one state of a version from another: of its commit, or of the checkpoint where nothing else is left. */
    Optional<FileStamp> stampOfVersion(String table, long version) {
        String commit = CommitFiles.path(table, version);
        Optional<FileStamp> stamp = stamp(commit);
        if (stamp.isPresent() || !isAbsent(commit)) {
            return stamp;
        }
        try {
            String folder = CommitFiles.folder(table);
            String name = commit.substring(commit.lastIndexOf('/') + 1);
            return Optional.ofNullable(CommitFiles.missing(names(folder)).get(name))
                    .flatMap(checkpoint -> stamp(folder + "/" + checkpoint));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Whether a version is in the state that is known, and no later one is there. In a store one listing tells both. */
    boolean isNewest(String table, long version, FileStamp known) {
        Optional<Boolean> listed = isNewestListed(table, version, known);
        return listed.isPresent()
                ? listed.get()
                : stampOfVersion(table, version).filter(known::equals).isPresent()
                        && isAbsent(CommitFiles.path(table, version + 1));
    }

    /** Empty where a listing does not tell. */
    private Optional<Boolean> isNewestListed(String table, long version, FileStamp known) {
        String commit = CommitFiles.name(version);
        try {
            Path log = path(CommitFiles.folder(table));
            if (!BucketFiles.listsFromAnywhere(log) || known.key().isEmpty()) {
                return Optional.empty();
            }
            Optional<FileStamp> found = Optional.empty();
            for (Path child : BucketFiles.list(log, commit)) {
                String name = nameOf(child);
                if (COMMIT.matcher(name).matches() && name.compareTo(commit) > 0) {
                    return Optional.of(false);
                }
                if (name.equals(commit)) {
                    found = attributes(child).map(FileStamp::of);
                }
            }
            return found.map(known::isSameObject);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Names of the files and folders in a folder, in no order. */
    List<String> names(String folder) throws IOException {
        return children(folder, "").stream().map(DeltaFileIO::nameOf).toList();
    }

    /** What is in a folder; of a bucket's not what is before {@code from}. */
    private List<Path> children(String folder, String from) throws IOException {
        try {
            return BucketFiles.list(path(folder), from);
        } catch (NoSuchFileException e) {
            throw notFound(folder, e);
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private static String nameOf(Path path) {
        return String.valueOf(path.getFileName());
    }

    /** What tells one state of a file from another; empty when there is no such file, or it cannot be looked at. */
    Optional<FileStamp> stamp(String path) {
        try {
            return attributes(path(path)).map(FileStamp::of);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Whether there surely is no such file: false where it cannot be found out. */
    boolean isAbsent(String path) {
        try {
            return Files.notExists(path(path));
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether there is such a folder; on this machine there is none where it may not be looked at. */
    boolean isFolder(String path) throws IOException {
        return BucketFiles.isFolder(path(path));
    }

    @Override
    public FileStatus getFileStatus(String path) throws IOException {
        return status(path, attributes(path(path)).orElseThrow(() -> notFound(path, null)));
    }

    @Override
    public String resolvePath(String path) throws IOException {
        return path(path).toAbsolutePath().toString();
    }

    /** A file as it is now, whatever a listing has said of it. */
    InputFile newestInputFile(String path) {
        listed.invalidate(path);
        return newInputFile(path, -1);
    }

    @Override
    public InputFile newInputFile(String path, long fileSize) {
        // Kernel keeps the scheme of an absolute path; those of this class have none.
        String plain = path.startsWith(SCHEME) ? path.substring(SCHEME.length()) : path;
        Path known = listed.getIfPresent(plain);
        return new DeltaInputFile(() -> known == null ? BucketFiles.known(path(plain)) : known);
    }

    @Override
    public Optional<String> getConf(String key) {
        return Optional.empty();
    }

    @Override
    public boolean mkdirs(String path) {
        throw readOnly();
    }

    @Override
    public OutputFile newOutputFile(String path) {
        throw readOnly();
    }

    @Override
    public boolean delete(String path) {
        throw readOnly();
    }

    @Override
    public void copyFileAtomically(String source, String target, boolean overwrite) {
        throw readOnly();
    }

    private static UnsupportedOperationException readOnly() {
        return new UnsupportedOperationException("Lakegate does not write to tables");
    }

    private static Optional<BasicFileAttributes> attributes(Path path) throws IOException {
        try {
            return Optional.of(Files.readAttributes(path, BasicFileAttributes.class));
        } catch (NoSuchFileException e) {
            return Optional.empty(); // as when a file goes away between the listing of its folder and this look
        }
    }

    private static FileStatus status(String path, BasicFileAttributes attributes) {
        return FileStatus.of(
                path, attributes.size(), attributes.lastModifiedTime().toMillis());
    }

    /**
     * The path that a text means.
     *
     * @throws FileSystemException when file names of this machine cannot spell it
     */
    Path path(String path) throws IOException {
        try {
            return storage.path(path);
        } catch (InvalidPathException e) {
            throw new FileSystemException(path, null, "file names of this machine cannot spell it: " + e.getReason());
        }
    }

    /** The exception by which Kernel tells a missing file from other failures. */
    private static FileNotFoundException notFound(String path, @Nullable Throwable cause) {
        FileNotFoundException notFound = new FileNotFoundException(path);
        notFound.initCause(cause);
        return notFound;
    }
}
