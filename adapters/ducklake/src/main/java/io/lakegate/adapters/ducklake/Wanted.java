package io.lakegate.adapters.ducklake;

import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
import java.util.List;
import java.util.Optional;

/** A column that a scan wants: one of the table's, or one of the two that DuckLake keeps of every row. */
record Wanted(Column column, Optional<Field> field) {
    static final Wanted ROW_ID = new Wanted(
            new Column(
                    "rowid", LakeType.Simple.BIGINT, true, Optional.of("The row's id, the same for all of its life.")),
            Optional.empty());
    static final Wanted SNAPSHOT_ID = new Wanted(
            new Column(
                    "snapshot_id",
                    LakeType.Simple.BIGINT,
                    true,
                    Optional.of("The snapshot that wrote the row as it is.")),
            Optional.empty());

    /** What a change feed tells of each row. */
    static final Wanted CHANGE_TYPE = new Wanted(
            new Column(
                    "_change_type",
                    LakeType.Simple.VARCHAR,
                    false,
                    Optional.of("What was done to the row: insert, delete, update_preimage or update_postimage.")),
            Optional.empty());

    static final Wanted COMMIT_VERSION = new Wanted(
            new Column("_commit_version", LakeType.Simple.BIGINT, false, Optional.of("The snapshot that did it.")),
            Optional.empty());

    static final Wanted COMMIT_TIMESTAMP = new Wanted(
            new Column(
                    "_commit_timestamp",
                    LakeType.Simple.TIMESTAMP_TZ,
                    true,
                    Optional.of("When that was committed; NULL where the catalog has forgotten it.")),
            Optional.empty());

    static final List<Wanted> CHANGE = List.of(CHANGE_TYPE, COMMIT_VERSION, COMMIT_TIMESTAMP);

    static Wanted of(Field field) {
        return new Wanted(field.column(), Optional.of(field));
    }

    /** Those of the two that no column of the table hides. */
    static List<Wanted> hidden(List<Field> fields) {
        return List.of(ROW_ID, SNAPSHOT_ID).stream()
                .filter(hidden -> fields.stream().noneMatch(f -> f.name().equalsIgnoreCase(hidden.name())))
                .toList();
    }

    /** Whether it is the same for all rows of a change. */
    boolean isOfChange() {
        return CHANGE.contains(this);
    }

    String name() {
        return column.name();
    }
}
