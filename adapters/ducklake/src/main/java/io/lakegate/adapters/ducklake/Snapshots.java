package io.lakegate.adapters.ducklake;

import io.lakegate.adapters.ducklake.database.MetadataReader;
import io.lakegate.adapters.ducklake.database.Row;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.model.Version;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds snapshots of a catalog. */
final class Snapshots {
    private static final Pattern ADDED = Pattern.compile("(inserted_into_table|inlined_insert):\\d+");

    /** A kind of change, and the id of the table that was changed. */
    private static final Pattern OF_TABLE = Pattern.compile("[a-z_]+:\\d+");

    private Snapshots() {}

    /**
     * The snapshot that a version means.
     *
     * @param what what is read at it, for messages
     * @throws GatewayException {@link ErrorCode#VERSION_NOT_FOUND}
     */
    static LakeSnapshot resolve(MetadataReader reader, String what, Version version) throws SQLException {
        Optional<LakeSnapshot> found;
        if (version instanceof Version.Numbered numbered) {
            found = query(reader, "WHERE snapshot_id = " + numbered.number()).stream()
                    .findFirst();
        } else if (version instanceof Version.AtTime at) {
            found = atTime(reader, at.time());
        } else if (version instanceof Version.Named named) {
            throw new GatewayException(
                    ErrorCode.VERSION_NOT_FOUND,
                    "%s has no branch or tag %s: DuckLake has none. Ask for a snapshot by its number, or for a time."
                            .formatted(what, named.name()));
        } else {
            found = latest(reader);
        }
        return found.isPresent() ? found.get() : notFound(reader, what, version);
    }

    static Optional<LakeSnapshot> latest(MetadataReader reader) throws SQLException {
        return query(
                        reader,
                        "WHERE snapshot_id = (SELECT max(snapshot_id) FROM %s)"
                                .formatted(reader.table("ducklake_snapshot")))
                .stream()
                .findFirst();
    }

    /** Commits may be later than the ones after them by their clocks, so that this is not a matter of one condition. */
    private static Optional<LakeSnapshot> atTime(MetadataReader reader, Instant time) throws SQLException {
        return all(reader).stream()
                .filter(snapshot -> !snapshot.time().isAfter(time))
                .max(Comparator.comparingLong(LakeSnapshot::id));
    }

    /** The first snapshot that was made at this time or later. */
    static Optional<LakeSnapshot> from(MetadataReader reader, Instant time) throws SQLException {
        return all(reader).stream()
                .filter(snapshot -> !snapshot.time().isBefore(time))
                .findFirst();
    }

    /**
     * Makes sure that the catalog still has a snapshot that was found before. Where another process expired it since, what the catalog says of
     * it is not whole any more: deletes may be gone while the rows that they deleted are not.
     *
     * @throws GatewayException {@link ErrorCode#VERSION_NOT_FOUND}
     */
    static void require(MetadataReader reader, TableName table, long snapshot) throws SQLException {
        if (query(reader, "WHERE snapshot_id = " + snapshot).isEmpty()) {
            throw new GatewayException(
                    ErrorCode.VERSION_NOT_FOUND,
                    "The snapshot %d of table %s was expired while the statement ran. Run it again, or ask for a newer snapshot."
                            .formatted(snapshot, table));
        }
    }

    /** Whether the catalog still has a snapshot as it was found before; one that was restored from a copy may have another by its number. */
    static boolean has(MetadataReader reader, LakeSnapshot snapshot) throws SQLException {
        return query(reader, "WHERE snapshot_id = " + snapshot.id()).contains(snapshot);
    }

    /**
     * Whether the commits after a snapshot and until another did nothing to a table, or only added rows to it, as far as they tell.
     *
     * <p>Specification: tables/ducklake_snapshot_changes.
     */
    static boolean onlyAdded(MetadataReader reader, long table, long after, long until) throws SQLException {
        List<Boolean> each = reader.query(
                "SELECT changes_made FROM %s WHERE snapshot_id > %d AND snapshot_id <= %d"
                        .formatted(reader.table("ducklake_snapshot_changes"), after, until),
                row -> row.text(1).filter(made -> onlyAdded(made, table)).isPresent());
        return each.size() == until - after && !each.contains(false);
    }

    /** What is made of names, as a schema is, is not looked into. */
    private static boolean onlyAdded(String made, long table) {
        return Stream.of(made.split(",", -1))
                .map(String::strip)
                .allMatch(change -> ADDED.matcher(change).matches()
                        || (OF_TABLE.matcher(change).matches() && !change.endsWith(":" + table)));
    }

    /** Every snapshot that the catalog still has, oldest first. */
    static List<LakeSnapshot> all(MetadataReader reader) throws SQLException {
        return query(reader, "ORDER BY snapshot_id");
    }

    private static List<LakeSnapshot> query(MetadataReader reader, String rest) throws SQLException {
        return reader.query(
                "SELECT snapshot_id, %s, schema_version FROM %s %s"
                        .formatted(reader.dialect().instant("snapshot_time"), reader.table("ducklake_snapshot"), rest),
                Snapshots::snapshot);
    }

    private static LakeSnapshot snapshot(Row row) throws SQLException {
        return new LakeSnapshot(row.number(1), row.instant(2), row.number(3));
    }

    private static LakeSnapshot notFound(MetadataReader reader, String what, Version version) throws SQLException {
        List<LakeSnapshot> all = all(reader);
        if (all.isEmpty()) {
            throw new GatewayException(
                    ErrorCode.TABLE_DAMAGED, what + " cannot be read: its catalog has no snapshot at all.");
        }
        LakeSnapshot oldest = all.get(0);
        LakeSnapshot newest = all.get(all.size() - 1);
        String asked = version.match(
                () -> "latest snapshot",
                numbered -> "snapshot " + numbered.number(),
                at -> "state at " + at.time(),
                named -> named.name());
        throw new GatewayException(
                ErrorCode.VERSION_NOT_FOUND,
                "%s has no %s: its catalog keeps snapshots %d of %s to %d of %s. Ask for one of these, or for a time in between."
                        .formatted(what, asked, oldest.id(), oldest.time(), newest.id(), newest.time()));
    }
}
