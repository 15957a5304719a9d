package io.lakegate.adapters.calcite.schema;

import static java.util.Objects.requireNonNull;

import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.Version;
import io.lakegate.catalog.registry.MadeSchemas;
import io.lakegate.catalog.registry.TablePins;
import io.lakegate.catalog.spi.LakeCatalog;
import io.lakegate.catalog.spi.PinnedTable;
import io.lakegate.catalog.spi.RestrictedTable;
import io.lakegate.catalog.spi.SystemTables;
import io.lakegate.catalog.spi.ViewText;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.calcite.jdbc.CalciteSchema;
import org.apache.calcite.schema.Schema;
import org.apache.calcite.schema.Table;
import org.apache.calcite.schema.impl.AbstractSchema;
import org.apache.calcite.schema.lookup.LikePattern;
import org.apache.calcite.schema.lookup.Lookup;
import org.apache.calcite.schema.lookup.Named;
import org.jspecify.annotations.Nullable;

/**
 * All catalogs as the tree of schemas that a statement's names are looked up in. Looking a table up pins it; nothing is opened or listed
 * that the statement does not name. Made anew for each statement.
 */
public final class PinnedSchema {
    /** The schema of tables that a statement names by version, time or function. No catalog can have this name. */
    public static final String KEPT = "$kept";

    private final TablePins pins;
    private final boolean hiddenColumns;
    private final ViewSource views;
    private final Optional<Moment> moment;

    /** The version at which the tables of one catalog are read. */
    private record Moment(String catalog, Version version) {}

    private PinnedSchema(TablePins pins, boolean hiddenColumns, ViewSource views, Optional<Moment> moment) {
        this.pins = requireNonNull(pins, "pins");
        this.hiddenColumns = hiddenColumns;
        this.views = requireNonNull(views, "views");
        this.moment = moment;
    }

    /**
     * The root: catalogs, below them schemas, below them tables. Names are found in any case; an exact match wins.
     *
     * @param hiddenColumns whether tables show their hidden columns, behind the others
     */
    public static CalciteSchema of(TablePins pins, boolean hiddenColumns, ViewSource views) {
        return root(pins, new PinnedSchema(pins, hiddenColumns, views, Optional.empty()));
    }

    /** The same root for a view, which reads the tables of its own catalog at a version. */
    public static CalciteSchema at(
            TablePins pins, boolean hiddenColumns, ViewSource views, ViewText view, Version version) {
        Moment moment = new Moment(view.name().catalog(), version);
        return root(pins, new PinnedSchema(pins, hiddenColumns, views, Optional.of(moment)));
    }

    private static CalciteSchema root(TablePins pins, PinnedSchema schema) {
        return CalciteSchema.createRootSchema(
                false,
                false,
                "",
                schema.schemas(schema::catalog, () -> pins.catalogs().names()));
    }

    private Optional<Named<Schema>> catalog(String name) {
        if (name.equals(KEPT)) {
            return Optional.of(new Named<>(KEPT, tables(this::kept, List::of)));
        }
        Optional<LakeCatalog> catalog = pins.catalog(name);
        if (catalog.isEmpty() && name.equalsIgnoreCase(SystemTables.SCHEMA)) {
            return Optional.of(new Named<>(SystemTables.SCHEMA, tables(this::system, List::of)));
        }
        return catalog.map(found ->
                new Named<>(found.name(), schemas(schema -> namespace(found, schema), found::schemas)));
    }

    private Optional<Named<Schema>> namespace(LakeCatalog catalog, String name) {
        // At another moment there were other schemas: there the table itself is looked for.
        boolean elsewhen =
                moment.filter(m -> m.catalog().equals(catalog.name())).isPresent();
        return (elsewhen ? Optional.of(name) : pins.schema(catalog.name(), name))
                .or(() -> MadeSchemas.schema(name))
                .map(schema -> new Named<>(
                        schema, tables(table -> table(catalog, schema, table), () -> catalog.tables(schema))));
    }

    private Optional<Named<Table>> table(LakeCatalog catalog, String schema, String name) {
        Version version = moment.filter(m -> m.catalog().equals(catalog.name()))
                .map(Moment::version)
                .orElse(Version.LATEST);
        Optional<ViewText> view = pins.view(catalog.name(), schema, name, version);
        return view.isPresent()
                ? view.map(found -> new Named<>(found.name().table(), views.table(found, version)))
                : pins.pin(catalog.name(), schema, name, version)
                        .map(pinned -> named(pinned.name().table(), pinned));
    }

    /** A table of the gateway itself, for a session that has chosen no catalog. */
    private Optional<Named<Table>> system(String name) {
        return pins.pin(SystemTables.SCHEMA, SystemTables.SCHEMA, name, Version.LATEST)
                .map(pinned -> named(pinned.name().table(), pinned));
    }

    private Optional<Named<Table>> kept(String token) {
        return views.kept(token)
                .map(view -> new Named<>(token, view))
                .or(() -> pins.kept(token).map(pinned -> named(token, pinned)));
    }

    private Named<Table> named(String name, PinnedTable pinned) {
        if (pinned instanceof RestrictedTable part) {
            return new Named<>(
                    name,
                    views.restricted(
                            LakeTable.whole(part, pins),
                            part.name(),
                            part.columns().stream().map(Column::name).toList(),
                            part.restriction()));
        }
        return new Named<>(name, LakeTable.of(pinned, pins, hiddenColumns));
    }

    private AbstractSchema schemas(Function<String, Optional<Named<Schema>>> find, Supplier<Collection<String>> names) {
        return new AbstractSchema() {
            @Override
            public Lookup<? extends Schema> subSchemas() {
                return new ByName<>(find, names);
            }
        };
    }

    private AbstractSchema tables(Function<String, Optional<Named<Table>>> find, Supplier<Collection<String>> names) {
        return new AbstractSchema() {
            @Override
            public Lookup<Table> tables() {
                return new ByName<>(find, names);
            }
        };
    }

    /** A lookup whose source finds names in any case by itself. */
    private record ByName<T>(Function<String, Optional<Named<T>>> find, Supplier<Collection<String>> names)
            implements Lookup<T> {
        @Override
        public @Nullable T get(String name) {
            Named<T> found = getIgnoreCase(name);
            return found != null && found.name().equals(name) ? found.entity() : null;
        }

        @Override
        public @Nullable Named<T> getIgnoreCase(String name) {
            return find.apply(name).orElse(null);
        }

        @Override
        public Set<String> getNames(LikePattern pattern) {
            return names.get().stream().filter(pattern.matcher()::apply).collect(Collectors.toSet());
        }
    }
}
