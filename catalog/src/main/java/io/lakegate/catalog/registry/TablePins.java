package io.lakegate.catalog.registry;

import static java.util.Objects.requireNonNull;

import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.model.Version;
import io.lakegate.catalog.spi.LakeCatalog;
import io.lakegate.catalog.spi.PinnedTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The tables of one statement, each fixed at one snapshot: a table that is named twice is read at the same version both times, however
 * long planning takes. Made anew for every execution. For one thread.
 */
public final class TablePins {
    private record Key(TableName table, Version version) {}

    private final Catalogs catalogs;
    private final Map<Key, PinnedTable> pinned = new LinkedHashMap<>();

    public TablePins(Catalogs catalogs) {
        this.catalogs = requireNonNull(catalogs, "catalogs");
    }

    public Catalogs catalogs() {
        return catalogs;
    }

    /** Pins a table, given in any case; empty when the catalog or the table does not exist. Opens the table on first use. */
    public Optional<PinnedTable> pin(String catalog, String schema, String table, Version version) {
        return catalogs.find(catalog)
                .flatMap(found -> found.find(schema, table).map(name -> pin(found, name, version)));
    }

    private PinnedTable pin(LakeCatalog catalog, TableName table, Version version) {
        Key key = new Key(table, version);
        PinnedTable known = pinned.get(key);
        if (known == null) {
            known = catalog.pin(table, version);
            pinned.put(key, known);
        }
        return known;
    }

    /** What was pinned so far, in the order of first use. */
    public List<PinnedTable> pins() {
        return new ArrayList<>(pinned.values());
    }
}
