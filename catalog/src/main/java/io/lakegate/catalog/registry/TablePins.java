package io.lakegate.catalog.registry;

import static java.util.Objects.requireNonNull;

import io.lakegate.catalog.error.CatalogErrors;
import io.lakegate.catalog.metadata.InformationSchema;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.model.Version;
import io.lakegate.catalog.spi.LakeCatalog;
import io.lakegate.catalog.spi.PinnedTable;
import io.lakegate.catalog.spi.ViewColumns;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The tables of one statement, each fixed at one snapshot: a table that is named twice is read at the same version both times, however
 * long planning takes. Made anew for every execution. For one thread.
 */
public final class TablePins {
    private record Key(TableName table, Version version) {}

    private final Catalogs catalogs;
    private final Version asOf;
    private final ViewColumns views;
    private final Map<Key, PinnedTable> pinned = new LinkedHashMap<>();
    private final List<PinnedTable> kept = new ArrayList<>();
    private final Map<String, LakeCatalog> moments = new HashMap<>();

    /** For statements that ask for no columns of views. */
    public TablePins(Catalogs catalogs) {
        this(catalogs, Version.LATEST, view -> List.of());
    }

    /**
     * @param asOf the version at which tables are read that are asked for at none
     * @param views tells the columns of views, for the information schema
     */
    public TablePins(Catalogs catalogs, Version asOf, ViewColumns views) {
        this.views = requireNonNull(views, "views");
        this.catalogs = requireNonNull(catalogs, "catalogs");
        this.asOf = requireNonNull(asOf, "asOf");
    }

    public Catalogs catalogs() {
        return catalogs;
    }

    /** What is read where a version is asked for, or none. */
    public Version orAsOf(Version asked) {
        return asked.equals(Version.LATEST) ? asOf : asked;
    }

    /** A catalog by name in any case, as it is at the moment of the statement. */
    public Optional<LakeCatalog> catalog(String name) {
        return catalogs.find(name)
                .map(catalog -> moments.computeIfAbsent(catalog.name(), known -> catalog.atOneMoment()));
    }

    /**
     * Pins a table, given in any case; empty when the catalog or the table does not exist. Opens the table on first use.
     *
     * <p>A name such as {@code orders$history} that no table has is the metadata table of that kind of the table before the sign.
     */
    public Optional<PinnedTable> pin(String catalog, String schema, String table, Version asked) {
        Version version = orAsOf(asked);
        return catalog(catalog).flatMap(found -> {
            Optional<TableName> name = found.find(schema, table, version);
            return name.isPresent()
                    ? name.map(known -> pin(found, known, version))
                    : metadata(found, schema, table, version);
        });
    }

    private Optional<PinnedTable> metadata(LakeCatalog catalog, String schema, String table, Version version) {
        if (schema.equalsIgnoreCase(InformationSchema.NAME)) {
            return InformationSchema.table(catalog, table, views);
        }
        int sign = table.lastIndexOf('$');
        if (sign < 1) {
            return Optional.empty();
        }
        String kind = table.substring(sign + 1).toLowerCase(Locale.ROOT);
        return catalog.find(schema, table.substring(0, sign), version).map(name -> {
            PinnedTable base = pin(catalog, name, version);
            return base.metadata(kind)
                    .orElseThrow(() -> CatalogErrors.metadataNotFound(name, kind, base.metadataKinds()));
        });
    }

    private PinnedTable pin(LakeCatalog catalog, TableName table, Version version) {
        Key key = new Key(table, version);
        PinnedTable known = pinned.get(key);
        if (known == null) {
            known = catalog.pin(table, version);
            pinned.put(key, known);
            if (version.equals(Version.LATEST)) {
                catalogs.schemas().see(table, known);
            }
        }
        return known;
    }

    /** Keeps a table that the statement names in another way than by its name; it is found again under what this returns. */
    public String keep(PinnedTable table) {
        kept.add(table);
        return String.valueOf(kept.size() - 1);
    }

    /** A table that was kept. */
    public Optional<PinnedTable> kept(String token) {
        return token.matches("\\d{1,6}") && Integer.parseInt(token) < kept.size()
                ? Optional.of(kept.get(Integer.parseInt(token)))
                : Optional.empty();
    }

    /** What was pinned so far, in the order of first use. */
    public List<PinnedTable> pins() {
        List<PinnedTable> all = new ArrayList<>(pinned.values());
        all.addAll(kept);
        return all;
    }
}
