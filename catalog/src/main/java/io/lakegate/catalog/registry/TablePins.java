package io.lakegate.catalog.registry;

import static java.util.Objects.requireNonNull;

import io.lakegate.catalog.error.CatalogErrors;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.model.Version;
import io.lakegate.catalog.registry.RecordedPins.Name;
import io.lakegate.catalog.spi.LakeCatalog;
import io.lakegate.catalog.spi.PinnedTable;
import io.lakegate.catalog.spi.RestrictedTable;
import io.lakegate.catalog.spi.Restriction;
import io.lakegate.catalog.spi.ViewText;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The tables of one statement, each fixed at one snapshot: a table that is named twice is read at the same version both times, however
 * long planning takes. Made anew for every execution. For one thread.
 */
public final class TablePins {
    /** What is pinned: a table as of a version. */
    record Key(TableName table, Version version) {}

    private final Catalogs catalogs;
    private final Version asOf;
    private final Optional<TransactionPins> transaction;
    private final Optional<RecordedPins> earlier;
    private final Instant moment;
    private final Map<Key, PinnedTable> pinned = new LinkedHashMap<>();
    private final List<PinnedTable> kept = new ArrayList<>();
    /** With all that is in them: what may be seen of them is found out for each statement, also of a transaction. */
    private final Map<String, LakeCatalog> moments = new HashMap<>();

    private final Map<String, Optional<LakeCatalog>> seen = new HashMap<>();
    private final List<PinnedTable> slots = new ArrayList<>();
    /** Calcite looks each name up many times; within a statement it is asked for once. */
    private final Map<Name, Optional<PinnedTable>> tables = new HashMap<>();

    private final Map<Name, Optional<String>> schemas = new HashMap<>();
    private final Map<Name, Optional<ViewText>> views = new HashMap<>();
    private final List<NameLookup> lookups = new ArrayList<>();
    // What is recorded beside: which names are tables, what was opened in other ways, and what has no versions.
    private final Map<Name, Optional<TableName>> located = new HashMap<>();
    private final Map<Key, PinnedTable> wholes = new HashMap<>();
    private final Map<String, PinnedTable> opened = new HashMap<>();
    private Optional<String> passing = Optional.empty();

    public TablePins(Catalogs catalogs) {
        this(catalogs, Version.LATEST);
    }

    /** {@code asOf} is the version at which tables are read that are asked for at none. */
    public TablePins(Catalogs catalogs, Version asOf) {
        this(catalogs, asOf, Optional.empty(), Optional.empty());
    }

    private TablePins(
            Catalogs catalogs, Version asOf, Optional<TransactionPins> transaction, Optional<RecordedPins> earlier) {
        this.catalogs = requireNonNull(catalogs, "catalogs");
        this.asOf = requireNonNull(asOf, "asOf");
        this.transaction = transaction;
        this.earlier = earlier;
        this.moment = earlier.map(RecordedPins::moment).orElseGet(Instant::now);
    }

    /** The tables of a statement of a transaction: what an earlier statement of it has pinned, stays so. */
    public static TablePins within(TransactionPins transaction, Catalogs catalogs, Version asOf) {
        return new TablePins(catalogs, asOf, Optional.of(transaction), Optional.empty());
    }

    /** The tables of a statement that is run again, as it read them. What may be seen of them is as it is now. */
    public static TablePins again(RecordedPins earlier, Catalogs catalogs, Version asOf) {
        return new TablePins(catalogs, asOf, Optional.empty(), Optional.of(earlier));
    }

    /** What the statement has read so far, to run it again. */
    public RecordedPins recorded() {
        return new RecordedPins(moment, located, views, wholes, opened, passing);
    }

    /** The moment that the statement takes for now where it reads a table as of some time before that. */
    public Instant moment() {
        return moment;
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
                .flatMap(catalog -> seen.computeIfAbsent(
                        catalog.name(), known -> catalogs.sight().of(moment(known))));
    }

    private LakeCatalog moment(String name) {
        return moments.computeIfAbsent(name, known -> {
            LakeCatalog whole = catalogs.whole(known);
            return transaction.isPresent() ? transaction.get().moment(whole) : whole.atOneMoment();
        });
    }

    /**
     * Pins a table, given in any case; empty when the catalog or the table does not exist. Opens the table on first use.
     *
     * <p>A name such as {@code orders$history} that no table has is the metadata table of that kind of the table before the sign.
     */
    public Optional<PinnedTable> pin(String catalog, String schema, String table, Version asked) {
        Name name = new Name(catalog, schema, table, asked);
        Optional<PinnedTable> known = tables.get(name);
        if (known != null) {
            return known;
        }
        Optional<PinnedTable> found = find(catalog, schema, table, asked);
        found.ifPresent(this::slot);
        tables.put(name, found);
        lookups.add(new NameLookup.OfTable(catalog, schema, table, asked, found.map(NameLookup.Shape::of)));
        return found;
    }

    /** A schema as its source spells it, given in any case. */
    public Optional<String> schema(String catalog, String schema) {
        Name name = new Name(catalog, schema, "", Version.LATEST);
        Optional<String> known = schemas.get(name);
        if (known != null) {
            return known;
        }
        Optional<String> found = catalog(catalog).flatMap(source -> source.schema(schema));
        schemas.put(name, found);
        lookups.add(new NameLookup.OfSchema(catalog, schema, found));
        return found;
    }

    /** The query that a name stands for, where it is a view's. */
    public Optional<ViewText> view(String catalog, String schema, String view, Version version) {
        Name name = new Name(catalog, schema, view, version);
        Optional<ViewText> known = views.get(name);
        if (known != null) {
            return known;
        }
        Optional<ViewText> found = catalog(catalog)
                .flatMap(source ->
                        earlier.isPresent() ? earlier.get().view(source, name) : source.view(schema, view, version));
        views.put(name, found);
        lookups.add(new NameLookup.OfView(catalog, schema, view, version, found));
        return found;
    }

    /** Whether the statement reads a view whose text is not shown to who asks. */
    public boolean hidesViews() {
        return views.values().stream()
                .flatMap(Optional::stream)
                .map(ViewText::name)
                .anyMatch(view -> catalog(view.catalog())
                        .filter(found -> found.showsText(view))
                        .isEmpty());
    }

    /** The number of a pinned table in this statement: a table that is named twice has one number. Tables are told apart by identity. */
    public int slot(PinnedTable table) {
        for (int i = 0; i < slots.size(); i++) {
            if (slots.get(i) == table) {
                return i;
            }
        }
        slots.add(table);
        return slots.size() - 1;
    }

    /** The table of this number. */
    public PinnedTable at(int slot) {
        return slots.get(slot);
    }

    /**
     * What the names were found to be, by which the plan of the statement can be used again; empty where it names tables in other ways, at a time or
     * by a function, and so has to be planned anew.
     */
    public Optional<NamesFound> found() {
        return kept.isEmpty() ? Optional.of(new NamesFound(lookups)) : Optional.empty();
    }

    private Optional<PinnedTable> find(String catalog, String schema, String table, Version asked) {
        Version version = orAsOf(asked);
        return catalog(catalog)
                .flatMap(found -> {
                    Optional<TableName> name = locate(found, schema, table, version);
                    return name.isPresent()
                            ? name.map(known -> pin(known, version))
                            : metadata(found, schema, table, version);
                })
                .or(() -> passing(catalogs.made().system(catalog, schema, table)));
    }

    private Optional<TableName> locate(LakeCatalog catalog, String schema, String table, Version version) {
        Name name = new Name(catalog.name(), schema, table, version);
        Optional<TableName> found =
                earlier.isPresent() ? earlier.get().locate(catalog, name) : catalog.find(schema, table, version);
        located.put(name, found);
        return found;
    }

    private Optional<PinnedTable> passing(Optional<PinnedTable> table) {
        table.ifPresent(made -> passes(made.name().toString()));
        return table;
    }

    /** The statement reads something that is another each time. */
    public void passes(String what) {
        passing = Optional.of(what);
    }

    private Optional<PinnedTable> metadata(LakeCatalog catalog, String schema, String table, Version version) {
        if (MadeSchemas.schema(schema).isPresent()) {
            return passing(catalogs.made().table(catalog, schema, table));
        }
        int sign = table.lastIndexOf('$');
        if (sign < 1) {
            return Optional.empty();
        }
        String kind = table.substring(sign + 1).toLowerCase(Locale.ROOT);
        return locate(catalog, schema, table.substring(0, sign), version).map(name -> {
            PinnedTable base = pin(name, version);
            return base.metadata(kind)
                    .orElseThrow(() -> CatalogErrors.metadataNotFound(name, kind, base.metadataKinds()));
        });
    }

    private PinnedTable pin(TableName table, Version version) {
        Key key = new Key(table, version);
        PinnedTable known = pinned.get(key);
        if (known == null) {
            PinnedTable whole = whole(key);
            Optional<Restriction> restriction = catalogs.sight().restriction(table);
            Version read = earlier.isPresent() ? new Version.Numbered(whole.version()) : version;
            known = RestrictedTable.of(whole, restriction, read, () -> today(table));
            pinned.put(key, known);
            wholes.put(key, whole);
            if (transaction.isEmpty() && read.equals(Version.LATEST)) {
                catalogs.columnLists().seen(table, whole.columns());
                catalogs.schemas().see(table, whole);
            }
        }
        return known;
    }

    private PinnedTable whole(Key key) {
        LakeCatalog catalog = moment(key.table().catalog());
        if (earlier.isPresent()) {
            return earlier.get().open(catalog, key);
        }
        return transaction.isPresent()
                ? transaction.get().pin(key, () -> catalog.pin(key.table(), key.version()))
                : catalog.pin(key.table(), key.version());
    }

    private PinnedTable today(TableName table) {
        return earlier.isPresent()
                ? moment(table.catalog()).pin(table, Version.LATEST)
                : whole(new Key(table, Version.LATEST));
    }

    /**
     * Opens a table that the statement names in another way than by its name.
     *
     * @param what tells it from others of the statement
     * @param asked the version that is asked for
     */
    public PinnedTable open(String what, Version asked, Function<Version, PinnedTable> open) {
        String key = what + " at " + asked;
        PinnedTable table = earlier.isPresent() ? earlier.get().open(key, asked, open) : open.apply(asked);
        opened.put(key, table);
        return table;
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
