package io.lakegate.catalog.spi;

import io.lakegate.catalog.model.TableName;
import java.util.Optional;

/** What somebody may see of all catalogs: to them, the rest is as if it were not there. For any thread. */
public interface Sight {
    /** Everything. */
    Sight ALL = new Sight() {
        @Override
        public Optional<LakeCatalog> of(LakeCatalog catalog) {
            return Optional.of(catalog);
        }

        @Override
        public Optional<Restriction> restriction(TableName name) {
            return Optional.empty();
        }
    };

    /** The catalog with those tables and views that may be seen; empty where it may not be seen itself. */
    Optional<LakeCatalog> of(LakeCatalog catalog);

    /** What is taken from the rows and columns of a table or view that may be seen; empty where nothing is. */
    Optional<Restriction> restriction(TableName name);
}
