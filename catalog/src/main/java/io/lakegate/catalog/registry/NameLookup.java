package io.lakegate.catalog.registry;

import static java.util.Objects.requireNonNull;

import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.model.Version;
import io.lakegate.catalog.spi.PinnedTable;
import io.lakegate.catalog.spi.ViewText;
import java.util.List;
import java.util.Optional;

/** A name that planning a statement looked up, and what it was found to be. Planning the same text again where every name still means the same gives
 * the same plan. Sealed: schemas, views and tables are all that has names. */
sealed interface NameLookup {
    /** Whether the name is answered alike now. Asks {@code pins}, and so pins what it names. */
    boolean holds(TablePins pins);

    /** A schema of a catalog, and how the source spells it. */
    record OfSchema(String catalog, String schema, Optional<String> found) implements NameLookup {
        public OfSchema {
            requireNonNull(found, "found");
        }

        @Override
        public boolean holds(TablePins pins) {
            return pins.schema(catalog, schema).equals(found);
        }
    }

    /** A view, and its text. */
    record OfView(String catalog, String schema, String name, Version version, Optional<ViewText> found)
            implements NameLookup {
        public OfView {
            requireNonNull(found, "found");
        }

        @Override
        public boolean holds(TablePins pins) {
            return pins.view(catalog, schema, name, version).equals(found);
        }
    }

    /** A table, and what a plan knows of it. */
    record OfTable(String catalog, String schema, String table, Version version, Optional<Shape> found)
            implements NameLookup {
        public OfTable {
            requireNonNull(found, "found");
        }

        @Override
        public boolean holds(TablePins pins) {
            return pins.pin(catalog, schema, table, version).map(Shape::of).equals(found);
        }
    }

    /** What a plan knows of a table; its rows may change. */
    record Shape(TableName name, List<Column> columns, List<Column> hidden) {
        static Shape of(PinnedTable table) {
            return new Shape(table.name(), table.columns(), table.hiddenColumns());
        }
    }
}
