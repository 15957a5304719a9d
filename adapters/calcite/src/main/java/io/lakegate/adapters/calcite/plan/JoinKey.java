package io.lakegate.adapters.calcite.plan;

import static java.util.Objects.requireNonNull;

import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import org.apache.calcite.rel.RelCollations;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.logical.LogicalAggregate;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.logical.LogicalSort;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.util.ImmutableBitSet;

/**
 * The values that a column must have, for a row to matter: those of an expression over the rows of another part of the statement.
 *
 * @param column of the operator at hand, by its place
 * @param source the rows of the other part
 * @param key over these
 */
record JoinKey(int column, RelNode source, RexNode key) {
    JoinKey {
        requireNonNull(source, "source");
        requireNonNull(key, "key");
    }

    /** The same values for a column at another place. */
    JoinKey at(int place) {
        return new JoinKey(place, source, key);
    }

    /** All values, as rows. */
    RelNode rows() {
        return LogicalProject.create(source, List.of(), List.of(key), List.of("key"), Set.of());
    }

    /** Some of the different values, as rows, in no order. */
    RelNode different(int most) {
        RexBuilder rexBuilder = source.getCluster().getRexBuilder();
        RelNode each = LogicalAggregate.create(rows(), List.of(), ImmutableBitSet.of(0), null, List.of());
        return LogicalSort.create(
                each, RelCollations.EMPTY, null, rexBuilder.makeExactLiteral(BigDecimal.valueOf(most)));
    }
}
