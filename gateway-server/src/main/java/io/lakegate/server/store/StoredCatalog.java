package io.lakegate.server.store;

import static java.util.Objects.requireNonNull;

import io.lakegate.catalog.error.CatalogErrors;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.model.Version;
import io.lakegate.catalog.spi.LakeCatalog;
import io.lakegate.catalog.spi.PinnedTable;
import io.lakegate.catalog.spi.ViewText;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The external tables and views that statements have made. Each table is read by a catalog of its format. For any thread. */
public final class StoredCatalog implements LakeCatalog {
    /** The first part of the names of what statements make. */
    public static final String NAME = "lakegate";

    private final DefinitionStore store;
    private final TableOpener opener;
    private final Map<Definition.ExternalTable, TableOpener.Opened> opened = new ConcurrentHashMap<>();

    public StoredCatalog(DefinitionStore store, TableOpener opener) {
        this.store = requireNonNull(store, "store");
        this.opener = requireNonNull(opener, "opener");
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
        return open(definition);
    }

    /** Opens a table that need not be kept; what is wrong with it is said. */
    public TableOpener.Opened open(Definition.ExternalTable definition) {
        return opened.computeIfAbsent(definition, table -> opener.open(table, NAME));
    }

    @Override
    public PinnedTable pin(TableName table, Version version) {
        TableOpener.Opened inner = opened(table);
        return inner.catalog().pin(inner.name(), version);
    }

    @Override
    public PinnedTable changes(TableName table, Version from, Version to) {
        TableOpener.Opened inner = opened(table);
        return inner.catalog().changes(inner.name(), from, to);
    }

    @Override
    public Optional<PinnedTable> pinAt(String location, Version version) {
        return Optional.empty();
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
    }
}
