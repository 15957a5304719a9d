package io.lakegate.adapters.delta;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A look at the commits that follow a version which is known. For one thread. */
final class NextCommits {
    private static final Logger log = LoggerFactory.getLogger(NextCommits.class);
    private static final int MOST_COMMITS = 20;

    /** To read a larger commit to its end may cost as much as a checkpoint. */
    private static final long MOST_BYTES = 4L << 20;

    private final String folder;
    private final DeltaFileIO files;

    NextCommits(String folder, DeltaFileIO files) {
        this.folder = folder;
        this.files = files;
    }

    /**
     * The newest version, where it is sure that none since the known one changed the table's schema, its properties or what it asks of readers.
     * Empty where that is not so, or would cost as much as to open the table anew.
     */
    OptionalLong newestWithoutMetadata(long known) {
        try {
            long version = known;
            for (int commits = 0; commits <= MOST_COMMITS; commits++) {
                String path = CommitFiles.path(folder, version + 1);
                Optional<FileStamp> commit = files.stamp(path);
                if (commit.isEmpty()) {
                    boolean sure = version > known && files.isAbsent(path);
                    return sure ? OptionalLong.of(version) : OptionalLong.empty();
                }
                if (commit.get().sizeBytes() > MOST_BYTES || speaksOfMetadata(path)) {
                    return OptionalLong.empty();
                }
                version++;
            }
        } catch (IOException | RuntimeException e) {
            log.debug("The log in {} is opened anew", folder, e);
        }
        return OptionalLong.empty();
    }

    private boolean speaksOfMetadata(String commit) throws IOException {
        boolean empty = true;
        try (LogObjects objects = new LogObjects(files, commit)) {
            for (ObjectNode object = objects.next(); object != null; object = objects.next()) {
                if (object.has("metaData") || object.has("protocol")) {
                    return true;
                }
                empty = false;
            }
        }
        return empty; // which is for Kernel to judge
    }
}
