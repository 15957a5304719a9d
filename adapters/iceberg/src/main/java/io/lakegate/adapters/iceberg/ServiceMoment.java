package io.lakegate.adapters.iceberg;

import io.lakegate.catalog.error.CatalogErrors;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.model.Version;
import io.lakegate.catalog.spi.ViewText;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The tables of a catalog service for one statement: each name that the statement has is asked for once. For one thread. */
final class ServiceMoment implements TableFinder {
    private final ServiceTables tables;
    private final Map<String, Optional<String>> schemas = new HashMap<>();
    private final Map<Names, Optional<OpenTable>> opened = new HashMap<>();
    private final Map<Names, Optional<Names>> spellings = new HashMap<>();
    private final Map<List<Object>, Optional<ViewText>> views = new HashMap<>();

    ServiceMoment(ServiceTables tables) {
        this.tables = tables;
    }

    @Override
    public List<String> schemas() {
        return tables.schemas();
    }

    @Override
    public Optional<String> schema(String name) {
        return once(schemas, name, () -> tables.schema(name));
    }

    /** Not {@code computeIfAbsent}: what is asked for here may ask for more. */
    private static <K, V> V once(Map<K, V> known, K key, Supplier<V> question) {
        V answer = known.get(key);
        if (answer == null) {
            answer = question.get();
            known.put(key, answer);
        }
        return answer;
    }

    @Override
    public List<String> tables(String schema) {
        return tables.tables(schema);
    }

    @Override
    public List<String> views(String schema) {
        return tables.views(schema);
    }

    @Override
    public Optional<Names> find(String schema, String table) {
        if (!ServiceTables.isName(schema, table)) {
            return Optional.empty();
        }
        Names exact = tables.spelled(schema, table);
        return load(exact).isPresent() ? Optional.of(exact) : once(spellings, exact, () -> tables.tableAlike(exact));
    }

    private Optional<OpenTable> load(Names names) {
        return once(opened, names, () -> tables.load(names));
    }

    @Override
    public Optional<ViewText> view(String schema, String name, Version version) {
        if (!ServiceTables.isName(schema, name)) {
            return Optional.empty();
        }
        Names exact = tables.spelled(schema, name);
        if (load(exact).isPresent()) { // the common case, which costs nothing: the table is read next
            return Optional.empty();
        }
        return once(
                views,
                List.of(exact, version),
                () -> tables.loadView(exact, version)
                        .or(() -> tables.viewAlike(exact).flatMap(found -> tables.loadView(found, version))));
    }

    @Override
    public OpenTable open(TableName table) {
        return load(new Names(table.schema(), table.table()))
                .orElseThrow(() -> CatalogErrors.tableNotFound(table, tables.tables(table.schema())));
    }

    /** The service stays open: it is not this statement's. */
    @Override
    public void close() {}
}
