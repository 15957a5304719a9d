package io.lakegate.adapters.delta;

import static java.util.Objects.requireNonNull;

import io.delta.kernel.utils.FileStatus;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Optional;

/**
 * What tells one state of a file from another without reading it.
 *
 * @param key the file system's own id of the file, where it has one: a file made anew gets another
 */
record FileStamp(long sizeBytes, FileTime modified, Optional<Object> key) {
    FileStamp {
        requireNonNull(modified, "modified");
        requireNonNull(key, "key");
    }

    static FileStamp of(BasicFileAttributes attributes) {
        return new FileStamp(
                attributes.size(), attributes.lastModifiedTime(), Optional.ofNullable(attributes.fileKey()));
    }

    /** Whether an object of a store is the same in both states. Of when it was written, listings tell more than looks at the object. */
    boolean isSameObject(FileStamp other) {
        return sizeBytes == other.sizeBytes && key.equals(other.key);
    }

    /** Whether a listing saw the file in this state, as far as it can tell: it knows milliseconds and no key. */
    boolean fits(FileStatus status) {
        return sizeBytes == status.getSize() && modified.toMillis() == status.getModificationTime();
    }
}
