package io.lakegate.adapters.storage.files;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The path of an object or of a prefix, in a bucket. Immutable.
 *
 * <p>One that comes from a listing knows what the listing said of it: that saves a request for whoever asks next.
 */
final class BucketPath implements Path {
    private final Bucket bucket;
    private final String text;
    private final @Nullable BucketAttributes listed;

    /** {@code text} begins with a slash when the path is absolute. Slashes at its end do not count. */
    BucketPath(Bucket bucket, String text) {
        this(bucket, text, null);
    }

    BucketPath(Bucket bucket, String text, @Nullable BucketAttributes listed) {
        if (text.indexOf('\0') >= 0) {
            throw new InvalidPathException(text.replace('\0', '?'), "no object has such a name");
        }
        this.bucket = bucket;
        String shorter = text;
        while (shorter.length() > 1 && shorter.endsWith("/")) {
            shorter = shorter.substring(0, shorter.length() - 1);
        }
        this.text = shorter;
        this.listed = listed;
    }

    BucketPath known(BucketAttributes attributes) {
        return new BucketPath(bucket, text, attributes);
    }

    Optional<BucketAttributes> listed() {
        return Optional.ofNullable(listed);
    }

    /** The key of the object; of a folder it is without the slash at its end. */
    String key() {
        String absolute = toAbsolutePath().text;
        return absolute.substring(1);
    }

    private List<String> names() {
        String relative = isAbsolute() ? text.substring(1) : text;
        return relative.isEmpty() ? List.of() : List.of(relative.split("/", -1));
    }

    private BucketPath of(List<String> names, boolean absolute) {
        return new BucketPath(bucket, (absolute ? "/" : "") + String.join("/", names));
    }

    @Override
    public Bucket getFileSystem() {
        return bucket;
    }

    @Override
    public boolean isAbsolute() {
        return text.startsWith("/");
    }

    @Override
    public @Nullable Path getRoot() {
        return isAbsolute() ? new BucketPath(bucket, "/") : null;
    }

    @Override
    public @Nullable Path getFileName() {
        List<String> names = names();
        return names.isEmpty() ? null : new BucketPath(bucket, names.get(names.size() - 1));
    }

    @Override
    public @Nullable Path getParent() {
        List<String> names = names();
        if (names.isEmpty() || (names.size() == 1 && !isAbsolute())) {
            return null;
        }
        return of(names.subList(0, names.size() - 1), isAbsolute());
    }

    @Override
    public int getNameCount() {
        return names().size();
    }

    @Override
    public Path getName(int index) {
        return new BucketPath(bucket, names().get(index));
    }

    @Override
    public Path subpath(int begin, int end) {
        return of(names().subList(begin, end), false);
    }

    @Override
    public boolean startsWith(Path other) {
        return other instanceof BucketPath that
                && that.bucket.equals(bucket)
                && that.isAbsolute() == isAbsolute()
                && that.getNameCount() <= getNameCount()
                && names().subList(0, that.getNameCount()).equals(that.names());
    }

    @Override
    public boolean endsWith(Path other) {
        if (!(other instanceof BucketPath that) || !that.bucket.equals(bucket)) {
            return false;
        }
        int from = getNameCount() - that.getNameCount();
        return that.isAbsolute()
                ? equals(that)
                : from >= 0 && names().subList(from, getNameCount()).equals(that.names());
    }

    @Override
    public Path normalize() {
        List<String> kept = new ArrayList<>();
        for (String name : names()) {
            if (name.equals("..")
                    && !kept.isEmpty()
                    && !kept.get(kept.size() - 1).equals("..")) {
                kept.remove(kept.size() - 1);
            } else if (!name.equals(".") && !(name.equals("..") && isAbsolute())) {
                kept.add(name);
            }
        }
        return of(kept, isAbsolute());
    }

    @Override
    public Path resolve(Path other) {
        BucketPath that = here(other);
        if (that.isAbsolute()) {
            return that;
        }
        if (that.text.isEmpty()) {
            return this;
        }
        String base = text.isEmpty() || text.endsWith("/") ? text : text + "/";
        return new BucketPath(bucket, base + that.text);
    }

    @Override
    public Path relativize(Path other) {
        BucketPath that = here(other);
        if (!that.startsWith(this)) {
            throw new IllegalArgumentException(other + " is not below " + this);
        }
        return of(that.names().subList(getNameCount(), that.getNameCount()), false);
    }

    private BucketPath here(Path other) {
        if (other instanceof BucketPath that) {
            return that;
        }
        throw new ProviderMismatchException("%s is no path in %s".formatted(other, bucket));
    }

    @Override
    public URI toUri() {
        try {
            return new URI(toString().replace(" ", "%20"));
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public BucketPath toAbsolutePath() {
        return isAbsolute() ? this : new BucketPath(bucket, "/" + text);
    }

    @Override
    public Path toRealPath(LinkOption... options) {
        return toAbsolutePath();
    }

    @Override
    public WatchKey register(WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers) {
        throw new UnsupportedOperationException("no watching of a bucket");
    }

    @Override
    public int compareTo(Path other) {
        return toString().compareTo(here(other).toString());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof BucketPath that && that.bucket.equals(bucket) && that.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** An absolute path with the bucket's address, as users write it. */
    @Override
    public String toString() {
        return isAbsolute() ? bucket.address() + text : text;
    }
}
