package io.lakegate.adapters.storage;

import static java.util.Objects.requireNonNull;

import io.lakegate.adapters.storage.cache.ChunkCache;
import io.lakegate.adapters.storage.files.Bucket;
import io.lakegate.adapters.storage.object.ObjectStore;
import io.lakegate.adapters.storage.object.S3Http;
import io.lakegate.adapters.storage.stage.CachedStage;
import io.lakegate.adapters.storage.stage.StageMemory;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.spi.CheckStep;
import io.lakegate.catalog.spi.FileStage;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the files of one catalog are reached: on this machine, and in the buckets of object stores. Paths in buckets are paths of {@link
 * java.nio.file}, so that whoever reads need not know the difference. For any thread.
 */
public final class Storage implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Storage.class);

    /** This machine alone. */
    public static final Storage LOCAL = new Storage(Map.of(), Optional.empty(), Optional.empty());

    private final List<Map.Entry<String, StoreOptions>> byPrefix;
    private final Optional<Supplier<ChunkCache>> cache;
    private final StageMemory stageMemory = new StageMemory();
    private final S3Http connections;
    private final boolean ownsConnections;
    private final Map<StoreWay, ObjectStore> stores = new HashMap<>(); // guarded by this
    private final Map<String, Bucket> buckets = new LinkedHashMap<>(); // guarded by this

    /**
     * A storage with object stores; connects to none.
     *
     * @param byPrefix options by the beginning of addresses; the longest that fits counts, the empty one fits all
     * @param cache keeps parts of objects; asked for when an object is first read
     */
    public Storage(Map<String, StoreOptions> byPrefix, Supplier<ChunkCache> cache) {
        this(byPrefix, Optional.of(cache), Optional.empty());
    }

    /** {@code shared} are connections of somebody else, who closes them; empty for own ones. */
    private Storage(Map<String, StoreOptions> byPrefix, Optional<Supplier<ChunkCache>> cache, Optional<S3Http> shared) {
        this.connections = shared.orElseGet(S3Http::new);
        this.ownsConnections = shared.isEmpty();
        this.byPrefix = byPrefix.entrySet().stream()
                .sorted(Comparator.comparing((Map.Entry<String, StoreOptions> entry) ->
                                entry.getKey().length())
                        .reversed())
                .map(entry -> Map.entry(canonical(entry.getKey()), entry.getValue()))
                .toList();
        this.cache = requireNonNull(cache, "cache");
    }

    private static String canonical(String prefix) {
        return prefix.isEmpty() ? "" : text(ObjectAddress.parse(prefix));
    }

    private static String text(ObjectAddress address) {
        return address.bucketAddress() + address.path();
    }

    /** Whether a text is an address in an object store. */
    public static boolean isAddress(String text) {
        return ObjectAddress.is(text);
    }

    /** The text of an address as paths show it: {@code s3:} and {@code abfss:} for all ways to spell these. Other texts stay as they are. */
    public static String canonicalAddress(String text) {
        return isAddress(text) ? text(ObjectAddress.parse(text)) : text;
    }

    /** Whether object stores can be reached. */
    public boolean hasStores() {
        return cache.isPresent();
    }

    /**
     * The path that a text means: an address in an object store, or a path on this machine.
     *
     * @throws InvalidPathException when the names of files of this machine cannot spell it
     * @throws GatewayException {@link ErrorCode#CONFIGURATION} when it is an address of which too little is known
     */
    public Path path(String text) {
        if (!isAddress(text)) {
            return Path.of(text);
        }
        ObjectAddress address = ObjectAddress.parse(text);
        return bucket(address).getPath(address.path());
    }

    private Bucket bucket(ObjectAddress address) {
        ChunkCache parts = cache.orElseThrow(() -> new GatewayException(
                        ErrorCode.STORAGE_UNREADABLE,
                        "%s lies in an object store, and only local files are read here.".formatted(text(address))))
                .get();
        StoreOptions options = options(text(address));
        synchronized (this) {
            ObjectStore store = stores.computeIfAbsent(address.way(options), missing -> missing.open(connections));
            return buckets.computeIfAbsent(
                    store.identity() + " " + System.identityHashCode(store) + " " + address.bucketAddress(),
                    missing -> new Bucket(store, address.bucketAddress(), address.bucket(), parts));
        }
    }

    private StoreOptions options(String address) {
        return byPrefix.stream()
                .filter(entry -> isBelow(address, entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(StoreOptions.DEFAULT);
    }

    private static boolean isBelow(String address, String prefix) {
        return prefix.isEmpty()
                || address.equals(prefix)
                || address.startsWith(prefix.endsWith("/") ? prefix : prefix + "/");
    }

    /**
     * Tries the way to an address step by step: to its store, into its bucket, or to a folder of this machine.
     *
     * @return the steps up to the first that failed
     */
    public List<CheckStep> check(String text) {
        if (!isAddress(text)) {
            return AddressCheck.ofFolder(Path.of(text));
        }
        ObjectAddress address = ObjectAddress.parse(text);
        StoreWay way = address.way(options(text(address)));
        try (S3Http own = new S3Http();
                ObjectStore store = way.open(own)) {
            return AddressCheck.of(address, way.told(), store);
        }
    }

    /**
     * The same storage for somebody else, who reads one table: over the same connections, which end with this storage.
     *
     * @param lender says by which credentials, and where a store is of which configuration says nothing
     */
    public Storage lent(UnaryOperator<StoreOptions> lender) {
        Map<String, StoreOptions> lent = new LinkedHashMap<>();
        byPrefix.forEach(entry -> lent.put(entry.getKey(), lender.apply(entry.getValue())));
        lent.putIfAbsent("", lender.apply(StoreOptions.DEFAULT));
        return new Storage(lent, cache, Optional.of(connections));
    }

    /**
     * Brings data files to the engine: those of this machine stay where they are.
     *
     * @param roots objects below these folders are read, and no others
     */
    public FileStage stage(List<Path> roots) {
        if (cache.isEmpty()) {
            return FileStage.IN_PLACE;
        }
        List<Path> folders = new ArrayList<>(roots);
        byPrefix.stream()
                .map(Map.Entry::getKey)
                .filter(prefix -> !prefix.isEmpty())
                .forEach(prefix -> folders.add(path(prefix)));
        return new CachedStage(this::path, folders, stageMemory);
    }

    /** The folder in which the engine has to be allowed to read for the sake of this storage. */
    public Optional<Path> localFolder() {
        return cache.map(supplier -> supplier.get().folder());
    }

    /** Ends connections. */
    @Override
    public synchronized void close() {
        for (ObjectStore store : stores.values()) {
            try {
                store.close();
            } catch (Exception e) { // whatever happens to one, the others are closed too
                log.warn("A connection to {} did not close well", store.identity(), e);
            }
        }
        stores.clear();
        buckets.clear();
        if (ownsConnections) {
            connections.close();
        }
    }
}
