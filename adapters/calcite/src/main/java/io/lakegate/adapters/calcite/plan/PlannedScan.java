package io.lakegate.adapters.calcite.plan;

import static java.util.Objects.requireNonNull;

import io.lakegate.catalog.filter.Filter;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.Value;
import io.lakegate.catalog.spi.PinnedTable;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;

/**
 * What of a {@link LakeScan} is left to do when its statement runs. Holds neither table nor tree. Immutable, for any thread.
 *
 * @param slot the number of its table in the statement
 * @param columns it reads
 * @param conditions that rows must fulfil to matter, as far as they need no other table
 * @param limit which of its rows are wanted, where the statement has no other scan
 */
public record PlannedScan(
        int slot, List<Column> columns, List<RexNode> conditions, RexBuilder rexBuilder, Optional<OrderedLimit> limit) {
    public PlannedScan {
        columns = List.copyOf(columns);
        conditions = List.copyOf(conditions);
        requireNonNull(rexBuilder, "rexBuilder");
        requireNonNull(limit, "limit");
    }

    /** {@code conditions} hold no subquery; {@code tree} is the statement's. */
    public static PlannedScan of(RelNode tree, LakeScan scan, List<RexNode> conditions) {
        return new PlannedScan(
                scan.source().slot(),
                scan.columns(),
                conditions,
                scan.getCluster().getRexBuilder(),
                OrderedLimit.of(tree, scan));
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

    /**
     * What rows must fulfil to be among the first that the statement asks for, where it asks for such and the metadata proves it.
     *
     * @param table the one that is scanned; others as of {@link #filter}
     */
    public Optional<Filter> firstRows(PinnedTable table, List<Value> parameters, ZoneId zone) {
        return limit.flatMap(wanted -> wanted.filter(table, parameters, zone));
    }
}
