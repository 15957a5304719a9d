package io.lakegate.server.store;

import static java.util.Objects.requireNonNull;

import io.lakegate.adapters.calcite.DefaultNames;
import io.lakegate.catalog.error.CatalogErrors;
import io.lakegate.catalog.model.TableFeature;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.model.Version;
import io.lakegate.catalog.spi.LakeCatalog;
import io.lakegate.catalog.spi.PathTable;
import io.lakegate.catalog.spi.PinnedTable;
import io.lakegate.catalog.spi.ViewText;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The external tables and views that statements have made. Each table is read by a catalog of its format. For any thread. */
public final class StoredCatalog implements LakeCatalog {
    /** The first part of the names of what statements make. */
    public static final String NAME = DefaultNames.DEFINITIONS;

    private final DefinitionStore store;
    private final TableOpener opener;
    private final Map<Definition.ExternalTable, TableOpener.Opened> opened = new ConcurrentHashMap<>();
    private final OpenPaths paths;

    public StoredCatalog(DefinitionStore store, TableOpener opener) {
        this.store = requireNonNull(store, "store");
        this.opener = requireNonNull(opener, "opener");
        this.paths = new OpenPaths(opener, NAME);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String type() {
        return "stored";
    }

    @Override
    public List<String> schemas() {
        return store.all().stream().map(Definition::schema).distinct().sorted().toList();
    }

    @Override
    public List<String> tables(String schema) {
        return store.all().stream()
                .filter(known -> known.schema().equalsIgnoreCase(schema))
                .map(Definition::name)
                .sorted()
                .toList();
    }

    @Override
    public List<String> views(String schema) {
        return store.all().stream()
                .filter(known -> known.schema().equalsIgnoreCase(schema) && known instanceof Definition.View)
                .map(Definition::name)
                .sorted()
                .toList();
    }

    /** What a name stands for. */
    public Optional<Definition> definition(String schema, String name) {
        return store.find(schema, name);
    }

    @Override
    public Optional<TableName> find(String schema, String table) {
        return definition(schema, table)
                .filter(Definition.ExternalTable.class::isInstance)
                .map(known -> new TableName(NAME, known.schema(), known.name()));
    }

    @Override
    public Optional<ViewText> view(String schema, String name, Version version) {
        return definition(schema, name)
                .filter(Definition.View.class::isInstance)
                .map(Definition.View.class::cast)
                .map(view -> new ViewText(
                        new TableName(NAME, view.schema(), view.name()),
                        List.of(new ViewText.Text("lakegate", view.sql())),
                        view.columns(),
                        view.fromCatalog(),
                        view.fromSchema()));
    }

    private TableOpener.Opened opened(TableName table) {
        Definition.ExternalTable definition = definition(table.schema(), table.table())
                .filter(Definition.ExternalTable.class::isInstance)
                .map(Definition.ExternalTable.class::cast)
                .orElseThrow(() -> CatalogErrors.tableNotFound(table, tables(table.schema())));
        TableOpener.Opened known = opened.get(definition);
        if (known != null) {
            return known;
        }
        closeForgotten();
        return opened.computeIfAbsent(definition, found -> opener.open(found, NAME));
    }

    /** Definitions may have been dropped by another gateway. */
    private void closeForgotten() {
        List<Definition> kept = store.all();
        for (Definition.ExternalTable table : List.copyOf(opened.keySet())) {
            TableOpener.Opened gone = kept.contains(table) ? null : opened.remove(table);
            if (gone != null) {
                gone.catalog().close();
            }
        }
    }

    /** Opens a table that need not be kept, once, and says what is wrong with it. */
    public void check(Definition.ExternalTable definition) {
        TableOpener.Opened once = opener.open(definition, NAME);
        try (LakeCatalog inner = once.catalog()) {
            TableName name = once.name();
            TableName found = inner.find(name.schema(), name.table())
                    .orElseThrow(() -> CatalogErrors.tableNotFound(name, inner.tables(name.schema())));
            inner.pin(found, Version.LATEST);
        }
    }

    @Override
    public PinnedTable pin(TableName table, Version version) {
        TableOpener.Opened inner = opened(table);
        return named(table, inner.catalog().pin(known(inner, version), version));
    }

    @Override
    public PinnedTable changes(TableName table, Version from, Version to) {
        TableOpener.Opened inner = opened(table);
        return named(table, inner.catalog().changes(known(inner, to), from, to));
    }

    @Override
    public List<TableFeature> features(TableName table, Version version) {
        TableOpener.Opened inner = opened(table);
        return inner.catalog().features(known(inner, version), version);
    }

    private static TableName known(TableOpener.Opened inner, Version version) {
        return inner.catalog()
                .find(inner.name().schema(), inner.name().table(), version)
                .orElse(inner.name());
    }

    private static PinnedTable named(TableName name, PinnedTable table) {
        return table.name().equals(name) ? table : new RenamedTable(table, name);
    }

    @Override
    public Optional<PinnedTable> pinAt(String location, Version version) {
        return Optional.empty();
    }

    /** Opens it as an external table that has no name. */
    @Override
    public Optional<PinnedTable> pinPath(PathTable table, Version version) {
        Map<String, String> options = new LinkedHashMap<>();
        List<String> name = table.name();
        if (!name.isEmpty()) {
            options.put("table", name.get(name.size() - 1));
        }
        if (name.size() == 2) {
            options.put("schema", name.get(0));
        }
        TableOpener.Opened inner = paths.get(
                new Definition.ExternalTable("path", table.location(), table.format(), table.location(), options));
        TableName known = inner.catalog()
                .find(inner.name().schema(), inner.name().table(), version)
                .orElseThrow(() -> CatalogErrors.tableNotFound(
                        inner.name(), inner.catalog().tables(inner.name().schema())));
        return Optional.of(inner.catalog().pin(known, version));
    }

    /** External tables lie below folders of configured catalogs, which the engine may read. */
    @Override
    public List<Path> localRoots() {
        return List.of();
    }

    @Override
    public void close() {
        opened.values().forEach(table -> table.catalog().close());
        opened.clear();
        paths.close();
    }
}
