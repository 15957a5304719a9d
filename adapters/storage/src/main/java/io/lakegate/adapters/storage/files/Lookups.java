package io.lakegate.adapters.storage.files;

import io.lakegate.adapters.storage.object.CancelSignal;
import io.lakegate.adapters.storage.object.ObjectFacts;
import io.lakegate.adapters.storage.object.ObjectName;
import io.lakegate.adapters.storage.object.ObjectStore.Listed;
import io.lakegate.adapters.storage.object.ObjectStore.Page;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Looks at objects and folders of a bucket, with as few requests as the answer needs. */
final class Lookups {
    private static final int PAGE = 1_000;

    /** Names of files in tables. What is called so is no folder, which saves looking for one. */
    private static final Pattern FILE = Pattern.compile(
            ".*\\.(json|gz|parquet|avro|orc|crc|bin|puffin|stats|text|checkpoint)|_last_checkpoint", Pattern.DOTALL);

    /** Names of folders in tables. What is called so is no file. */
    private static final Pattern FOLDER = Pattern.compile("_delta_log|metadata");

    private Lookups() {}

    static BucketAttributes attributes(BucketPath path) throws IOException {
        Optional<BucketAttributes> listed = path.listed();
        if (listed.isPresent()) {
            return listed.get();
        }
        String key = path.key();
        String name = key.substring(key.lastIndexOf('/') + 1);
        if (key.isEmpty()) {
            return folder(path).orElse(BucketAttributes.FOLDER);
        }
        if (name.indexOf('.') < 0 && !FILE.matcher(name).matches()) {
            Optional<BucketAttributes> folder = folder(path);
            return folder.isPresent() || FOLDER.matcher(name).matches()
                    ? folder.orElseThrow(() -> missing(path))
                    : object(path).orElseThrow(() -> missing(path));
        }
        Optional<BucketAttributes> object = object(path);
        if (object.isPresent()) {
            return object.get();
        }
        Optional<BucketAttributes> folder = FILE.matcher(name).matches() ? Optional.empty() : folder(path);
        return folder.orElseThrow(() -> missing(path));
    }

    static NoSuchFileException missing(BucketPath path) {
        return new NoSuchFileException(path.toString());
    }

    private static Optional<BucketAttributes> object(BucketPath path) throws IOException {
        try {
            return Optional.of(BucketAttributes.of(head(path)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** Asks the store for an object. */
    static ObjectFacts head(BucketPath path) throws IOException {
        ObjectName name = name(path);
        return path.getFileSystem()
                .cache()
                .retries()
                .call(
                        name,
                        new CancelSignal(),
                        () -> path.getFileSystem().store().head(name));
    }

    static ObjectName name(BucketPath path) {
        return new ObjectName(path.getFileSystem().name(), path.key());
    }

    private static Optional<BucketAttributes> folder(BucketPath path) throws IOException {
        Page page = page(path, true, Optional.empty(), Optional.empty(), 1);
        return page.objects().isEmpty() ? Optional.empty() : Optional.of(BucketAttributes.FOLDER);
    }

    private static Page page(BucketPath path, boolean flat, Optional<String> after, Optional<String> token, int most)
            throws IOException {
        Bucket bucket = path.getFileSystem();
        String prefix = prefix(path);
        return bucket.cache()
                .retries()
                .call(
                        new ObjectName(bucket.name(), prefix),
                        new CancelSignal(),
                        () -> bucket.store().list(bucket.name(), prefix, flat, after, token, most));
    }

    private static String prefix(BucketPath path) {
        return path.key().isEmpty() ? "" : path.key() + "/";
    }

    /** What is in a folder, each with what is known of it; {@code after} is a name of the folder from which on the rest is wanted. */
    static List<BucketPath> list(BucketPath folder, Optional<String> from) throws IOException {
        String prefix = prefix(folder);
        // The names wanted start with this one; a listing starts behind one.
        Optional<String> after = from.filter(name -> !name.isEmpty()).map(name -> prefix + before(name));
        List<BucketPath> found = new ArrayList<>();
        Optional<String> token = Optional.empty();
        boolean any = false;
        do {
            Page page = page(folder, false, token.isPresent() ? Optional.empty() : after, token, PAGE);
            any |= !page.objects().isEmpty() || !page.folders().isEmpty();
            for (Listed object : page.objects()) {
                if (!object.key().equals(prefix)) { // an object that stands for the folder itself
                    found.add(child(folder, object.key(), BucketAttributes.of(object.facts())));
                }
            }
            for (String below : page.folders()) {
                found.add(child(folder, below, BucketAttributes.FOLDER));
            }
            token = page.next();
        } while (token.isPresent());
        if (!any && after.isEmpty() && !folder.key().isEmpty()) {
            throw missing(folder);
        }
        return found;
    }

    /** A text that is before a name, and behind all names that the name is not the start of and that are before it; as far as ASCII goes. */
    private static String before(String name) {
        char last = name.charAt(name.length() - 1);
        return name.substring(0, name.length() - 1) + (char) (last - 1) + "~";
    }

    private static BucketPath child(BucketPath folder, String key, BucketAttributes known) {
        return new BucketPath(folder.getFileSystem(), "/" + key, known);
    }
}
