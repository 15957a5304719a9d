package io.lakegate.adapters.iceberg;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.model.Version;
import io.lakegate.catalog.spi.ViewText;
import java.util.List;
import java.util.Optional;

/** Who knows the tables of a catalog: folders, or one of Iceberg's own catalogs. For any thread. */
interface TableFinder extends AutoCloseable {
    /** Names of the schemas, sorted. */
    List<String> schemas();

    /** The schema as it is spelled here, given in any case; an exact match wins. */
    default Optional<String> schema(String name) {
        List<String> alike = schemas().stream().filter(name::equalsIgnoreCase).toList();
        return alike.contains(name) ? Optional.of(name) : alike.stream().findFirst();
    }

    /** The same with its newest state held fast, for one statement. */
    default TableFinder atOneMoment() {
        return this;
    }

    /** As {@link io.lakegate.catalog.spi.LakeCatalog#lookAnew}. */
    default boolean lookAnew() {
        return false;
    }

    /** Names of the tables and views of a schema, sorted; none when there is no such schema. */
    List<String> tables(String schema);

    /** Those of {@link #tables} that are views; folders hold none. */
    default List<String> views(String schema) {
        return List.of();
    }

    /** The names as they are spelled here, given in any case; an exact match wins. */
    Optional<Names> find(String schema, String table);

    /** The names of a table in its catalog. */
    record Names(String schema, String table) {}

    /**
     * The table as it is now. Cost: a look at its pointer; reads its metadata where that has changed.
     *
     * @param table as {@link #find} spells it
     * @throws GatewayException {@link ErrorCode#TABLE_NOT_FOUND}, {@link ErrorCode#TABLE_DAMAGED} or {@link ErrorCode#STORAGE_UNREADABLE}
     */
    OpenTable open(TableName table);

    /** The query of a view, by its names in any case; folders hold none. */
    default Optional<ViewText> view(String schema, String name, Version version) {
        return Optional.empty();
    }

    @Override
    void close();
}
