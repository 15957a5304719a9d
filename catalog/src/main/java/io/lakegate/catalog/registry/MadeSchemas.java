package io.lakegate.catalog.registry;

import io.lakegate.catalog.metadata.InformationSchema;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.spi.LakeCatalog;
import io.lakegate.catalog.spi.PinnedTable;
import io.lakegate.catalog.spi.SystemTables;
import io.lakegate.catalog.spi.ViewColumns;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The schemas that every catalog has and no source knows: the standard's, and that of the gateway itself. Immutable, for any thread. */
public final class MadeSchemas {
    /** Their names, sorted. */
    public static final List<String> NAMES = List.of(InformationSchema.NAME, SystemTables.SCHEMA);

    private final ViewColumns views;
    private final SystemTables system;
    private final SystemTables.Viewer viewer;

    MadeSchemas(ViewColumns views, SystemTables system) {
        this(views, system, SystemTables.Viewer.NOBODY);
    }

    private MadeSchemas(ViewColumns views, SystemTables system, SystemTables.Viewer viewer) {
        this.views = views;
        this.system = system;
        this.viewer = viewer;
    }

    /** The same schemas as this one may see them. */
    MadeSchemas seenBy(SystemTables.Viewer other) {
        return new MadeSchemas(views, system.seenBy(other), other);
    }

    /** Its name in lower case, where the schema is one of them. */
    public static Optional<String> schema(String name) {
        return NAMES.stream().filter(name::equalsIgnoreCase).findFirst();
    }

    /** The tables in one of them, sorted; none where the schema is another. */
    public List<String> tables(String schema) {
        return schema.equals(InformationSchema.NAME)
                ? InformationSchema.TABLES
                : schema.equals(SystemTables.SCHEMA) ? system.names() : List.of();
    }

    /** One of their tables, in any case. */
    public Optional<PinnedTable> table(LakeCatalog catalog, String schema, String table) {
        return schema.equalsIgnoreCase(InformationSchema.NAME)
                ? InformationSchema.table(catalog, table, view -> views.of(view, viewer))
                : system(catalog.name(), schema, table);
    }

    /** One of the gateway itself, also where there is no such catalog: what it tells belongs to none. */
    Optional<PinnedTable> system(String catalog, String schema, String table) {
        return schema.equalsIgnoreCase(SystemTables.SCHEMA)
                ? system.table(new TableName(catalog, SystemTables.SCHEMA, table.toLowerCase(Locale.ROOT)))
                : Optional.empty();
    }
}
