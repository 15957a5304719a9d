package io.lakegate.adapters.calcite;

import static java.util.Objects.requireNonNull;

import io.lakegate.adapters.calcite.plan.GuardedParts;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.Value;
import io.lakegate.catalog.registry.TablePins;
import io.lakegate.catalog.spi.Reader;
import java.util.List;
import java.util.Set;
import org.apache.calcite.rel.RelNode;

/** A plan with the tables that it was made against, and the tree that it was made from. Immutable, for any thread. */
public final class PlannedStatement {
    private final StatementPlan plan;
    private final RelNode tree;
    private final TablePins pins;

    PlannedStatement(StatementPlan plan, RelNode tree, TablePins pins) {
        this.plan = requireNonNull(plan, "plan");
        this.tree = requireNonNull(tree, "tree");
        this.pins = requireNonNull(pins, "pins");
    }

    /** What of it can be used again. */
    public StatementPlan plan() {
        return plan;
    }

    /** Whether any of what it names is a view. */
    public boolean readsViews() {
        return plan.readsViews();
    }

    /** Names and types of the rows, in order. */
    public List<Column> columns() {
        return plan.columns();
    }

    /** Types of the parameters, in order. */
    public List<LakeType> parameters() {
        return plan.parameters();
    }

    /** Names of the tables and views of which only a part may be seen. */
    public Set<String> restricted() {
        return GuardedParts.tables(tree);
    }

    /** Whether the text of a view that it reads is not to be seen by who asks: the tree tells it. */
    public boolean hidesViews() {
        return pins.hidesViews();
    }

    /** The tree of operators as indented text, one operator a line, into {@code text}. What makes a part of a table is not in it. */
    public void explain(CutText text) {
        GuardedParts.text(tree, text);
    }

    /** Which tables may have fewer files read than their conditions say, when keys are known, a line each. */
    public List<String> keyLines() {
        return plan.keyLines(pins);
    }

    /** As {@link StatementPlan#bind}, with its tables. */
    public BoundStatement bind(List<Value> values, Reader reader) {
        return plan.bind(pins, values, reader);
    }
}
