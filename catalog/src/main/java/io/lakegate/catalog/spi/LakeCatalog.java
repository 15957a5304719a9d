package io.lakegate.catalog.spi;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.TableFeature;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.model.Version;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The tables of one source under one name: what one file of {@code conf/catalogs} describes. For any thread. */
public interface LakeCatalog extends AutoCloseable {
    /** The first part of the names of its tables. */
    String name();

    /** The table format, as configured: {@code delta}. */
    String type();

    /** Names of the schemas, sorted. Cost: a listing of the source. */
    List<String> schemas();

    /** The schema as the source spells it, for a name in any case; an exact match wins. Cost: at most a listing. */
    default Optional<String> schema(String name) {
        List<String> alike = schemas().stream().filter(name::equalsIgnoreCase).toList();
        return alike.contains(name) ? Optional.of(name) : alike.stream().findFirst();
    }

    /** Names of the tables in a schema, sorted; none when there is no such schema. Cost: a listing; opens no table. */
    List<String> tables(String schema);

    /** Those of {@link #tables} that are views. Cost: a listing; opens none. */
    default List<String> views(String schema) {
        return List.of();
    }

    /**
     * The name of an existing table as the source spells it, for a schema and table given in any case. An exact match wins over one that
     * differs in case. Cost: at most a listing; opens no table.
     */
    Optional<TableName> find(String schema, String table);

    /** As {@link #find(String, String)}, for a table that exists at a version: it may have had another name then, or be gone since. */
    default Optional<TableName> find(String schema, String table, Version version) {
        return find(schema, table);
    }

    /**
     * The same catalog with its newest state held fast, for one statement: where tables change together, all that are opened through it are
     * of one moment. Cost: none until something is looked up.
     */
    default LakeCatalog atOneMoment() {
        return this;
    }

    /**
     * Makes statements from now on go by nothing that those of the last seconds saw: for one that has not found a name. Returns whether there was
     * anything to forget.
     */
    default boolean lookAnew() {
        return false;
    }

    /** What is written about the tables and views of a schema, by name, where the catalog can tell without opening them. */
    default Map<String, String> remarks(String schema) {
        return Map.of();
    }

    /** The text of a macro of this name, in any schema: for the message that it is not run. */
    default Optional<String> macro(String name) {
        return Optional.empty();
    }

    /** The query that a name stands for, where it is a view's; empty where it is a table's or nobody's. */
    default Optional<ViewText> view(String schema, String name, Version version) {
        return Optional.empty();
    }

    /** Whether the text of a view is shown to who asks: not only the view's rows, but also the names and values in its query. */
    default boolean showsText(TableName view) {
        return true;
    }

    /** The text of a view for people to read; empty where it is not shown, or is no view's. */
    default Optional<String> viewText(String schema, String name) {
        return view(schema, name, Version.LATEST)
                .map(view -> view.texts().get(0).sql());
    }

    /**
     * Opens a table at a version.
     *
     * <p>Cost: for an unchanged table one cheap check of the storage; else its metadata is read.
     *
     * @param table a name that {@link #find} returned
     * @throws GatewayException {@link ErrorCode#VERSION_NOT_FOUND}; {@link ErrorCode#UNSUPPORTED_TABLE_FEATURE}, {@link
     *     ErrorCode#TABLE_DAMAGED} or {@link ErrorCode#STORAGE_UNREADABLE} when the table cannot be read
     */
    PinnedTable pin(TableName table, Version version);

    /**
     * The changes between two versions, both included, as a table: the columns of the newer one, and {@code _change_type} ({@code insert},
     * {@code delete}, {@code update_preimage}, {@code update_postimage}), {@code _commit_version} and {@code _commit_timestamp}.
     *
     * @param table a name that {@link #find} returned
     * @param to the last version, or the newest where it is {@link Version#LATEST}
     * @throws GatewayException {@link ErrorCode#VERSION_NOT_FOUND}; {@link ErrorCode#UNSUPPORTED_TABLE_FEATURE} when the table did not
     *     record what is needed; what {@link #pin} throws
     */
    PinnedTable changes(TableName table, Version from, Version to);

    /**
     * Opens a table that nobody registered, where it lies; empty when the place is not below a folder of this catalog.
     *
     * @throws GatewayException what {@link #pin} throws
     */
    Optional<PinnedTable> pinAt(String location, Version version);

    /**
     * What of its format a table uses, and how far that is read: also of a table that is refused because of it. First what concerns the whole
     * table, then its columns. Cost: its metadata; never a data file.
     *
     * @param table a name that {@link #find} returned
     * @throws GatewayException when not even that can be read
     */
    List<TableFeature> features(TableName table, Version version);

    /**
     * As {@link #pinAt}, where this catalog opens tables of all formats by their places; empty where it does not.
     *
     * @throws GatewayException {@link ErrorCode#TABLE_NOT_FOUND} when the place is none that configuration allows
     */
    default Optional<PinnedTable> pinPath(PathTable table, Version version) {
        return Optional.empty();
    }

    /** The local folders that hold its data files: the engine may read there and nowhere else. */
    List<Path> localRoots();

    @Override
    void close();
}
