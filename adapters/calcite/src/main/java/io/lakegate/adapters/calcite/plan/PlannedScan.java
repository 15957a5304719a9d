package io.lakegate.adapters.calcite.plan;

import static java.util.Objects.requireNonNull;

import io.lakegate.catalog.filter.Filter;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.Value;
import java.time.ZoneId;
import java.util.List;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;

/**
 * What of a {@link LakeScan} is left to do when its statement runs. Holds neither table nor tree. Immutable, for any thread.
 *
 * @param slot the number of its table in the statement
 * @param columns it reads
 * @param conditions that rows must fulfil to matter, as far as they need no other table
 */
public record PlannedScan(int slot, List<Column> columns, List<RexNode> conditions, RexBuilder rexBuilder) {
    public PlannedScan {
        columns = List.copyOf(columns);
        conditions = List.copyOf(conditions);
        requireNonNull(rexBuilder, "rexBuilder");
    }

    /** {@code conditions} hold no subquery. */
    public static PlannedScan of(LakeScan scan, List<RexNode> conditions) {
        return new PlannedScan(
                scan.source().slot(),
                scan.columns(),
                conditions,
                scan.getCluster().getRexBuilder());
    }

    /**
     * What the rows of files must be able to fulfil.
     *
     * @param parameters values, in order
     * @param zone the session's
     */
    public Filter filter(List<Value> parameters, ZoneId zone) {
        return new FilterConverter(columns, rexBuilder, parameters, zone).convert(conditions);
    }
}
