package io.lakegate.catalog.spi;

import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.TableName;
import java.util.List;

/** Knows the columns of views, which only whoever understands their queries can tell. */
public interface ViewColumns {
    /**
     * The columns of an existing view as it is now, for somebody: what it reads may be less for one than for another.
     *
     * @throws GatewayException when its query cannot be understood
     */
    List<Column> of(TableName view, SystemTables.Viewer viewer);
}
