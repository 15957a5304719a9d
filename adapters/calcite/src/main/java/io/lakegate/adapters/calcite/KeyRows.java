package io.lakegate.adapters.calcite;

import io.lakegate.catalog.spi.EngineQuery;
import io.lakegate.catalog.spi.Rows;
import java.util.Optional;
import java.util.function.Function;

/** Who runs the small queries whose keys say which files of a larger table matter. */
public interface KeyRows {
    /**
     * Runs a query to its end.
     *
     * @param read takes what it needs of the rows; they are closed for it
     * @return empty where the query failed: the statement then runs without its keys
     * @throws io.lakegate.catalog.error.GatewayException where the statement itself is to end, as when it was cancelled
     */
    <T> Optional<T> of(EngineQuery query, Function<Rows, T> read);
}
