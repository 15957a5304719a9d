package io.lakegate.adapters.storage.files;

import io.lakegate.adapters.storage.object.ObjectFacts;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an object, or of a folder, which is nothing but a prefix of names.
 *
 * @param object empty for a folder
 */
record BucketAttributes(Optional<ObjectFacts> object) implements BasicFileAttributes {
    static final BucketAttributes FOLDER = new BucketAttributes(Optional.empty());

    static BucketAttributes of(ObjectFacts facts) {
        return new BucketAttributes(Optional.of(facts));
    }

    @Override
    public FileTime lastModifiedTime() {
        return object.map(facts -> FileTime.from(facts.modified())).orElse(FileTime.fromMillis(0));
    }

    @Override
    public FileTime lastAccessTime() {
        return lastModifiedTime();
    }

    @Override
    public FileTime creationTime() {
        return lastModifiedTime();
    }

    @Override
    public boolean isRegularFile() {
        return object.isPresent();
    }

    @Override
    public boolean isDirectory() {
        return object.isEmpty();
    }

    @Override
    public boolean isSymbolicLink() {
        return false;
    }

    @Override
    public boolean isOther() {
        return false;
    }

    @Override
    public long size() {
        return object.map(ObjectFacts::sizeBytes).orElse(0L);
    }

    /** The tag of the content: another when the object is replaced. */
    @Override
    public @Nullable Object fileKey() {
        return object.map(ObjectFacts::etag).orElse(null);
    }
}
