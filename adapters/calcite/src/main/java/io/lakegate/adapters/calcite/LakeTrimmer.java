package io.lakegate.adapters.calcite;

import io.lakegate.adapters.calcite.plan.Guarded;
import java.util.Set;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.sql.validate.SqlValidator;
import org.apache.calcite.sql2rel.RelFieldTrimmer;
import org.apache.calcite.tools.RelBuilder;
import org.apache.calcite.util.ImmutableBitSet;
import org.apache.calcite.util.mapping.Mapping;

/**
 * Calcite's way of leaving out columns that a statement does not need, through operators of our own and in subqueries too: a subquery's table would
 * have all of its columns fetched from a store. For one statement.
 */
public final class LakeTrimmer extends RelFieldTrimmer {
    LakeTrimmer(SqlValidator validator, RelBuilder builder) {
        super(validator, builder);
    }

    /** A tree with the same columns that reads no more than it needs. Subqueries first: what they need of the rows around them is named by them. */
    @Override
    public RelNode trim(RelNode root) {
        return super.trim(withTrimmedSubQueries(root));
    }

    private RelNode withTrimmedSubQueries(RelNode root) {
        RexShuttle subQueries = new RexShuttle() {
            @Override
            public RexNode visitSubQuery(RexSubQuery subQuery) {
                RexSubQuery visited = (RexSubQuery) super.visitSubQuery(subQuery);
                return visited.clone(trim(visited.rel));
            }
        };
        return root.accept(new RelHomogeneousShuttle() {
            @Override
            public RelNode visit(RelNode node) {
                return super.visit(node).accept(subQueries);
            }
        });
    }

    /**
     * Without Calcite's second mapping of what subqueries of a projection say of the rows around them: their positions are those in its input, which were
     * mapped already, and never those in its output.
     */
    @Override
    protected TrimResult result(RelNode node, Mapping mapping) {
        return node instanceof Project ? new TrimResult(node, mapping) : super.result(node, mapping);
    }

    /** Called by Calcite, by its name and the type of its first argument. */
    public TrimResult trimFields(Guarded part, ImmutableBitSet used, Set<RelDataTypeField> extra) {
        TrimResult input = trimChild(part, part.getInput(), used, extra);
        return result(part.around(input.left), input.right, part);
    }
}
