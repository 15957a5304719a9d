package io.lakegate.catalog.spi;

import io.lakegate.catalog.model.TableName;
import java.util.List;
import java.util.Optional;

/** The tables that tell about the gateway itself, as who is connected and what runs: a schema that every catalog has. For any thread. */
public interface SystemTables {
    /** The name of the schema. */
    String SCHEMA = "system";

    /** Where there is nothing to tell. */
    SystemTables NONE = new SystemTables() {
        @Override
        public List<String> names() {
            return List.of();
        }

        @Override
        public Optional<PinnedTable> table(TableName name) {
            return Optional.empty();
        }
    };

    /** Somebody who reads them, of whom the server knows more. */
    interface Viewer {
        /** Nobody in particular. */
        Viewer NOBODY = new Viewer() {};
    }

    /** The same tables with what this one may see. */
    default SystemTables seenBy(Viewer viewer) {
        return this;
    }

    /** Names of the tables, sorted. */
    List<String> names();

    /**
     * One of them, in any case; its rows are made when they are read.
     *
     * @param name under which it is shown
     */
    Optional<PinnedTable> table(TableName name);
}
