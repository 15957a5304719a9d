package io.lakegate.adapters.calcite;

import io.lakegate.catalog.spi.EngineQuery;
import java.util.List;

/**
 * A statement with its parameters' values and its file lists: ready for the engine.
 *
 * @param scans in the order in which they stand in the text
 */
public record BoundStatement(EngineQuery query, List<BoundScan> scans) {
    public BoundStatement {
        scans = List.copyOf(scans);
    }
}
