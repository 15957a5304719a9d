package io.lakegate.adapters.hdfs;

import static java.util.Objects.requireNonNull;

import io.lakegate.adapters.storage.object.ObjectFacts;
import io.lakegate.adapters.storage.object.ObjectName;
import io.lakegate.adapters.storage.object.ObjectStore;
import io.lakegate.adapters.storage.object.StoreFailure;
import io.lakegate.adapters.storage.object.StoreFailure.Kind;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file system of HDFS, its files seen as objects. One content of a file is told from another by its length and the time of its last change.
 * For any thread.
 */
final class HdfsStore implements ObjectStore {
    private final String address;
    private final Configuration settings;
    private final Optional<String> user;
    private @Nullable FileSystem files; // guarded by this

    /** Connects when it is first asked; {@code user} is empty for the one that runs this process. */
    HdfsStore(String address, Configuration settings, Optional<String> user) {
        this.address = requireNonNull(address, "address");
        this.settings = requireNonNull(settings, "settings");
        this.user = requireNonNull(user, "user");
    }

    @Override
    public String identity() {
        return address;
    }

    private interface Call<T> {
        T of(FileSystem files) throws IOException;
    }

    private <T> T call(ObjectName name, Call<T> call) throws IOException {
        try {
            return call.of(files());
        } catch (IOException | RuntimeException e) {
            throw HdfsErrors.of(name, e);
        }
    }

    /** Of its own, not the one that Hadoop keeps for all who ask alike. */
    private synchronized FileSystem files() throws IOException {
        FileSystem open = files;
        if (open == null) {
            URI root = URI.create(address);
            try {
                open = user.isPresent()
                        ? FileSystem.newInstance(root, settings, user.get())
                        : FileSystem.newInstance(root, settings);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while connecting", e);
            }
            files = open;
        }
        return open;
    }

    private static Path path(String key) {
        return new Path(null, null, "/" + key);
    }

    @Override
    public ObjectFacts head(ObjectName name) throws IOException {
        return call(name, open -> facts(name, open.getFileStatus(path(name.key()))));
    }

    private static ObjectFacts facts(ObjectName name, FileStatus status) throws IOException {
        if (!status.isFile()) {
            throw new NoSuchFileException(name.toString(), null, "there is no such object");
        }
        return facts(status);
    }

    private static ObjectFacts facts(FileStatus status) {
        return new ObjectFacts(
                status.getLen(),
                "%d at %d".formatted(status.getLen(), status.getModificationTime()),
                Instant.ofEpochMilli(status.getModificationTime()));
    }

    /** The entries of one folder come whole, as the file system gives them; a prefix that is no folder has none. */
    @Override
    public Page list(
            String bucket, String prefix, boolean flat, Optional<String> after, Optional<String> token, int most)
            throws IOException {
        if (!prefix.isEmpty() && !prefix.endsWith("/")) {
            throw new IllegalArgumentException("folders only are listed, got: " + prefix);
        }
        Listing listing = new Listing(after.or(() -> token), flat ? most : Integer.MAX_VALUE, flat);
        return call(new ObjectName(bucket, prefix), open -> {
            listing.add(open, prefix);
            return listing.page();
        });
    }

    /** Names in the order in which a store of objects has them: folders are ordered with the slash at their end. */
    private static final class Listing {
        private final Optional<String> after;
        private final int most;
        private final boolean flat;
        private final List<Listed> objects = new ArrayList<>();
        private final List<String> folders = new ArrayList<>();
        private boolean more;

        Listing(Optional<String> after, int most, boolean flat) {
            this.after = after;
            this.most = most;
            this.flat = flat;
        }

        void add(FileSystem open, String prefix) throws IOException {
            for (FileStatus status : sorted(open, prefix)) {
                String key = prefix + name(status);
                if (flat && status.isDirectory()) {
                    if (isWanted(key) || after.orElse("").startsWith(key)) {
                        add(open, key);
                    }
                } else if (isWanted(key)) {
                    add(key, status);
                }
                if (more) {
                    return;
                }
            }
        }

        private void add(String key, FileStatus status) {
            if (objects.size() + folders.size() == most) {
                more = true;
            } else if (status.isDirectory()) {
                folders.add(key);
            } else {
                objects.add(new Listed(key, facts(status)));
            }
        }

        private boolean isWanted(String key) {
            return after.map(last -> key.compareTo(last) > 0).orElse(true);
        }

        private static FileStatus[] sorted(FileSystem open, String prefix) throws IOException {
            try {
                FileStatus[] found = open.listStatus(path(prefix));
                Arrays.sort(found, Comparator.comparing(Listing::name));
                return found;
            } catch (FileNotFoundException e) {
                return new FileStatus[0];
            }
        }

        private static String name(FileStatus status) {
            return status.isDirectory()
                    ? status.getPath().getName() + "/"
                    : status.getPath().getName();
        }

        Page page() {
            return new Page(
                    objects,
                    folders,
                    more ? Optional.of(objects.get(objects.size() - 1).key()) : Optional.empty());
        }
    }

    @Override
    public Body read(ObjectName name, ObjectFacts facts, long from, long to) throws IOException {
        return call(name, open -> {
            FSDataInputStream in = open.open(path(name.key()));
            try {
                // What was opened before is no other content than this is now: contents do not come back.
                ObjectFacts now = facts(name, open.getFileStatus(path(name.key())));
                if (!facts.etag().equals(now.etag())) {
                    throw new StoreFailure(
                            Kind.CHANGED, name, "it was replaced by another object while it was read", null);
                }
                in.seek(from);
                return new HdfsBody(in, to - from);
            } catch (IOException | RuntimeException e) {
                in.close();
                throw e;
            }
        });
    }

    @Override
    public synchronized void close() {
        if (files != null) {
            try {
                files.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } finally {
                files = null;
            }
        }
    }
}
