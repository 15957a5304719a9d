package io.lakegate.adapters.delta;

import io.delta.kernel.data.Row;
import io.delta.kernel.defaults.internal.data.DefaultJsonRow;
import io.delta.kernel.internal.actions.AddFile;
import io.delta.kernel.internal.actions.DeletionVectorDescriptor;
import io.delta.kernel.internal.actions.RemoveFile;
import io.delta.kernel.internal.replay.LogReplay;
import io.delta.kernel.types.StructType;
import io.lakegate.adapters.delta.FileListing.Meaning;
import io.lakegate.adapters.delta.FileListing.Part;
import io.lakegate.catalog.model.TableName;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the commits after a listing did to its files. For one thread.
 *
 * <p>Follows Kernel's replay of the log: the newest action on a file counts, and a file is a path with a deletion vector. Where anything is
 * not plain, there is no update, and whoever asked reads the whole log through Kernel.
 */
final class ListingUpdate {
    private static final Logger log = LoggerFactory.getLogger(ListingUpdate.class);

    /** To read more commits one by one may cost more than a checkpoint. */
    private static final int MOST_COMMITS = 100;

    private static final int HASH_BITS = (1 << 20) - 1;
    private static final StructType ACTIONS = LogReplay.getAddRemoveReadSchema(/* shouldReadStats= */ true);
    private static final int ADD = ACTIONS.indexOf("add");
    private static final int REMOVE = ACTIONS.indexOf("remove");

    /** So many chunks of less than so many files are put together into one. */
    private static final int MOST_SMALL_CHUNKS = 16;

    private static final int[] SMALL = {FileChunk.MOST_FILES >> 8, FileChunk.MOST_FILES >> 4, FileChunk.MOST_FILES >> 1
    };

    /** What Kernel takes for one file. */
    private record Key(URI path, Optional<String> vector) {
        static Key of(String path, Optional<DeletionVectorDescriptor> vector) throws NotPlain {
            try {
                return new Key(new URI(path), vector.map(DeletionVectorDescriptor::getUniqueId));
            } catch (URISyntaxException e) {
                throw new NotPlain("the path " + path, e);
            }
        }
    }

    /** Something in the log that is left to Kernel. */
    private static final class NotPlain extends Exception {
        private static final long serialVersionUID = 1L;

        NotPlain(String what, @Nullable Exception cause) {
            super(what, cause);
        }
    }

    private final DeltaFileIO files;
    private final Map<Key, Optional<AddFile>> changes = new LinkedHashMap<>();
    private final BitSet hashes = new BitSet(HASH_BITS + 1);

    private ListingUpdate(DeltaFileIO files) {
        this.files = files;
    }

    /**
     * The listing of a snapshot from one of an earlier version of the same table. Cost: the commits in between. Empty where the log has to be
     * read anew.
     */
    static Optional<FileListing> of(
            TableName table, DeltaSnapshot.Id olderId, FileListing older, DeltaSnapshot newer, DeltaFileIO files) {
        long last = newer.id().version();
        Meaning meaning = Meaning.of(newer);
        if (last - olderId.version() > MOST_COMMITS
                || !meaning.equals(older.meaning())
                || !isUnchanged(olderId, files)) {
            return Optional.empty();
        }
        ListingUpdate update = new ListingUpdate(files);
        try {
            for (long version = olderId.version() + 1; version <= last; version++) {
                update.read(CommitFiles.path(newer.id().folder(), version));
            }
            List<Part> parts = update.applyTo(older);
            ListingReader added = new ListingReader(table, newer);
            for (Optional<AddFile> change : update.changes.values()) {
                if (change.isPresent()) {
                    added.add(change.get());
                }
            }
            parts.addAll(added.parts());
            // Looked at again: both are of the table whose commits were read, as long as both are where they were.
            return isUnchanged(olderId, files) && isUnchanged(newer.id(), files)
                    ? Optional.of(new FileListing(meaning, tidy(parts)))
                    : Optional.empty();
        } catch (IOException | RuntimeException | NotPlain e) {
            log.debug("The log of {} is read anew", table, e);
            return Optional.empty();
        }
    }

    private static boolean isUnchanged(DeltaSnapshot.Id id, DeltaFileIO files) {
        return files.stampOfVersion(id.folder(), id.version())
                .filter(id.stamp()::equals)
                .isPresent();
    }

    /** A file of which one commit speaks twice is not plain: Kernel's answer depends on what it reads at once. */
    private void read(String commit) throws IOException, NotPlain {
        Set<Key> mine = new HashSet<>();
        boolean empty = true;
        try (LogObjects objects = new LogObjects(files, commit)) {
            for (var object = objects.next(); object != null; object = objects.next()) {
                empty = false;
                Row row = new DefaultJsonRow(object, ACTIONS);
                if (!row.isNullAt(ADD)) {
                    AddFile add = new AddFile(row.getStruct(ADD));
                    change(mine, add.getPath(), add.getDeletionVector(), Optional.of(add));
                }
                if (!row.isNullAt(REMOVE)) {
                    RemoveFile remove = new RemoveFile(row.getStruct(REMOVE));
                    change(mine, remove.getPath(), remove.getDeletionVector(), Optional.empty());
                }
            }
        }
        if (empty) {
            throw new NotPlain("an empty commit", null);
        }
    }

    private void change(Set<Key> mine, String path, Optional<DeletionVectorDescriptor> vector, Optional<AddFile> change)
            throws NotPlain {
        Key key = Key.of(path, vector);
        if (!mine.add(key)) {
            throw new NotPlain("two actions on " + path, null);
        }
        changes.remove(key); // so that what is added again stands where it was added last
        changes.put(key, change);
        hashes.set(FileChunk.hash(path, vector) & HASH_BITS);
    }

    /** The parts of the older listing without the files that commits spoke of. */
    private List<Part> applyTo(FileListing older) throws NotPlain {
        List<Part> parts = new ArrayList<>();
        for (Part part : older.parts()) {
            FileChunk chunk = part.chunk();
            BitSet gone = new BitSet();
            for (int file = 0; file < chunk.size(); file++) {
                if (hashes.get(chunk.hash(file) & HASH_BITS)
                        && part.has(file)
                        && changes.containsKey(Key.of(chunk.path(file), chunk.vector(file)))) {
                    gone.set(file);
                }
            }
            parts.add(gone.isEmpty() ? part : part.without(gone));
        }
        return parts;
    }

    /** The same files without empty chunks, without such as have few of their files left, and without many small ones. */
    private static List<Part> tidy(List<Part> parts) {
        List<Part> tidy = new ArrayList<>(parts);
        tidy.removeIf(part -> part.size() == 0);
        tidy.replaceAll(part ->
                part.size() < part.chunk().size() / 2 ? joined(List.of(part)).get(0) : part);
        for (int small : SMALL) {
            Predicate<Part> isSmall = part -> part.size() < small;
            List<Part> few = tidy.stream().filter(isSmall).toList();
            if (few.size() > MOST_SMALL_CHUNKS) {
                tidy.removeIf(isSmall);
                tidy.addAll(joined(few));
            }
        }
        return tidy;
    }

    private static List<Part> joined(List<Part> parts) {
        List<Part> joined = new ArrayList<>();
        FileChunk.Builder chunk = new FileChunk.Builder();
        for (Part part : parts) {
            if (chunk.files() + part.size() > FileChunk.MOST_FILES) {
                joined.add(Part.whole(chunk.build()));
                chunk = new FileChunk.Builder();
            }
            chunk.addAll(part.chunk(), part::has);
        }
        joined.add(Part.whole(chunk.build()));
        return joined;
    }
}
