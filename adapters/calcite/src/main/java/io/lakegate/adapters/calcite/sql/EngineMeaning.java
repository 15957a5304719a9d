package io.lakegate.adapters.calcite.sql;

import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Values;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.logical.LogicalUnion;
import org.apache.calcite.rel.logical.LogicalValues;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;

/** Rewrites the expressions that DuckDB would read in another sense than the statement's author, so that they mean the same there. */
final class EngineMeaning extends RelHomogeneousShuttle {
    /** Division of whole numbers that gives a whole number, truncated towards zero. DuckDB's {@code /} gives a DOUBLE. */
    private static final EngineFunction WHOLE_DIVISION = new EngineFunction("({0} // {1})");

    private static final BigDecimal DAY_MILLIS = BigDecimal.valueOf(86_400_000);

    private final ZoneId zone;

    private EngineMeaning(ZoneId zone) {
        this.zone = zone;
    }

    /** {@code zone} is the session's; {@link java.time.ZoneOffset#UTC} is the engine's own. */
    static RelNode of(RelNode root, ZoneId zone) {
        return root.accept(new EngineMeaning(zone));
    }

    /** Rows of constants have no place for the functions that instants become: queries without a table have. */
    private static RelNode withoutInstants(RelNode node) {
        if (!(node instanceof Values values)
                || values.getRowType().getFieldList().stream()
                        .noneMatch(field ->
                                field.getType().getSqlTypeName() == SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE)) {
            return node;
        }
        List<RelNode> rows = new ArrayList<>();
        for (List<RexLiteral> row : values.getTuples()) {
            rows.add(LogicalProject.create(
                    LogicalValues.createOneRow(values.getCluster()),
                    List.of(),
                    row,
                    values.getRowType().getFieldNames(),
                    Set.of()));
        }
        return rows.isEmpty() ? node : rows.size() == 1 ? rows.get(0) : LogicalUnion.create(rows, true);
    }

    @Override
    public RelNode visit(RelNode original) {
        RelNode node = withoutInstants(original);
        RelNode visited = super.visit(node);
        RexBuilder rexBuilder = visited.getCluster().getRexBuilder();
        ZoneMeaning zones = new ZoneMeaning(zone, rexBuilder);
        return zones.inputs(visited).accept(new Expressions(rexBuilder, zone, zones));
    }

    private static final class Expressions extends RexShuttle {
        private final RexBuilder rexBuilder;
        private final ZoneId zone;
        private final ZoneMeaning zones;

        Expressions(RexBuilder rexBuilder, ZoneId zone, ZoneMeaning zones) {
            this.rexBuilder = rexBuilder;
            this.zone = zone;
            this.zones = zones;
        }

        @Override
        public RexNode visitSubQuery(RexSubQuery subQuery) {
            RexSubQuery visited = (RexSubQuery) super.visitSubQuery(subQuery);
            return visited.clone(of(visited.rel, zone));
        }

        @Override
        public RexNode visitLiteral(RexLiteral literal) {
            return zones.literal(literal);
        }

        @Override
        public RexNode visitCall(RexCall call) {
            if (call.getKind() == SqlKind.SEARCH && isOfInstants(call)) {
                return RexUtil.expandSearch(rexBuilder, null, call).accept(this);
            }
            RexCall visited = (RexCall) super.visitCall(call);
            return switch (visited.getKind()) {
                case DIVIDE, CHECKED_DIVIDE -> partOfMonths(visited).orElseGet(() -> division(visited));
                case TIMES, CHECKED_TIMES -> partOfMonths(visited).orElseGet(() -> zones.call(visited));
                case PLUS, MINUS, CHECKED_PLUS, CHECKED_MINUS -> zones.call(dateArithmetic(visited));
                case CAST -> cast(visited);
                case SAFE_CAST -> safeCast(visited);
                case AND, OR ->
                    RexUtil.flatten(
                            rexBuilder, visited); // Calcite wants no AND in an AND, which search() may have made
                default -> zones.call(visited);
            };
        }

        private RexNode cast(RexCall cast) {
            RexNode from = cast.getOperands().get(0);
            SqlTypeName to = cast.getType().getSqlTypeName();
            if (from.getType().getSqlTypeName() == SqlTypeName.TIME
                    && (to == SqlTypeName.TIMESTAMP || to == SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE)) {
                throw QueryWriter.refused(
                        "CAST of a TIME to a TIMESTAMP",
                        "A date belongs to it: CAST(CAST(d AS VARCHAR) || ' ' || CAST(t AS VARCHAR) AS TIMESTAMP) works.");
            }
            return cast.getOperands().size() > 1
                    ? cast
                    : otherwise(cast).orElseGet(() -> limitedText(cast.getType(), zones.cast(cast), from));
        }

        /** What a cast is that gives NULL instead of an error: the engine's own, or our way of the cast with its errors caught. */
        private RexNode safeCast(RexCall safe) {
            if (safe.getOperands().size() > 1) {
                return safe;
            }
            RexCall plain = (RexCall) rexBuilder.makeAbstractCast(
                    safe.getType(), safe.getOperands().get(0), false);
            RexNode meant = cast(plain);
            return meant.equals(plain) ? safe : EngineFunction.call(rexBuilder, safe.getType(), "TRY({0})", meant);
        }

        /** The engine has no literals of instants. */
        private static boolean isOfInstants(RexCall search) {
            return search.getOperands().get(0).getType().getSqlTypeName() == SqlTypeName.TIMESTAMP_WITH_LOCAL_TIME_ZONE;
        }

        private RexNode division(RexCall call) {
            boolean whole = call.getOperands().stream().allMatch(operand -> SqlTypeUtil.isIntType(operand.getType()));
            return whole ? rexBuilder.makeCall(call.getType(), WHOLE_DIVISION, call.getOperands()) : call;
        }

        /** DATE plus an interval is a TIMESTAMP in DuckDB. */
        private RexCall dateArithmetic(RexCall call) {
            boolean withInterval =
                    call.getOperands().stream().anyMatch(operand -> SqlTypeUtil.isInterval(operand.getType()));
            if (!withInterval || call.getType().getSqlTypeName() != SqlTypeName.DATE) {
                return call;
            }
            RexNode interval = call.getOperands().get(1);
            return SqlTypeName.DAY_INTERVAL_TYPES.contains(interval.getType().getSqlTypeName())
                            && !isOfWholeDays(interval)
                    ? (RexCall) EngineFunction.call(
                            rexBuilder,
                            call.getType(),
                            "({0} %s CAST(epoch_us({1}) // 86400000000 AS INTEGER))"
                                    .formatted(call.getKind().name().endsWith("PLUS") ? "+" : "-"),
                            call.getOperands().get(0),
                            interval)
                    : (RexCall) rexBuilder.makeAbstractCast(call.getType(), call, false);
        }

        /** A date moves by whole days: what an interval has beyond these does not move it back to the day before. */
        private static boolean isOfWholeDays(RexNode interval) {
            return interval instanceof RexLiteral literal
                    && !literal.isNull()
                    && literal.getValueAs(BigDecimal.class)
                                    .remainder(DAY_MILLIS)
                                    .signum()
                            == 0;
        }

        /** The quotient of months is one of months: the engine would make days of its fraction. */
        private Optional<RexNode> partOfMonths(RexCall call) {
            return SqlTypeName.YEAR_INTERVAL_TYPES.contains(call.getType().getSqlTypeName())
                            && call.getOperands().size() == 2
                    ? Optional.of(EngineFunction.call(
                            rexBuilder,
                            call.getType(),
                            TimeFunctions.partOfMonths(call),
                            call.getOperands().get(0),
                            call.getOperands().get(1)))
                    : Optional.empty();
        }

        /** Truth values are written in capitals; between an interval and a number lies its unit. */
        private Optional<RexNode> otherwise(RexCall cast) {
            RelDataType from = cast.getOperands().get(0).getType();
            RelDataType to = cast.getType();
            if (from.getSqlTypeName() == SqlTypeName.BOOLEAN && SqlTypeUtil.inCharFamily(to)) {
                RexNode word = EngineFunction.call(
                        rexBuilder,
                        to,
                        "upper(CAST({0} AS VARCHAR))",
                        cast.getOperands().get(0));
                return Optional.of(limitedText(to, word, cast.getOperands().get(0)));
            }
            if (SqlTypeUtil.isInterval(from) && SqlTypeUtil.isNumeric(to)) {
                RexNode units = EngineFunction.call(
                        rexBuilder,
                        to,
                        TimeFunctions.units(from, SqlTypeUtil.isIntType(to)),
                        cast.getOperands().get(0));
                return Optional.of(rexBuilder.makeAbstractCast(to, units, false));
            }
            if (SqlTypeUtil.isInterval(from) && SqlTypeUtil.isInterval(to)) {
                return TimeFunctions.shortened(to)
                        .map(template -> EngineFunction.call(
                                rexBuilder, to, template, cast.getOperands().get(0)));
            }
            if (SqlTypeUtil.inCharFamily(from) && to.getSqlTypeName() == SqlTypeName.BOOLEAN) {
                return Optional.of(EngineFunction.call(
                        rexBuilder,
                        to,
                        "CAST(trim({0}) AS BOOLEAN)",
                        cast.getOperands().get(0)));
            }
            return SqlTypeUtil.isInterval(to) && SqlTypeUtil.isExactNumeric(from)
                    ? Optional.of(EngineFunction.call(
                            rexBuilder,
                            to,
                            TimeFunctions.ofUnits(to),
                            cast.getOperands().get(0)))
                    : Optional.empty();
        }

        /** DuckDB ignores the length in {@code CAST(x AS VARCHAR(3))}; the standard cuts the text there, and fills a CHAR with blanks. */
        private RexNode limitedText(RelDataType type, RexNode call, RexNode from) {
            int limit = type.getPrecision();
            boolean text = SqlTypeUtil.inCharFamily(type);
            boolean filled = type.getSqlTypeName() == SqlTypeName.CHAR;
            boolean known =
                    SqlTypeUtil.inCharFamily(from.getType()) && from.getType().getPrecision() >= 0;
            boolean fits = known
                    && (filled
                            ? from.getType().getSqlTypeName() == SqlTypeName.CHAR
                                    && from.getType().getPrecision() == limit
                            : from.getType().getPrecision() <= limit);
            if (!text || limit < 0 || fits) {
                return call;
            }
            String template = filled ? "rpad({0}, " + limit + ", ' ')" : "left({0}, " + limit + ")";
            return EngineFunction.call(rexBuilder, type, template, call);
        }
    }
}
