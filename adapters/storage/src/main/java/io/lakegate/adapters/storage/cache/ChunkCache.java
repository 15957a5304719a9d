package io.lakegate.adapters.storage.cache;

import static java.util.Objects.requireNonNull;

import io.lakegate.adapters.storage.object.CancelSignal;
import io.lakegate.adapters.storage.object.Retries;
import io.lakegate.adapters.storage.object.StoreFailure;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Parts of objects on local disk, for all catalogs and statements: bounded, the longest unused dropped first, shared with other processes
 * that use the same folder. For any thread.
 */
public final class ChunkCache implements AutoCloseable {
    private static final int OPENING_ATTEMPTS = 5;

    private final CacheSettings settings;
    private final Path objects;
    private final ProcessLinks links;
    private final CacheRoom room;
    private final ExecutorService threads;

    /** Apart from those that fetch, because whoever looks at an object may wait for bytes of it. */
    private final ExecutorService lookups;

    private final Map<String, CachedObject> inUse = new HashMap<>(); // guarded by this
    private final AtomicLong fetchedBytes = new AtomicLong();

    /**
     * Opens the folder. What other processes or an earlier one have left there is used.
     *
     * @throws GatewayException {@link ErrorCode#CONFIGURATION} when the folder cannot be used
     */
    public ChunkCache(CacheSettings settings) {
        this.settings = requireNonNull(settings, "settings");
        this.objects = settings.folder().resolve("objects");
        try {
            Files.createDirectories(objects);
            ownerOnly(settings.folder());
            this.links = new ProcessLinks(settings.folder().resolve("processes"));
        } catch (IOException e) {
            throw new GatewayException(
                    ErrorCode.CONFIGURATION,
                    "The folder %s cannot keep parts of objects: %s. Set cache.directory to a folder that the gateway may write."
                            .formatted(settings.folder(), e.getMessage()),
                    e);
        }
        this.room = new CacheRoom(objects, settings);
        this.threads = threads(settings.threads(), "lakegate-fetch-");
        this.lookups = threads(settings.threads(), "lakegate-lookup-");
    }

    private static ExecutorService threads(int most, String name) {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(most, most, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, name + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    private static void ownerOnly(Path folder) throws IOException {
        try {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        } catch (UnsupportedOperationException e) {
            return; // a file system that knows no such permissions
        }
    }

    /** The folder below which sparse files lie. */
    public Path folder() {
        return settings.folder();
    }

    public Retries retries() {
        return settings.retries();
    }

    /** What was fetched since the start. */
    public long fetchedBytes() {
        return fetchedBytes.get();
    }

    /** The part of an object that is here, to be added to. */
    public synchronized CachedObject.Lease open(ObjectVersion version) throws IOException {
        String name = version.fileName();
        CachedObject known = inUse.get(name);
        if (known == null) {
            known = make(version, name);
            inUse.put(name, known);
        }
        return known.lease();
    }

    private CachedObject make(ObjectVersion version, String name) throws IOException {
        Path folder = Files.createDirectories(objects.resolve(name.substring(0, 2)));
        HaveFile have = new HaveFile(folder.resolve(name + HaveFile.ENDING), version.sizeBytes());
        for (int attempt = 1; ; attempt++) {
            HaveFile.Content content = have.open();
            try {
                Path file = links.link(have.data(content));
                CacheRoom.touch(have.path());
                return new CachedObject(version, this, have, content, file);
            } catch (NoSuchFileException e) { // another process has just dropped it
                if (attempt == OPENING_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    synchronized void leave(CachedObject object) {
        if (object.leave()) {
            inUse.remove(object.version().fileName());
            links.unlink(object.file());
        }
    }

    /** Makes room for bytes that will be written. */
    void reserve(ObjectVersion version, long bytes) throws IOException {
        if (!room.reserve(bytes)) {
            throw new StoreFailure(
                    StoreFailure.Kind.NO_ROOM,
                    version.name(),
                    "the cache in %s has no room for it beside what running statements use: it may hold %d bytes; set cache.size to more"
                            .formatted(settings.folder(), settings.mostBytes()),
                    null);
        }
    }

    void settle(long bytes) {
        room.settle(bytes);
    }

    void giveBack(long bytes) {
        room.giveBack(bytes);
    }

    void submit(Runnable transfer) {
        try {
            threads.execute(transfer);
        } catch (RejectedExecutionException e) {
            throw new GatewayException(ErrorCode.SHUTTING_DOWN, "The gateway is stopping.", e);
        }
    }

    /** Does something that waits for a store, for many at once. */
    public Future<?> lookUp(Runnable look) {
        return lookups.submit(look);
    }

    /** Brings bytes of an object into its sparse file. Returns their checksum. */
    long write(ObjectVersion version, Range range, Path file, CancelSignal cancel) throws IOException {
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            return new Transfer(version, range, settings.retries(), cancel).run((position, bytes, count) -> {
                try {
                    out.seek(position);
                    out.write(bytes, 0, count);
                } catch (IOException e) {
                    throw new StoreFailure(
                            StoreFailure.Kind.NO_ROOM,
                            version.name(),
                            "the cache in %s cannot be written: %s; free the disk, or set cache.directory or a smaller cache.size"
                                    .formatted(settings.folder(), e.getMessage()),
                            e);
                }
                fetchedBytes.addAndGet(count);
            });
        }
    }

    /** Fetches bytes past the cache: for when it has no room. */
    public void stream(ObjectVersion version, Range range, byte[] into, int offset, CancelSignal cancel)
            throws IOException {
        new Transfer(version, range, settings.retries(), cancel).run((position, bytes, count) -> {
            System.arraycopy(bytes, 0, into, offset + (int) (position - range.from()), count);
            fetchedBytes.addAndGet(count);
        });
    }

    /** Ends transfers. What was fetched stays for the next start. */
    @Override
    public void close() throws IOException {
        lookups.shutdownNow();
        threads.shutdownNow();
        links.close();
    }
}
