package io.lakegate.adapters.storage.files;

import io.lakegate.adapters.storage.cache.ChunkCache;
import io.lakegate.adapters.storage.object.ObjectStore;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.WatchService;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.List;
import java.util.Set;

/** A bucket of an object store as a file system that can only be read. For any thread; needs no closing. */
public final class Bucket extends FileSystem {
    private final ObjectStore store;
    private final String address;
    private final String name;
    private final ChunkCache cache;

    /**
     * A bucket.
     *
     * @param address as users write it: {@code s3://bucket}
     * @param name as the store knows it
     */
    public Bucket(ObjectStore store, String address, String name, ChunkCache cache) {
        this.store = store;
        this.address = address;
        this.name = name;
        this.cache = cache;
    }

    ObjectStore store() {
        return store;
    }

    String name() {
        return name;
    }

    String address() {
        return address;
    }

    ChunkCache cache() {
        return cache;
    }

    @Override
    public FileSystemProvider provider() {
        return BucketProvider.ONLY;
    }

    /** A path by its text; one that begins with the bucket's address is absolute. */
    @Override
    public Path getPath(String first, String... more) {
        String text = more.length == 0 ? first : first + "/" + String.join("/", more);
        if (text.equals(address)) {
            return new BucketPath(this, "/");
        }
        return new BucketPath(this, text.startsWith(address + "/") ? text.substring(address.length()) : text);
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public boolean isReadOnly() {
        return true;
    }

    @Override
    public String getSeparator() {
        return "/";
    }

    @Override
    public Iterable<Path> getRootDirectories() {
        return List.of(new BucketPath(this, "/"));
    }

    @Override
    public Iterable<FileStore> getFileStores() {
        return List.of();
    }

    @Override
    public Set<String> supportedFileAttributeViews() {
        return Set.of("basic");
    }

    @Override
    public PathMatcher getPathMatcher(String pattern) {
        throw new UnsupportedOperationException("no patterns in a bucket");
    }

    @Override
    public UserPrincipalLookupService getUserPrincipalLookupService() {
        throw new UnsupportedOperationException("no users in a bucket");
    }

    @Override
    public WatchService newWatchService() {
        throw new UnsupportedOperationException("no watching of a bucket");
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException("a bucket is there as long as its catalog");
    }

    /** The address. */
    @Override
    public String toString() {
        return address;
    }
}
