package io.lakegate.adapters.calcite.plan;

import static java.util.Objects.requireNonNull;

import io.lakegate.catalog.model.TableName;
import java.util.List;
import org.apache.calcite.plan.RelOptCluster;
import org.apache.calcite.plan.RelTraitSet;
import org.apache.calcite.rel.AbstractRelNode;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelWriter;
import org.apache.calcite.rel.SingleRel;
import org.apache.calcite.rel.type.RelDataType;

/**
 * What somebody may see of a table or view, around the rows of which they may see a part. What is below it is not shown to them. Where it leaves rows out
 * it is a barrier too: no condition of theirs may be computed for a row that they may not see, since its errors would tell of it.
 */
public final class Guarded extends SingleRel {
    private final TableName table;
    private final boolean barrier;

    private Guarded(RelOptCluster cluster, RelTraitSet traits, RelNode input, TableName table, boolean barrier) {
        super(cluster, traits, input);
        this.table = requireNonNull(table, "table");
        this.barrier = barrier;
    }

    /** {@code barrier} says that rows are left out below. */
    public static Guarded of(RelNode input, TableName table, boolean barrier) {
        return new Guarded(input.getCluster(), input.getTraitSet(), input, table, barrier);
    }

    /** The same around other columns of the same rows. */
    public Guarded around(RelNode newInput) {
        return of(newInput, table, barrier);
    }

    public TableName table() {
        return table;
    }

    public boolean isBarrier() {
        return barrier;
    }

    @Override
    public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
        return new Guarded(getCluster(), traits, sole(inputs), table, barrier);
    }

    @Override
    public RelWriter explainTerms(RelWriter writer) {
        return super.explainTerms(writer).item("table", table).item("barrier", barrier);
    }

    /** The same for people to read: nothing is below it. */
    RelNode veiled() {
        return new Veiled(this);
    }

    /** A leaf of a tree that is only shown. */
    private static final class Veiled extends AbstractRelNode {
        private final Guarded guarded;

        Veiled(Guarded guarded) {
            super(guarded.getCluster(), guarded.getTraitSet());
            this.guarded = guarded;
        }

        @Override
        public String getRelTypeName() {
            return guarded.getRelTypeName();
        }

        @Override
        protected RelDataType deriveRowType() {
            return guarded.getRowType();
        }

        @Override
        public RelNode copy(RelTraitSet traits, List<RelNode> inputs) {
            return new Veiled(guarded);
        }

        @Override
        public RelWriter explainTerms(RelWriter writer) {
            return writer.item("table", guarded.table)
                    .item("columns", getRowType().getFieldNames());
        }
    }
}
