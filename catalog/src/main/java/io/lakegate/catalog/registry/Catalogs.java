package io.lakegate.catalog.registry;

import io.lakegate.catalog.error.CatalogErrors;
import io.lakegate.catalog.spi.LakeCatalog;
import io.lakegate.catalog.spi.Sight;
import io.lakegate.catalog.spi.SystemTables;
import io.lakegate.catalog.spi.ViewColumns;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** All configured catalogs by name. Owns them: closing it closes each. For any thread. */
public final class Catalogs implements AutoCloseable {
    private final Map<String, LakeCatalog> byName;
    private final ColumnLists columnLists;
    private final SeenSchemas schemas;
    private final Sight sight;
    /** What is seen of each, found out when it is first asked for. */
    private final Map<String, Optional<LakeCatalog>> seen = new ConcurrentHashMap<>();

    private volatile MadeSchemas made = new MadeSchemas((view, viewer) -> List.of(), SystemTables.NONE);

    /** Two catalogs of one name, case ignored, are a defect of the caller: configuration is checked before. */
    public Catalogs(Collection<? extends LakeCatalog> catalogs) {
        byName = new TreeMap<>();
        sight = Sight.ALL;
        columnLists = new ColumnLists();
        schemas = new SeenSchemas();
        for (LakeCatalog catalog : catalogs) {
            if (byName.keySet().stream().anyMatch(catalog.name()::equalsIgnoreCase)) {
                throw new IllegalStateException("two catalogs are called " + catalog.name());
            }
            byName.put(catalog.name(), catalog);
        }
    }

    private Catalogs(Catalogs all, SystemTables.Viewer viewer, Sight sight) {
        byName = all.byName;
        this.sight = sight;
        columnLists = all.columnLists;
        schemas = all.schemas;
        made = all.made.seenBy(viewer);
    }

    /** The same catalogs as this one may see them, for one statement: they are still owned, and closed, by this. */
    public Catalogs seenBy(SystemTables.Viewer viewer, Sight viewersSight) {
        return new Catalogs(this, viewer, viewersSight);
    }

    /** What is seen of all of them. */
    public Sight sight() {
        return sight;
    }

    /** Whether there may be more than is seen. */
    public boolean areRestricted() {
        return sight != Sight.ALL;
    }

    private Optional<LakeCatalog> seen(LakeCatalog whole) {
        return areRestricted() ? seen.computeIfAbsent(whole.name(), name -> sight.of(whole)) : Optional.of(whole);
    }

    /** The catalog of a name as its source spells it, with all that is in it: for one that may be seen. */
    LakeCatalog whole(String name) {
        return Optional.ofNullable(byName.get(name)).orElseThrow();
    }

    /** The columns of their tables as they were last seen. */
    public ColumnLists columnLists() {
        return columnLists;
    }

    /** Makes the columns of views known to the information schema, and what runs to the system's: whoever knows says so when it starts. */
    public void describe(ViewColumns views, SystemTables system) {
        made = new MadeSchemas(views, system);
    }

    /** The schemas that every catalog has and no source knows. */
    public MadeSchemas made() {
        return made;
    }

    SeenSchemas schemas() {
        return schemas;
    }

    /** Names in alphabetical order. */
    public List<String> names() {
        return byName.values().stream()
                .filter(catalog -> seen(catalog).isPresent())
                .map(LakeCatalog::name)
                .toList();
    }

    /** The catalog of this name; where there is none, the one whose name differs in case only. */
    public Optional<LakeCatalog> find(String name) {
        LakeCatalog exact = byName.get(name);
        return exact != null
                ? seen(exact)
                : byName.values().stream()
                        .filter(c -> c.name().equalsIgnoreCase(name))
                        .findFirst()
                        .flatMap(this::seen);
    }

    /** As {@link #find}, for a name that must exist. */
    public LakeCatalog require(String name) {
        return find(name).orElseThrow(() -> CatalogErrors.catalogNotFound(name, names()));
    }

    /** As {@link LakeCatalog#lookAnew}, of all of them. */
    public boolean lookAnew() {
        boolean any = false;
        for (LakeCatalog catalog : byName.values()) {
            any |= catalog.lookAnew();
        }
        return any;
    }

    @Override
    public void close() {
        byName.values().forEach(LakeCatalog::close);
    }
}
