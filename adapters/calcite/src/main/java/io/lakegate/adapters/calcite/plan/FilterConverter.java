package io.lakegate.adapters.calcite.plan;

import io.lakegate.catalog.filter.Filter;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeName;

/**
 * Turns the conditions on a scan into a {@link Filter}. What a filter cannot say becomes {@link Filter#ANYTHING}, so the filter is never
 * stronger than the conditions.
 */
public final class FilterConverter {
    private final List<Column> columns;
    private final RexBuilder rexBuilder;
    private final Literals literals;

    /**
     * @param columns of the scan, in the order of its row type
     * @param parameters bound values, in order
     */
    public FilterConverter(List<Column> columns, RexBuilder rexBuilder, List<Value> parameters) {
        this.columns = List.copyOf(columns);
        this.rexBuilder = rexBuilder;
        this.literals = new Literals(parameters);
    }

    /** The conjunction of all conditions. */
    public Filter convert(List<RexNode> conditions) {
        List<Filter> said = conditions.stream()
                .map(condition -> convert(RexUtil.expandSearch(rexBuilder, null, condition)))
                .filter(filter -> !filter.equals(Filter.ANYTHING))
                .toList();
        return said.isEmpty() ? Filter.ANYTHING : said.size() == 1 ? said.get(0) : new Filter.And(said);
    }

    private Filter convert(RexNode node) {
        return switch (node.getKind()) {
            case AND -> convert(RelOptUtil.conjunctions(node));
            case OR -> or(RelOptUtil.disjunctions(node));
            case NOT -> exact(operand(node, 0)).<Filter>map(Filter.Not::new).orElse(Filter.ANYTHING);
            default -> exact(node).orElse(Filter.ANYTHING);
        };
    }

    private Filter or(List<RexNode> operands) {
        List<Filter> said = new ArrayList<>();
        for (RexNode operand : operands) {
            Filter filter = convert(operand);
            if (filter.equals(Filter.ANYTHING)) {
                return Filter.ANYTHING; // one branch that lets everything through
            }
            said.add(filter);
        }
        return new Filter.Or(said);
    }

    /** A filter that says exactly what the expression says, so that it may be negated; empty when there is none. */
    private Optional<Filter> exact(RexNode node) {
        return switch (node.getKind()) {
            case EQUALS -> comparison(node, Filter.Operator.EQUAL, Filter.Operator.EQUAL);
            case NOT_EQUALS -> comparison(node, Filter.Operator.NOT_EQUAL, Filter.Operator.NOT_EQUAL);
            case LESS_THAN -> comparison(node, Filter.Operator.LESS, Filter.Operator.GREATER);
            case LESS_THAN_OR_EQUAL ->
                comparison(node, Filter.Operator.LESS_OR_EQUAL, Filter.Operator.GREATER_OR_EQUAL);
            case GREATER_THAN -> comparison(node, Filter.Operator.GREATER, Filter.Operator.LESS);
            case GREATER_THAN_OR_EQUAL ->
                comparison(node, Filter.Operator.GREATER_OR_EQUAL, Filter.Operator.LESS_OR_EQUAL);
            case IS_NULL -> column(operand(node, 0)).map(column -> new Filter.IsNull(column.name()));
            case IS_NOT_NULL ->
                column(operand(node, 0)).map(column -> new Filter.Not(new Filter.IsNull(column.name())));
            case INPUT_REF ->
                column(node)
                        .filter(column -> column.type() == LakeType.Simple.BOOLEAN)
                        .map(column -> new Filter.Compare(
                                column.name(), Filter.Operator.EQUAL, Value.of(column.type(), true)));
            case AND -> all(node).map(Filter.And::new);
            case OR -> all(node).map(Filter.Or::new);
            case NOT -> exact(operand(node, 0)).map(Filter.Not::new);
            default -> Optional.empty();
        };
    }

    private Optional<List<Filter>> all(RexNode node) {
        List<Filter> exact = new ArrayList<>();
        for (RexNode operand : ((RexCall) node).getOperands()) {
            Optional<Filter> filter = exact(operand);
            if (filter.isEmpty()) {
                return Optional.empty();
            }
            exact.add(filter.get());
        }
        return Optional.of(exact);
    }

    /** {@code column operator constant}, or {@code constant operator column} read the other way round. */
    private Optional<Filter> comparison(RexNode node, Filter.Operator operator, Filter.Operator mirrored) {
        Optional<Filter> straight = comparison(operand(node, 0), operator, operand(node, 1));
        return straight.isPresent() ? straight : comparison(operand(node, 1), mirrored, operand(node, 0));
    }

    private Optional<Filter> comparison(RexNode side, Filter.Operator operator, RexNode constant) {
        return column(side)
                .flatMap(column -> literals.read(constant, column.type())
                        .map(value -> new Filter.Compare(column.name(), operator, value)));
    }

    /** The column that the expression is, seen through casts that keep both value and order. */
    private Optional<Column> column(RexNode node) {
        if (node instanceof RexInputRef reference) {
            return Optional.of(columns.get(reference.getIndex()));
        }
        if (node.getKind() == SqlKind.CAST && keepsOrder(operand(node, 0), node)) {
            return column(operand(node, 0));
        }
        return Optional.empty();
    }

    private static boolean keepsOrder(RexNode from, RexNode to) {
        SqlTypeName source = from.getType().getSqlTypeName();
        SqlTypeName target = to.getType().getSqlTypeName();
        if (source == target) {
            // The same type but for its nullability, or with more room.
            return from.getType().getPrecision() <= to.getType().getPrecision()
                    && from.getType().getScale() == to.getType().getScale();
        }
        return switch (source) {
            case TINYINT ->
                target == SqlTypeName.SMALLINT || target == SqlTypeName.INTEGER || target == SqlTypeName.BIGINT;
            case SMALLINT -> target == SqlTypeName.INTEGER || target == SqlTypeName.BIGINT;
            case INTEGER -> target == SqlTypeName.BIGINT;
            case CHAR -> target == SqlTypeName.VARCHAR;
            case DATE -> target == SqlTypeName.TIMESTAMP;
            default -> false;
        };
    }

    private static RexNode operand(RexNode node, int index) {
        return ((RexCall) node).getOperands().get(index);
    }
}
