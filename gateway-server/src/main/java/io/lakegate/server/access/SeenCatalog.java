package io.lakegate.server.access;

import static java.util.Objects.requireNonNull;

import io.lakegate.catalog.error.CatalogErrors;
import io.lakegate.catalog.model.TableFeature;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.model.Version;
import io.lakegate.catalog.spi.LakeCatalog;
import io.lakegate.catalog.spi.PathTable;
import io.lakegate.catalog.spi.PinnedTable;
import io.lakegate.catalog.spi.RestrictedTable;
import io.lakegate.catalog.spi.ViewText;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A catalog with what somebody may see of it. Whatever they may not see is answered as if the source did not have it, and after as much work: the source is asked
 * for a name that nobody has instead. For any thread.
 */
final class SeenCatalog implements LakeCatalog {
    private final LakeCatalog whole;
    private final RoleRights rights;

    SeenCatalog(LakeCatalog whole, RoleRights rights) {
        this.whole = requireNonNull(whole, "whole");
        this.rights = requireNonNull(rights, "rights");
    }

    @Override
    public String name() {
        return whole.name();
    }

    @Override
    public String type() {
        return whole.type();
    }

    @Override
    public List<String> schemas() {
        return whole.schemas().stream()
                .filter(schema -> rights.sees(whole, schema))
                .toList();
    }

    @Override
    public Optional<String> schema(String name) {
        boolean seen = rights.maySee(name(), name);
        return whole.schema(seen ? name : nobodys(name)).filter(schema -> seen && rights.sees(whole, schema));
    }

    @Override
    public List<String> tables(String schema) {
        return rights.maySee(name(), schema)
                ? whole.tables(schema).stream().filter(in(schema)).toList()
                : List.of();
    }

    @Override
    public List<String> views(String schema) {
        return rights.maySee(name(), schema)
                ? whole.views(schema).stream().filter(in(schema)).toList()
                : List.of();
    }

    private Predicate<String> in(String schema) {
        return table -> rights.sees(new TableName(name(), schema, table));
    }

    /** Rules do not know cases apart, as sources do not: what they do not show by the name that is said, its source is not even asked for. */
    private boolean maySee(String schema, String table) {
        return rights.sees(new TableName(name(), schema, table));
    }

    /** What the source is asked for. */
    private record Asked(String schema, String table) {}

    private Asked asked(String schema, String table) {
        return maySee(schema, table)
                ? new Asked(schema, table)
                : new Asked(rights.maySee(name(), schema) ? schema : nobodys(schema), nobodys(table));
    }

    /** A name that nothing has, for all that is known; the same each time, as one that is not there is asked for again. */
    private static String nobodys(String name) {
        return "nobodys_%08x".formatted(name.hashCode());
    }

    @Override
    public Optional<TableName> find(String schema, String table) {
        Asked asked = asked(schema, table);
        return whole.find(asked.schema, asked.table).filter(found -> maySee(schema, table) && rights.sees(found));
    }

    @Override
    public Optional<TableName> find(String schema, String table, Version version) {
        Asked asked = asked(schema, table);
        return whole.find(asked.schema, asked.table, version)
                .filter(found -> maySee(schema, table) && rights.sees(found));
    }

    @Override
    public LakeCatalog atOneMoment() {
        return new SeenCatalog(whole.atOneMoment(), rights);
    }

    @Override
    public Map<String, String> remarks(String schema) {
        Map<String, String> remarks = new HashMap<>(whole.remarks(schema));
        remarks.keySet().removeIf(in(schema).negate());
        return remarks;
    }

    @Override
    public Optional<ViewText> view(String schema, String name, Version version) {
        Asked asked = asked(schema, name);
        return whole.view(asked.schema, asked.table, version)
                .filter(view -> maySee(schema, name) && rights.sees(view.name()));
    }

    /** A text names tables and holds values: it is for those who may write it. */
    @Override
    public boolean showsText(TableName view) {
        return rights.mayDefine(view);
    }

    @Override
    public Optional<String> viewText(String schema, String name) {
        return showsText(new TableName(name(), schema, name)) ? whole.viewText(schema, name) : Optional.empty();
    }

    @Override
    public PinnedTable pin(TableName table, Version version) {
        requireSeen(table);
        return RestrictedTable.of(
                whole.pin(table, version), rights.restriction(table), version, () -> whole.pin(table, Version.LATEST));
    }

    @Override
    public PinnedTable changes(TableName table, Version from, Version to) {
        requireSeen(table);
        return RestrictedTable.ofChanges(
                whole.changes(table, from, to), rights.restriction(table), to, () -> whole.pin(table, Version.LATEST));
    }

    @Override
    public List<TableFeature> features(TableName table, Version version) {
        requireSeen(table);
        if (rights.restriction(table).isPresent()) {
            throw CatalogErrors.partlySeen(new TableName(table.catalog(), table.schema(), table.table() + "$features"));
        }
        return whole.features(table, version);
    }

    private void requireSeen(TableName table) {
        if (!rights.sees(table)) {
            throw CatalogErrors.tableNotFound(table, tables(table.schema()));
        }
    }

    @Override
    public Optional<PinnedTable> pinAt(String location, Version version) {
        return rights.mayRead(location) ? whole.pinAt(location, version) : Optional.empty();
    }

    @Override
    public Optional<PinnedTable> pinPath(PathTable table, Version version) {
        return rights.mayRead(table.location()) ? whole.pinPath(table, version) : Optional.empty();
    }

    @Override
    public List<Path> localRoots() {
        return whole.localRoots();
    }

    /** Whoever owns the whole closes it. */
    @Override
    public void close() {}
}
