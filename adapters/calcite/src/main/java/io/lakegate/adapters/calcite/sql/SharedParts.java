package io.lakegate.adapters.calcite.sql;

import io.lakegate.adapters.calcite.plan.LakeScan;
import io.lakegate.adapters.calcite.plan.ScanConditions;
import io.lakegate.adapters.calcite.plan.WholeTree;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.calcite.plan.RelDigest;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Aggregate;
import org.apache.calcite.rel.core.AggregateCall;
import org.apache.calcite.rel.core.Collect;
import org.apache.calcite.rel.core.RepeatUnion;
import org.apache.calcite.rel.core.Sample;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexCorrelVariable;
import org.apache.calcite.util.ImmutableBitSet;
import org.jspecify.annotations.Nullable;

/**
 * The aggregations that stand in a statement more than once, each to be computed once. Calcite puts the query of a WITH wherever it is named; the
 * engine finds only some of these again. Immutable once made, for one statement.
 *
 * <p>An aggregation is shared only when nothing around it narrows the files that it reads: otherwise each place of it may read far less than
 * both together.
 */
final class SharedParts {
    private static final SharedParts NONE = new SharedParts();

    private final List<RelNode> parts = new ArrayList<>();
    private final IdentityHashMap<RelNode, Integer> numbers = new IdentityHashMap<>();

    private SharedParts() {}

    static SharedParts of(RelNode root) {
        Finder finder = new Finder();
        finder.go(root);
        if (finder.recursive || finder.places.values().stream().allMatch(places -> places.size() < 2)) {
            return NONE;
        }
        SharedParts shared = new SharedParts();
        ScanConditions around = ScanConditions.of(root);
        finder.places.values().stream()
                .filter(places -> places.size() > 1 && places.stream().allMatch(place -> mayBeShared(place, around)))
                .forEach(shared::add);
        return shared;
    }

    private void add(List<RelNode> places) {
        places.forEach(place -> numbers.put(place, parts.size()));
        parts.add(places.get(0));
    }

    /** One of each, in an order in which none is in one before it only. */
    List<RelNode> parts() {
        return parts;
    }

    /** Which of {@link #parts} a node is, if it is one. */
    Optional<Integer> number(RelNode node) {
        return Optional.ofNullable(numbers.get(node));
    }

    private static boolean mayBeShared(RelNode part, ScanConditions around) {
        Finder inside = new Finder();
        inside.go(part);
        if (inside.depends || inside.scans.isEmpty() || part.getRowType().getFieldCount() == 0) {
            return false;
        }
        ScanConditions alone = ScanConditions.of(part);
        return inside.scans.stream().allMatch(scan -> alone.of(scan).equals(around.of(scan)));
    }

    /** What is the same of two aggregations whose columns may have other names. {@code slots} are the tables below, in versions of their own. */
    private record Key(RelDigest input, List<ImmutableBitSet> groups, List<AggregateCall> calls, List<Integer> slots) {
        static Key of(Aggregate aggregate, List<LakeScan> scans) {
            return new Key(
                    aggregate.getInput().getRelDigest(),
                    aggregate.getGroupSets(),
                    aggregate.getAggCallList(),
                    scans.stream().map(scan -> scan.source().slot()).toList());
        }
    }

    /** Looks through a tree, subqueries included. */
    private static final class Finder extends WholeTree {
        private final Map<Key, List<RelNode>> places = new LinkedHashMap<>();
        private final List<LakeScan> scans = new ArrayList<>();
        private boolean recursive;
        /** Whether it gives other rows in another place or at another time. */
        private boolean depends;

        @Override
        public void visit(RelNode node, int ordinal, @Nullable RelNode parent) {
            if (node instanceof LakeScan scan) {
                scans.add(scan);
            } else if (node instanceof TableScan || node instanceof Sample || node instanceof Collect) {
                depends = true;
            }
            recursive |= node instanceof RepeatUnion;
            int before = scans.size();
            super.visit(node, ordinal, parent);
            if (node instanceof Aggregate aggregate) {
                places.computeIfAbsent(Key.of(aggregate, scans.subList(before, scans.size())), key -> new ArrayList<>())
                        .add(node);
            }
        }

        @Override
        protected void seen(RexCorrelVariable variable) {
            depends = true;
        }

        @Override
        protected void seen(RexCall call) {
            depends |= !call.getOperator().isDeterministic();
        }
    }
}
