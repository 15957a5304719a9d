package io.lakegate.server.access;

import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.spi.Sight;

/** What one identity may do at one moment. Immutable, for any thread. */
public interface Rights {
    /** Everything: where there are no rules. */
    Rights ALL = new Rights() {
        @Override
        public Sight sight() {
            return Sight.ALL;
        }

        @Override
        public boolean mayDefine(TableName name) {
            return true;
        }

        @Override
        public boolean mayRead(String place) {
            return true;
        }

        @Override
        public Object key() {
            return "all";
        }
    };

    /** What may be seen of catalogs. */
    Sight sight();

    /** Whether an external table or view of this name may be made, or dropped. */
    boolean mayDefine(TableName name);

    /** Whether what lies at a place may be read whole: a folder, a {@code file:} URI, an address in a store, or a database of DuckLake's. */
    boolean mayRead(String place);

    /** Rights with equal keys are the same, beside what follows from the names of the user and the groups. */
    Object key();
}
