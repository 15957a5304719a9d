package io.lakegate.adapters.ducklake;

import static java.util.Objects.requireNonNull;

/**
 * A table or view of a catalog as it is named at one snapshot.
 *
 * @param id the same for all of its life
 * @param uuid that no table of another catalog has either; empty text where the catalog has none
 * @param folder where its relative files lie
 */
record LakeTable(long id, String uuid, String schema, String name, String folder) {
    LakeTable {
        requireNonNull(uuid, "uuid");
        requireNonNull(schema, "schema");
        requireNonNull(name, "name");
        requireNonNull(folder, "folder");
    }

    /** What no other table has, also none of a catalog that is made anew in the place of this one. */
    String identity() {
        return id + "#" + uuid;
    }
}
