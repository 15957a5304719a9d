package io.lakegate.adapters.storage.object;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;

/**
 * A store of objects, as a reader needs it. For any thread. Each call is one request, which is not tried again: see {@link Retries}.
 *
 * <p>What fails throws {@link StoreFailure}, or {@link NoSuchFileException} for what is not there.
 */
public interface ObjectStore extends AutoCloseable {
    /** Tells this store from others that have buckets of the same names: its endpoint. */
    String identity();

    /** What is known of an object. */
    ObjectFacts head(ObjectName name) throws IOException;

    /**
     * Names that begin with a prefix, in the order of their bytes.
     *
     * @param flat whether all objects are wanted; else what is behind the next slash is left out
     * @param after names up to this one are left out
     * @param token of the page before; empty for the first
     * @param most of the entries of a page; at most 1,000
     */
    Page list(String bucket, String prefix, boolean flat, Optional<String> after, Optional<String> token, int most)
            throws IOException;

    /** Whether a listing that leaves names out costs no more than the names that are left. */
    default boolean beginsListingsAnywhere() {
        return false;
    }

    /**
     * Bytes of an object, as it is known to be.
     *
     * @param from the first byte
     * @param to behind the last byte
     * @throws StoreFailure when the object has another content by now
     */
    Body read(ObjectName name, ObjectFacts facts, long from, long to) throws IOException;

    @Override
    void close();

    /** Bytes on their way. {@link #abort} is for any thread. */
    abstract class Body extends InputStream {
        /** Ends the transfer, and what waits in a read with it. */
        public abstract void abort();

        @Override
        public abstract void close();
    }

    /**
     * A part of a listing.
     *
     * @param folders the prefixes of what was left out, with their slashes
     * @param next the token of the next page
     */
    record Page(List<Listed> objects, List<String> folders, Optional<String> next) {
        public Page {
            objects = List.copyOf(objects);
            folders = List.copyOf(folders);
        }
    }

    /** An object of a listing. */
    record Listed(String key, ObjectFacts facts) {}
}
