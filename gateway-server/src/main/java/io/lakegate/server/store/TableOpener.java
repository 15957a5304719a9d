package io.lakegate.server.store;

import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.spi.LakeCatalog;

/** Opens external tables: makes a catalog that has the one table. */
public interface TableOpener {
    /**
     * The table under the name that the statement gave it.
     *
     * @throws GatewayException where the place is below no folder that the configuration allows, or the format is none that is read
     */
    Opened open(Definition.ExternalTable table, String catalog);

    /** A catalog, and the table's name in it. */
    record Opened(LakeCatalog catalog, TableName name) {}
}
