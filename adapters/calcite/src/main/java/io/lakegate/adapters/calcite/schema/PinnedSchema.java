package io.lakegate.adapters.calcite.schema;

import io.lakegate.catalog.model.Version;
import io.lakegate.catalog.registry.TablePins;
import io.lakegate.catalog.spi.LakeCatalog;
import java.util.Collection;
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
    private PinnedSchema() {}

    /** The root: catalogs, below them schemas, below them tables. Names are found in any case; an exact match wins. */
    public static CalciteSchema of(TablePins pins) {
        return CalciteSchema.createRootSchema(false, false, "", new Catalogs(pins));
    }

    private static final class Catalogs extends AbstractSchema {
        private final TablePins pins;

        Catalogs(TablePins pins) {
            this.pins = pins;
        }

        @Override
        public Lookup<? extends Schema> subSchemas() {
            return new ByName<Schema>(this::find, () -> pins.catalogs().names());
        }

        private @Nullable Named<Schema> find(String name) {
            return pins.catalogs()
                    .find(name)
                    .map(catalog -> new Named<Schema>(catalog.name(), new Namespaces(pins, catalog)))
                    .orElse(null);
        }
    }

    private static final class Namespaces extends AbstractSchema {
        private final TablePins pins;
        private final LakeCatalog catalog;

        Namespaces(TablePins pins, LakeCatalog catalog) {
            this.pins = pins;
            this.catalog = catalog;
        }

        @Override
        public Lookup<? extends Schema> subSchemas() {
            return new ByName<Schema>(this::find, catalog::schemas);
        }

        private @Nullable Named<Schema> find(String name) {
            return catalog.schemas().stream()
                    .filter(schema -> schema.equalsIgnoreCase(name))
                    .findFirst()
                    .map(schema -> new Named<Schema>(schema, new Tables(pins, catalog, schema)))
                    .orElse(null);
        }
    }

    private static final class Tables extends AbstractSchema {
        private final TablePins pins;
        private final LakeCatalog catalog;
        private final String schema;

        Tables(TablePins pins, LakeCatalog catalog, String schema) {
            this.pins = pins;
            this.catalog = catalog;
            this.schema = schema;
        }

        @Override
        public Lookup<Table> tables() {
            return new ByName<>(
                    name -> pins.pin(catalog.name(), schema, name, Version.LATEST)
                            .map(pinned -> new Named<Table>(pinned.name().table(), new LakeTable(pinned)))
                            .orElse(null),
                    () -> catalog.tables(schema));
        }
    }

    /** A lookup whose source finds names in any case by itself. */
    private record ByName<T>(Function<String, @Nullable Named<T>> find, Supplier<Collection<String>> names)
            implements Lookup<T> {
        @Override
        public @Nullable T get(String name) {
            Named<T> found = find.apply(name);
            return found != null && found.name().equals(name) ? found.entity() : null;
        }

        @Override
        public @Nullable Named<T> getIgnoreCase(String name) {
            return find.apply(name);
        }

        @Override
        public Set<String> getNames(LikePattern pattern) {
            return names.get().stream().filter(pattern.matcher()::apply).collect(Collectors.toSet());
        }
    }
}
