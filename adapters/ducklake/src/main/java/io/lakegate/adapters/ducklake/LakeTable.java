package io.lakegate.adapters.ducklake;

import static java.util.Objects.requireNonNull;

/**
 * A table or view of a catalog as it is named at one snapshot.
 *
 * @param id the same for all of its life
 * @param folder where its relative files lie
 */
record LakeTable(long id, String schema, String name, String folder) {
    LakeTable {
        requireNonNull(schema, "schema");
        requireNonNull(name, "name");
        requireNonNull(folder, "folder");
    }
}
