package io.lakegate.adapters.calcite.plan;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Correlate;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.core.Union;
import org.apache.calcite.rel.logical.LogicalFilter;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexOver;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.util.ImmutableBitSet;

/**
 * Finds the columns of scans that are joined with a smaller part of the statement, such that a row without a partner there cannot matter to the statement.
 *
 * <p>A row is left out only where it would go no further than the join that asks for the key: on the way from there to the scan, each row comes from one row of
 * the scan and from no others. So several keys may be asked for at once, of which one depends on rows that another leaves out.
 */
public final class JoinKeys {
    /**
     * A column of a scan whose values must be among those of a query.
     *
     * @param column its place in the scan
     * @param keys gives these values, each once
     * @param key what they are in the rows there, for people to read
     * @param type of the values
     */
    public record Found(LakeScan scan, Column column, RelNode keys, String key, LakeType type) {
        public Found {
            requireNonNull(scan, "scan");
            requireNonNull(column, "column");
            requireNonNull(keys, "keys");
            requireNonNull(key, "key");
            requireNonNull(type, "type");
        }
    }

    private final Map<LakeScan, Integer> places = new HashMap<>();
    private final List<Found> found = new ArrayList<>();
    private final int mostKeys;
    private final Function<RelDataType, LakeType> types;

    private JoinKeys(int mostKeys, Function<RelDataType, LakeType> types) {
        this.mostKeys = mostKeys;
        this.types = types;
    }

    /**
     * Looks through the whole statement, subqueries included.
     *
     * @param mostKeys after which no more values are asked for
     * @param types gives our types for those of expressions
     */
    public static List<Found> of(ScanConditions conditions, int mostKeys, Function<RelDataType, LakeType> types) {
        JoinKeys keys = new JoinKeys(mostKeys, types);
        conditions.roots().forEach(root -> keys.visit(root, List.of()));
        // One scan in two places of the tree may matter in the one for a reason that does not hold in the other.
        return keys.found.stream()
                .filter(each -> requireNonNull(keys.places.get(each.scan())) == 1)
                .toList();
    }

    private void visit(RelNode node, List<JoinKey> wanted) {
        if (node instanceof LakeScan scan) {
            scan(scan, wanted);
        } else if (node instanceof Project project) {
            visit(project.getInput(), below(project, wanted));
        } else if (node instanceof Filter filter) {
            filter(filter, wanted);
        } else if (node instanceof Join join) {
            join(join, wanted);
        } else if (node instanceof Union union) {
            union.getInputs().forEach(input -> visit(input, wanted));
        } else if (node instanceof Sort sort && sort.fetch == null && sort.offset == null) {
            visit(sort.getInput(), wanted);
        } else if (node instanceof Correlate correlate) {
            visit(correlate.getLeft(), leftOf(correlate, wanted));
            visit(correlate.getRight(), List.of());
        } else {
            node.getInputs().forEach(input -> visit(input, List.of()));
        }
    }

    private void scan(LakeScan scan, List<JoinKey> wanted) {
        places.merge(scan, 1, Integer::sum);
        for (JoinKey key : wanted) {
            Column column = scan.columns().get(key.column());
            LakeType type = types.apply(key.key().getType());
            if (KeyTypes.areComparable(column.type(), type)) {
                found.add(new Found(
                        scan, column, key.different(mostKeys), KeySources.name(key.source(), key.key()), type));
            }
        }
    }

    private static List<JoinKey> below(Project project, List<JoinKey> wanted) {
        List<JoinKey> below = new ArrayList<>();
        if (!RexOver.containsOver(project.getProjects(), /* condition= */ null)) {
            for (JoinKey key : wanted) {
                int column = column(project.getProjects().get(key.column()));
                if (column >= 0) {
                    below.add(key.at(column));
                }
            }
        }
        return below;
    }

    private void filter(Filter filter, List<JoinKey> wanted) {
        List<JoinKey> below = new ArrayList<>();
        if (!RexOver.containsOver(filter.getCondition())) {
            below.addAll(wanted);
            for (RexNode part : RelOptUtil.conjunctions(filter.getCondition())) {
                if (part instanceof RexSubQuery in && in.getKind() == SqlKind.IN && in.operands.size() == 1) {
                    int column = column(in.operands.get(0));
                    RexNode key = filter.getCluster().getRexBuilder().makeInputRef(in.rel, 0);
                    if (column >= 0 && KeySources.mayBeAsked(in.rel, key)) {
                        below.add(new JoinKey(column, in.rel, key));
                    }
                }
            }
        }
        visit(filter.getInput(), below);
    }

    private static List<JoinKey> leftOf(Correlate correlate, List<JoinKey> wanted) {
        return switch (correlate.getJoinType()) {
            case INNER, LEFT, SEMI, ANTI -> left(wanted, correlate.getLeft());
            default -> List.of();
        };
    }

    private static List<JoinKey> left(List<JoinKey> wanted, RelNode left) {
        int columns = left.getRowType().getFieldCount();
        return wanted.stream().filter(key -> key.column() < columns).toList();
    }

    private static List<JoinKey> right(List<JoinKey> wanted, RelNode left) {
        int columns = left.getRowType().getFieldCount();
        return wanted.stream()
                .filter(key -> key.column() >= columns)
                .map(key -> key.at(key.column() - columns))
                .toList();
    }

    private void join(Join join, List<JoinKey> wanted) {
        JoinRelType type = join.getJoinType();
        boolean inner = type == JoinRelType.INNER;
        boolean semi = type == JoinRelType.SEMI;
        List<JoinKey> left = new ArrayList<>();
        List<JoinKey> right = new ArrayList<>();
        // What is made NULL for lack of a partner comes from no row; a key asked for above is passed on to the side
        // that keeps its rows.
        if (inner || semi || type == JoinRelType.LEFT || type == JoinRelType.ANTI) {
            left.addAll(left(wanted, join.getLeft()));
        }
        if (inner || type == JoinRelType.RIGHT) {
            right.addAll(right(wanted, join.getLeft()));
        }
        RelNode leftRows = narrowed(join.getLeft(), List.copyOf(left));
        RelNode rightRows = narrowed(join.getRight(), List.copyOf(right));
        for (Equality equality : equalities(join)) {
            int onLeft = column(equality.left());
            if (onLeft >= 0
                    && (inner || semi || type == JoinRelType.RIGHT)
                    && KeySources.isNarrow(rightRows)
                    && KeySources.mayBeAsked(rightRows, equality.right())) {
                left.add(new JoinKey(onLeft, rightRows, equality.right()));
            }
            int onRight = column(equality.right());
            if (onRight >= 0
                    && (inner || semi || type == JoinRelType.LEFT)
                    && KeySources.isNarrow(leftRows)
                    && KeySources.mayBeAsked(leftRows, equality.left())) {
                right.add(new JoinKey(onRight, leftRows, equality.left()));
            }
        }
        visit(join.getLeft(), left);
        visit(join.getRight(), right);
    }

    /** Those rows whose columns have the values that are wanted of them. */
    private static RelNode narrowed(RelNode rows, List<JoinKey> wanted) {
        if (wanted.isEmpty()) {
            return rows;
        }
        RexBuilder rexBuilder = rows.getCluster().getRexBuilder();
        List<RexNode> conditions = new ArrayList<>();
        for (JoinKey key : wanted) {
            conditions.add(RexSubQuery.in(key.rows(), ImmutableList.of(rexBuilder.makeInputRef(rows, key.column()))));
        }
        return LogicalFilter.create(rows, RexUtil.composeConjunction(rexBuilder, conditions));
    }

    /** {@code left = right} of a join, each over its own rows. */
    private record Equality(RexNode left, RexNode right) {}

    private static List<Equality> equalities(Join join) {
        int columns = join.getLeft().getRowType().getFieldCount();
        int all = columns + join.getRight().getRowType().getFieldCount();
        ImmutableBitSet left = ImmutableBitSet.range(columns);
        ImmutableBitSet right = ImmutableBitSet.range(columns, all);
        List<Equality> equalities = new ArrayList<>();
        for (RexNode part : RelOptUtil.conjunctions(join.getCondition())) {
            if (part.getKind() != SqlKind.EQUALS || RexUtil.SubQueryFinder.find(part) != null) {
                continue;
            }
            RexNode one = ((RexCall) part).getOperands().get(0);
            RexNode other = ((RexCall) part).getOperands().get(1);
            if (isOver(one, left) && isOver(other, right)) {
                equalities.add(new Equality(one, RexUtil.shift(other, -columns)));
            } else if (isOver(one, right) && isOver(other, left)) {
                equalities.add(new Equality(other, RexUtil.shift(one, -columns)));
            }
        }
        return equalities;
    }

    private static boolean isOver(RexNode expression, ImmutableBitSet columns) {
        ImmutableBitSet used = RelOptUtil.InputFinder.bits(expression);
        return !used.isEmpty() && columns.contains(used);
    }

    /** The place of the column whose value the expression is, -1 where it is none: whole numbers may have been made wider. */
    static int column(RexNode expression) {
        if (expression instanceof RexInputRef ref) {
            return ref.getIndex();
        }
        if (expression.getKind() != SqlKind.CAST) {
            return -1;
        }
        RexNode from = ((RexCall) expression).getOperands().get(0);
        return KeyTypes.isSame(from.getType(), expression.getType()) ? column(from) : -1;
    }
}
