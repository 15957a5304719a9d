package io.lakegate.adapters.calcite.plan;

import io.lakegate.catalog.model.TableName;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.externalize.RelWriterImpl;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.sql.SqlExplainLevel;

/** Looks for the {@link Guarded} parts of a tree, subqueries included, and puts something else in their place. */
public final class GuardedParts extends RelHomogeneousShuttle {
    private final UnaryOperator<RelNode> change;
    private final Predicate<Guarded> wanted;
    private final RexShuttle subQueries = new RexShuttle() {
        @Override
        public RexNode visitSubQuery(RexSubQuery subQuery) {
            RexSubQuery visited = (RexSubQuery) super.visitSubQuery(subQuery);
            RelNode inner = visited.rel.accept(GuardedParts.this);
            return inner == visited.rel ? visited : visited.clone(inner);
        }
    };

    private GuardedParts(Predicate<Guarded> wanted, UnaryOperator<RelNode> change) {
        this.wanted = wanted;
        this.change = change;
    }

    /** Writes the tree as indented text, an operator a line, without what is below guarded parts. */
    public static void text(RelNode tree, Writer text) {
        PrintWriter lines = new PrintWriter(text);
        tree.accept(new GuardedParts(part -> true, part -> ((Guarded) part).veiled()))
                .explain(new RelWriterImpl(lines, SqlExplainLevel.EXPPLAN_ATTRIBUTES, /* withIdPrefix= */ false));
        lines.flush();
    }

    /** The tree without those guards that let conditions through, for finding out which files matter. Its scans stay the same objects. */
    static RelNode opened(RelNode tree) {
        return tree.accept(new GuardedParts(part -> !part.isBarrier(), part -> part.getInput(0)));
    }

    /** The tables and views of which only a part is seen. */
    public static Set<String> tables(RelNode tree) {
        Set<String> names = new TreeSet<>();
        tree.accept(new GuardedParts(part -> add(names, part.table()), part -> part));
        return names;
    }

    private static boolean add(Set<String> names, TableName name) {
        names.add(name.toString());
        return false;
    }

    @Override
    public RelNode visit(RelNode node) {
        if (node instanceof Guarded part && wanted.test(part)) {
            RelNode instead = change.apply(part);
            return instead == part || instead.getInputs().isEmpty() ? instead : instead.accept(this);
        }
        RelNode visited = super.visit(node);
        return visited.accept(subQueries);
    }
}
