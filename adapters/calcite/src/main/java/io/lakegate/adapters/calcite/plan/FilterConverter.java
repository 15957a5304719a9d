package io.lakegate.adapters.calcite.plan;

import io.lakegate.catalog.filter.ColumnPath;
import io.lakegate.catalog.filter.Filter;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.Value;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.calcite.plan.RelOptUtil;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexFieldAccess;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlLikeOperator;
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
     * @param zone the session's; a zero offset is {@link ZoneOffset#UTC}
     */
    public FilterConverter(List<Column> columns, RexBuilder rexBuilder, List<Value> parameters, ZoneId zone) {
        this.columns = List.copyOf(columns);
        this.rexBuilder = rexBuilder;
        this.literals = new Literals(parameters, zone);
    }

    /** The conjunction of all conditions. */
    public Filter convert(List<RexNode> conditions) {
        List<Filter> said = conditions.stream()
                .map(condition -> convert(RexUtil.expandSearch(rexBuilder, null, condition)))
                .filter(filter -> !filter.equals(Filter.ANYTHING))
                .toList();
        return said.isEmpty() ? Filter.ANYTHING : said.size() == 1 ? said.get(0) : new Filter.And(said);
    }

    /** A filter that is true for just the rows for which all conditions are; empty where there is none. */
    public Optional<Filter> convertExactly(List<RexNode> conditions) {
        List<Filter> said = new ArrayList<>();
        for (RexNode condition : conditions) {
            Optional<Filter> filter = exact(RexUtil.expandSearch(rexBuilder, null, condition));
            if (filter.isEmpty()) {
                return Optional.empty();
            }
            said.add(filter.get());
        }
        return Optional.of(said.isEmpty() ? Filter.ANYTHING : said.size() == 1 ? said.get(0) : new Filter.And(said));
    }

    private Filter convert(RexNode node) {
        return switch (node.getKind()) {
            case AND -> convert(RelOptUtil.conjunctions(node));
            case OR -> or(RelOptUtil.disjunctions(node));
            case NOT -> exact(operand(node, 0)).<Filter>map(Filter.Not::new).orElse(Filter.ANYTHING);
            case LIKE -> like(node).flatMap(this::said).orElse(Filter.ANYTHING);
            default -> exact(node).or(() -> about(node)).orElse(Filter.ANYTHING);
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
            case IS_NOT_DISTINCT_FROM -> sameOrBothNull(operand(node, 0), operand(node, 1));
            case IS_DISTINCT_FROM ->
                sameOrBothNull(operand(node, 0), operand(node, 1)).map(Filter.Not::new);
            case IS_NULL -> place(operand(node, 0)).map(place -> new Filter.IsNull(place.path()));
            case IS_NOT_NULL -> place(operand(node, 0)).map(place -> new Filter.Not(new Filter.IsNull(place.path())));
            case INPUT_REF, FIELD_ACCESS ->
                place(node)
                        .filter(place -> place.type() == LakeType.Simple.BOOLEAN)
                        .map(place ->
                                new Filter.Compare(place.path(), Filter.Operator.EQUAL, Value.of(place.type(), true)));
            case LIKE -> like(node).filter(found -> found.pattern().isExact()).flatMap(this::said);
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
        return place(side)
                .flatMap(place -> literals.read(constant, place.type())
                        .map(value -> new Filter.Compare(place.path(), operator, value)));
    }

    /** A comparison of an instant with a time of the session's zone, either being the column, as far as it can be said without knowing the zone. */
    private Optional<Filter> about(RexNode node) {
        if (!node.isA(SqlKind.COMPARISON) || ((RexCall) node).getOperands().size() != 2) {
            return Optional.empty();
        }
        Optional<Filter> straight = about(operand(node, 0), node.getKind(), operand(node, 1));
        return straight.isPresent()
                ? straight
                : about(operand(node, 1), node.getKind().reverse(), operand(node, 0));
    }

    private Optional<Filter> about(RexNode side, SqlKind comparison, RexNode constant) {
        Optional<LocalDateTime> about = literals.readAbout(constant);
        Optional<Place> place = localOrInstant(side);
        if (about.isEmpty() || place.isEmpty()) {
            return Optional.empty();
        }
        // Between what clocks of two zones show lies more than a day, and less than two.
        int days = place.get().type() == LakeType.Simple.TIMESTAMP_TZ ? 1 : 2;
        Filter above = compare(place.get(), Filter.Operator.GREATER, about.get().minusDays(days));
        Filter below = compare(place.get(), Filter.Operator.LESS, about.get().plusDays(days));
        return switch (comparison) {
            case EQUALS -> Optional.of(new Filter.And(List.of(above, below)));
            case LESS_THAN, LESS_THAN_OR_EQUAL -> Optional.of(below);
            case GREATER_THAN, GREATER_THAN_OR_EQUAL -> Optional.of(above);
            default -> Optional.empty();
        };
    }

    /** The place of an instant, or of a time that stands for the instant at which clocks of the session's zone show it. */
    private Optional<Place> localOrInstant(RexNode side) {
        boolean toInstant =
                side.isA(SqlKind.CAST) && side.getType().getSqlTypeName() == SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE;
        return place(toInstant ? operand(side, 0) : side)
                .filter(found ->
                        found.type() == LakeType.Simple.TIMESTAMP_TZ || found.type() == LakeType.Simple.TIMESTAMP);
    }

    private static Filter compare(Place place, Filter.Operator operator, LocalDateTime utc) {
        Object content = place.type() == LakeType.Simple.TIMESTAMP_TZ ? utc.toInstant(ZoneOffset.UTC) : utc;
        return new Filter.Compare(place.path(), operator, Value.of(place.type(), content));
    }

    /** {@code place IS NOT DISTINCT FROM constant}, either way round: never unknown. */
    private Optional<Filter> sameOrBothNull(RexNode left, RexNode right) {
        Optional<Place> place = place(left);
        if (place.isEmpty()) {
            return place(right).isPresent() ? sameOrBothNull(right, left) : Optional.empty();
        }
        Filter isNull = new Filter.IsNull(place.get().path());
        return literals.isNull(right)
                ? Optional.of(isNull)
                : comparison(left, Filter.Operator.EQUAL, right)
                        .map(equal -> new Filter.And(List.of(equal, new Filter.Not(isNull))));
    }

    /** {@code place LIKE pattern}. */
    private record Like(Place place, LikePattern pattern) {}

    private Optional<Like> like(RexNode node) {
        RexCall call = (RexCall) node;
        if (!(call.getOperator() instanceof SqlLikeOperator like) || like.isNegated() || !like.isCaseSensitive()) {
            return Optional.empty();
        }
        Optional<Place> place = place(operand(node, 0)).filter(found -> found.type() == LakeType.Simple.VARCHAR);
        Optional<String> pattern = text(operand(node, 1));
        Optional<String> escape = call.getOperands().size() > 2
                ? text(operand(node, 2)).filter(FilterConverter::isEscape)
                : Optional.of("");
        return place.isPresent() && pattern.isPresent() && escape.isPresent()
                ? Optional.of(new Like(place.get(), LikePattern.of(pattern.get(), escape.get())))
                : Optional.empty();
    }

    private Optional<Filter> said(Like like) {
        return like.pattern().filter(like.place().path());
    }

    private Optional<String> text(RexNode node) {
        return literals.read(node, LakeType.Simple.VARCHAR)
                .flatMap(Value::content)
                .map(String.class::cast);
    }

    private static boolean isEscape(String escape) {
        return escape.codePointCount(0, escape.length()) <= 1;
    }

    /** A column or a field of a struct. */
    private record Place(ColumnPath path, LakeType type) {}

    /** The place whose value the expression is, seen through casts that keep both value and order. */
    private Optional<Place> place(RexNode node) {
        if (node instanceof RexInputRef reference) {
            Column column = columns.get(reference.getIndex());
            return Optional.of(new Place(ColumnPath.of(column.name()), column.type()));
        }
        if (node instanceof RexFieldAccess access) {
            return place(access.getReferenceExpr()).flatMap(struct -> field(struct, access));
        }
        if (node.getKind() == SqlKind.CAST && keepsOrder(operand(node, 0), node)) {
            return place(operand(node, 0));
        }
        return Optional.empty();
    }

    private static Optional<Place> field(Place struct, RexFieldAccess access) {
        int index = access.getField().getIndex();
        if (!(struct.type() instanceof LakeType.StructOf type)
                || index >= type.fields().size()) {
            return Optional.empty();
        }
        Column field = type.fields().get(index);
        return field.name().equals(access.getField().getName())
                ? Optional.of(new Place(struct.path().field(field.name()), field.type()))
                : Optional.empty();
    }

    private boolean keepsOrder(RexNode from, RexNode to) {
        SqlTypeName source = from.getType().getSqlTypeName();
        SqlTypeName target = to.getType().getSqlTypeName();
        if (from.getType().isStruct()) {
            return false; // its fields may change their types
        }
        if (source == target) {
            // The same type but for its nullability, or with more room.
            return hasRoom(from, to)
                    && from.getType().getScale() == to.getType().getScale();
        }
        return switch (source) {
            case TINYINT ->
                target == SqlTypeName.SMALLINT || target == SqlTypeName.INTEGER || target == SqlTypeName.BIGINT;
            case SMALLINT -> target == SqlTypeName.INTEGER || target == SqlTypeName.BIGINT;
            case INTEGER -> target == SqlTypeName.BIGINT;
            case CHAR -> target == SqlTypeName.VARCHAR && hasRoom(from, to);
            case DATE -> target == SqlTypeName.TIMESTAMP;
            case TIMESTAMP -> target == SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE && literals.utc();
            default -> false;
        };
    }

    /** Texts without a length have the precision -1: they have room for all, and a cast to a length cuts them. */
    private static boolean hasRoom(RexNode from, RexNode to) {
        int before = from.getType().getPrecision();
        int after = to.getType().getPrecision();
        boolean text = SqlTypeName.CHAR_TYPES.contains(to.getType().getSqlTypeName());
        boolean unbounded = text && (before < 0 || after < 0);
        return unbounded ? after < 0 : before <= after;
    }

    private static RexNode operand(RexNode node, int index) {
        return ((RexCall) node).getOperands().get(index);
    }
}
