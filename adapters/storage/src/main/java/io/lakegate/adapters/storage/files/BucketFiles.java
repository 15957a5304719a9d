package io.lakegate.adapters.storage.files;

import io.lakegate.adapters.storage.cache.CachedObject;
import io.lakegate.adapters.storage.cache.ObjectVersion;
import io.lakegate.adapters.storage.cache.Range;
import io.lakegate.adapters.storage.object.CancelSignal;
import io.lakegate.adapters.storage.object.ObjectFacts;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;

/** What the paths of buckets can beyond those of {@link java.nio.file}. */
public final class BucketFiles {
    private BucketFiles() {}

    /** Looks an object up and opens what is cached of its version. */
    public static CachedObject.Lease open(Path path) throws IOException {
        BucketPath object = (BucketPath) path;
        ObjectFacts facts = object.listed().flatMap(BucketAttributes::object).isPresent()
                ? object.listed().flatMap(BucketAttributes::object).get()
                : Lookups.head(object);
        return open(path, facts);
    }

    /** Opens what is cached of a version of an object, without asking the store. */
    public static CachedObject.Lease open(Path path, ObjectFacts facts) throws IOException {
        BucketPath object = (BucketPath) path;
        Bucket bucket = object.getFileSystem();
        return bucket.cache().open(new ObjectVersion(bucket.store(), Lookups.name(object), facts));
    }

    /** As {@link #open}, with all bytes fetched: for who can read local files only. */
    public static CachedObject.Lease whole(Path path) throws IOException {
        CachedObject.Lease lease = open(path);
        try {
            long size = lease.object().version().sizeBytes();
            lease.object().fetch(List.of(new Range(0, size)), new CancelSignal());
            return lease;
        } catch (IOException | RuntimeException e) {
            lease.close();
            throw e;
        }
    }

    /** Does something with each, for many at once. All have ended when it returns; the first failure is thrown. */
    public static <T> void inParallel(Collection<T> all, Function<T, Path> path, Consumer<T> action) {
        List<Future<?>> started = new ArrayList<>();
        for (T each : all) {
            BucketPath object = (BucketPath) path.apply(each);
            started.add(object.getFileSystem().cache().lookUp(() -> action.accept(each)));
        }
        Optional<RuntimeException> failure = Optional.empty();
        for (Future<?> future : started) {
            try {
                future.get();
            } catch (ExecutionException e) {
                RuntimeException found = e.getCause() instanceof RuntimeException cause
                        ? cause
                        : new IllegalStateException("a look at an object failed", e.getCause());
                failure = failure.or(() -> Optional.of(found));
                started.forEach(other -> other.cancel(false));
            } catch (CancellationException e) {
                failure = failure.or(() -> Optional.of(e)); // mostly because another one has failed
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                started.forEach(other -> other.cancel(false));
                throw new IllegalStateException("interrupted while looking at objects", e);
            }
        }
        failure.ifPresent(e -> {
            throw e;
        });
    }

    /** What is in a folder; in a bucket only what is not before {@code from} in the order of names. What listings tell is not asked again. */
    public static List<Path> list(Path folder, String from) throws IOException {
        List<Path> found = new ArrayList<>();
        if (folder instanceof BucketPath bucket) {
            found.addAll(Lookups.list(bucket, Optional.of(from)));
            return found;
        }
        try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
            children.forEach(found::add);
        }
        return found;
    }

    /** Whether {@link #list} of a folder costs no more than the names from {@code from} on. */
    public static boolean listsFromAnywhere(Path folder) {
        return folder instanceof BucketPath bucket
                && bucket.getFileSystem().store().beginsListingsAnywhere();
    }

    /** A path that knows what the store says of it now, which saves asking again when it is opened at once. */
    public static Path known(Path path) throws IOException {
        return path instanceof BucketPath bucket ? bucket.known(Lookups.attributes(bucket)) : path;
    }

    /**
     * Whether there is such a folder. {@link Files#isDirectory} takes a store that does not answer for one without the folder, and so makes of a bad day
     * a table that is not there.
     *
     * @throws IOException where a store does not tell
     */
    public static boolean isFolder(Path path) throws IOException {
        return path instanceof BucketPath bucket
                ? attributes(bucket).filter(BasicFileAttributes::isDirectory).isPresent()
                : Files.isDirectory(path);
    }

    /**
     * Whether there is such a file or folder: as {@link #isFolder}.
     *
     * @throws IOException where a store does not tell
     */
    public static boolean exists(Path path) throws IOException {
        return path instanceof BucketPath bucket ? attributes(bucket).isPresent() : Files.exists(path);
    }

    private static Optional<BucketAttributes> attributes(BucketPath path) throws IOException {
        try {
            return Optional.of(Lookups.attributes(path));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Whether a path is one of this machine. */
    public static boolean isLocal(Path path) {
        return path.getFileSystem().equals(FileSystems.getDefault());
    }
}
