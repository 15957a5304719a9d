package io.lakegate.adapters.delta;

import static java.util.Objects.requireNonNull;

import io.delta.kernel.internal.actions.DeletionVectorDescriptor;
import io.lakegate.adapters.delta.FileListing.ListedFile;
import java.util.Optional;

/**
 * A file of which some rows are changes that one commit made.
 *
 * @param changeType what the commit did to each of the rows; empty where a column of the file says it
 * @param only the deletion vector that names the rows; empty for all rows of the file
 * @param without the deletion vector whose rows are left out; empty for none
 */
record ChangedFile(
        LoggedCommit commit,
        Optional<String> changeType,
        Content content,
        Optional<DeletionVectorDescriptor> only,
        Optional<DeletionVectorDescriptor> without) {
    static final String INSERT = "insert";
    static final String DELETE = "delete";

    ChangedFile {
        requireNonNull(commit, "commit");
        requireNonNull(changeType, "changeType");
        requireNonNull(content, "content");
        requireNonNull(only, "only");
        requireNonNull(without, "without");
    }

    /**
     * A file, whatever happened to it.
     *
     * @param listed as the log has it, without a deletion vector
     * @param location absolute path
     */
    record Content(ListedFile listed, String location) {
        Content {
            requireNonNull(listed, "listed");
            requireNonNull(location, "location");
        }

        /** The same with a deletion vector. */
        ListedFile with(DeletionVectorDescriptor vector) {
            return listed.with(Optional.of(vector));
        }
    }
}
