package io.lakegate.adapters.storage.cache;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of one process in a cache that several share: a second name for each file that is in use, so that another process which drops
 * the file from the cache does not take it away. The folder of a process that is gone is removed by the next one. For any thread.
 */
final class ProcessLinks implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ProcessLinks.class);
    private static final String LOCK = ".lock";

    private final Path folder;
    private final Path lockFile;
    private final RandomAccessFile lockHolder;
    private final FileLock lock;

    ProcessLinks(Path processes) throws IOException {
        Files.createDirectories(processes);
        removeGone(processes);
        String name = UUID.randomUUID().toString();
        this.folder = processes.resolve(name);
        this.lockFile = processes.resolve(name + LOCK);
        this.lockHolder = new RandomAccessFile(lockFile.toFile(), "rw");
        this.lock = lockHolder.getChannel().lock();
        Files.createDirectory(folder);
    }

    /** The second name of a file. Without one where the file system has none: then the file's own. */
    Path link(Path file) throws IOException {
        Path link = folder.resolve(file.getFileName());
        try {
            return Files.createLink(link, file);
        } catch (UnsupportedOperationException e) {
            return file;
        } catch (NoSuchFileException e) {
            throw e;
        } catch (IOException e) {
            log.debug("no second name for {}", file, e);
            return file;
        }
    }

    void unlink(Path link) {
        if (link.startsWith(folder)) {
            try {
                Files.deleteIfExists(link);
            } catch (IOException e) {
                log.warn("The file {} is not needed any more, but cannot be removed: {}", link, e.getMessage());
            }
        }
    }

    /** Whether a file has a second name, in any process. */
    static boolean isLinked(Path file) {
        try {
            return Files.getAttribute(file, "unix:nlink") instanceof Integer count && count > 1;
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return false;
        }
    }

    private static void removeGone(Path processes) throws IOException {
        try (DirectoryStream<Path> locks = Files.newDirectoryStream(processes, "*" + LOCK)) {
            for (Path other : locks) {
                if (isGone(other)) {
                    String name = String.valueOf(other.getFileName());
                    removeFolder(processes.resolve(name.substring(0, name.length() - LOCK.length())));
                    Files.deleteIfExists(other);
                }
            }
        }
    }

    private static boolean isGone(Path lockFile) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(lockFile.toFile(), "rw")) {
            @Nullable FileLock lock = file.getChannel().tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false; // another cache in this process
        }
    }

    private static void removeFolder(Path gone) throws IOException {
        if (!Files.isDirectory(gone)) {
            return;
        }
        try (Stream<Path> links = Files.list(gone)) {
            for (Path link : links.toList()) {
                Files.deleteIfExists(link);
            }
        }
        Files.deleteIfExists(gone);
    }

    @Override
    public void close() throws IOException {
        removeFolder(folder);
        lock.release();
        lockHolder.close();
        Files.deleteIfExists(lockFile);
    }
}
