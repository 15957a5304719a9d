package io.lakegate.catalog.error;

import io.lakegate.catalog.model.TableName;
import java.time.Instant;
import java.util.Collection;

/** The failures of finding, opening and reading tables: one method for each, so that its sentence is written once. */
public final class CatalogErrors {
    private CatalogErrors() {}

    public static GatewayException catalogNotFound(String catalog, Collection<String> known) {
        return new GatewayException(
                ErrorCode.CATALOG_NOT_FOUND,
                "There is no catalog %s.%s %s"
                        .formatted(
                                catalog,
                                NearestName.hint(catalog, known),
                                known.isEmpty()
                                        ? "None is configured: add a file to conf/catalogs."
                                        : "Configured are: " + String.join(", ", known) + "."));
    }

    public static GatewayException schemaNotFound(String catalog, String schema, Collection<String> known) {
        return new GatewayException(
                ErrorCode.SCHEMA_NOT_FOUND,
                "Catalog %s has no schema %s.%s".formatted(catalog, schema, NearestName.hint(schema, known)));
    }

    public static GatewayException tableNotFound(TableName table, Collection<String> known) {
        return new GatewayException(
                ErrorCode.TABLE_NOT_FOUND,
                "Schema %s.%s has no table %s.%s"
                        .formatted(
                                table.catalog(),
                                table.schema(),
                                table.table(),
                                NearestName.hint(table.table(), known)));
    }

    /** For a table that a statement names by its place. */
    public static GatewayException placeNotAllowed(String place) {
        return new GatewayException(
                ErrorCode.TABLE_NOT_FOUND,
                "The place %s is not below a folder of a configured catalog. Ask the operator to add one for it in conf/catalogs."
                        .formatted(place));
    }

    /** For what tells about all rows and columns of a table, to one who may see some of them. */
    public static GatewayException partlySeen(TableName table) {
        return new GatewayException(
                ErrorCode.NOT_ALLOWED,
                "%s tells of rows or values that are not yours to see: a part of its table is kept from you. Ask for the table itself, or ask the operator for all of it."
                        .formatted(table));
    }

    /** For an older version of a table in which a name stands for another column than today, to one who may see a part of the table only. */
    public static GatewayException renamedSince(TableName table, String column) {
        return new GatewayException(
                ErrorCode.NOT_ALLOWED,
                ("In this version of table %s, %s is the name of another column than today, and a part of the table is kept from you by the names of"
                                + " today. Read a version since then, or ask the operator for all of the table.")
                        .formatted(table, column));
    }

    /** For the forms of EXPLAIN that show files, or the engine's statement, to one who may see a part of the tables only. */
    public static GatewayException planNotShown(Collection<String> tables) {
        return new GatewayException(
                ErrorCode.NOT_ALLOWED,
                "EXPLAIN (SQL) and EXPLAIN (FILES) would show what is kept from you of %s. EXPLAIN and EXPLAIN ANALYZE show the rest."
                        .formatted(String.join(", ", tables)));
    }

    /** For an EXPLAIN of a statement that reads views, to one who may not see their texts. */
    public static GatewayException viewNotShown() {
        return new GatewayException(
                ErrorCode.NOT_ALLOWED,
                "EXPLAIN would show the text of a view that the statement reads, and it is for those who may define the view. EXPLAIN ANALYZE shows the rest.");
    }

    public static GatewayException metadataNotFound(TableName table, String kind, Collection<String> known) {
        return new GatewayException(
                ErrorCode.TABLE_NOT_FOUND,
                "Table %s has no metadata table %s.%s It has: %s."
                        .formatted(table, kind, NearestName.hint(kind, known), String.join(", ", known)));
    }

    public static GatewayException versionNotFound(TableName table, long asked, long oldest, long newest) {
        return new GatewayException(
                ErrorCode.VERSION_NOT_FOUND,
                "Table %s has no version %d: its history keeps versions %d to %d. Ask for one of these."
                        .formatted(table, asked, oldest, newest));
    }

    public static GatewayException timeNotFound(TableName table, Instant asked, String range) {
        return new GatewayException(
                ErrorCode.VERSION_NOT_FOUND,
                "Table %s has no state at %s: its history keeps %s. Ask for a time in between."
                        .formatted(table, asked, range));
    }

    public static GatewayException snapshotExpired(TableName table, long expired, long needs) {
        return new GatewayException(
                ErrorCode.VERSION_NOT_FOUND,
                "Table %s does not keep snapshot %d any more, against which the changes of snapshot %d show. Ask for later changes."
                        .formatted(table, expired, needs));
    }

    public static GatewayException refNotFound(TableName table, String asked, Collection<String> known) {
        return new GatewayException(
                ErrorCode.VERSION_NOT_FOUND,
                "Table %s has no branch or tag %s.%s %s"
                        .formatted(
                                table,
                                asked,
                                NearestName.hint(asked, known),
                                known.isEmpty()
                                        ? "It has none at all: ask for a version by its number, or for a time."
                                        : "It has: " + String.join(", ", known) + "."));
    }

    public static GatewayException unsupportedFeature(TableName table, String feature) {
        return new GatewayException(
                ErrorCode.UNSUPPORTED_TABLE_FEATURE,
                "Table %s needs the reader feature %s, which this version of Lakegate cannot read; without it rows could be wrong."
                                .formatted(table, feature)
                        + " Read it with another engine, or drop the feature from the table.");
    }

    public static GatewayException unsupportedType(TableName table, String column, String type) {
        return new GatewayException(
                ErrorCode.UNSUPPORTED_TABLE_FEATURE,
                "Column %s of table %s has the type %s, which this version of Lakegate cannot read."
                        .formatted(column, table, type));
    }

    /** {@code why} is a clause without a capital letter and without a full stop. */
    public static GatewayException tableDamaged(TableName table, String why, Throwable cause) {
        return new GatewayException(
                ErrorCode.TABLE_DAMAGED,
                "Table %s cannot be opened: %s. Its writer or owner has to repair it.".formatted(table, why),
                cause);
    }

    /** {@code why} is a clause without a capital letter and without a full stop. */
    public static GatewayException storageUnreadable(String what, String why, Throwable cause) {
        return new GatewayException(
                ErrorCode.STORAGE_UNREADABLE,
                "%s cannot be read: %s. Check that it exists and that the gateway may read it.".formatted(what, why),
                cause);
    }
}
