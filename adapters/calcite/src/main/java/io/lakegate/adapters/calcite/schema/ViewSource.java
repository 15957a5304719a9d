package io.lakegate.adapters.calcite.schema;

import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.model.Version;
import io.lakegate.catalog.spi.Restriction;
import io.lakegate.catalog.spi.ViewText;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.schema.Table;

/** Makes tables of views: what a statement names and finds to be a query. For one statement. */
public interface ViewSource {
    /**
     * The view as a table.
     *
     * @param version at which the tables that it reads are read
     * @throws io.lakegate.catalog.error.GatewayException when its query cannot be read here
     */
    Table table(ViewText view, Version version);

    /**
     * A table or view with what may be seen of it.
     *
     * @param columns those that may be seen
     * @throws io.lakegate.catalog.error.GatewayException when that cannot be made out
     */
    Table restricted(Table whole, TableName name, List<String> columns, Restriction restriction);

    /** A view that the statement names at a version, which was kept under a token; empty where the token is none of a view. */
    Optional<Table> kept(String token);
}
