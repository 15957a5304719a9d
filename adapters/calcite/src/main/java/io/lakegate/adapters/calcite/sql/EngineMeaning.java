package io.lakegate.adapters.calcite.sql;

import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.List;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.rex.RexUtil;
import org.apache.calcite.sql.SqlBinaryOperator;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.fun.SqlLibraryOperators;
import org.apache.calcite.sql.type.InferTypes;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeUtil;

/** Rewrites the expressions that DuckDB would read in another sense than the statement's author, so that they mean the same there. */
final class EngineMeaning extends RelHomogeneousShuttle {
    /** Division of whole numbers that gives a whole number, truncated towards zero. DuckDB's {@code /} gives a DOUBLE. */
    private static final SqlBinaryOperator WHOLE_DIVISION = new SqlBinaryOperator(
            "//",
            SqlKind.OTHER,
            60,
            true,
            ReturnTypes.QUOTIENT_NULLABLE,
            InferTypes.FIRST_KNOWN,
            OperandTypes.NUMERIC_NUMERIC);

    private final ZoneId zone;

    private EngineMeaning(ZoneId zone) {
        this.zone = zone;
    }

    /** {@code zone} is the session's; {@link java.time.ZoneOffset#UTC} is the engine's own. */
    static RelNode of(RelNode root, ZoneId zone) {
        return root.accept(new EngineMeaning(zone));
    }

    @Override
    public RelNode visit(RelNode node) {
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
            if (call.getKind() == SqlKind.SEARCH && isRounded(call)) {
                return RexUtil.expandSearch(rexBuilder, null, call).accept(this);
            }
            RexCall visited = (RexCall) super.visitCall(call);
            return switch (visited.getKind()) {
                case DIVIDE -> division(visited);
                case PLUS, MINUS -> zones.call(dateArithmetic(visited));
                case CAST ->
                    limitedText(
                            call.getType(),
                            zones.cast(visited),
                            visited.getOperands().get(0));
                case AND, OR ->
                    RexUtil.flatten(
                            rexBuilder, visited); // Calcite wants no AND in an AND, which search() may have made
                default -> zones.call(visited);
            };
        }

        /**
         * Whether a list or range has to become comparisons, because Calcite's SQL writer would round its literals to its own default
         * types: timestamps to milliseconds, decimals to 19 digits.
         */
        private static boolean isRounded(RexCall search) {
            return switch (search.getOperands().get(0).getType().getSqlTypeName()) {
                case TINYINT, SMALLINT, INTEGER, BIGINT, CHAR, VARCHAR, DATE, BOOLEAN -> false;
                default -> true;
            };
        }

        private RexNode division(RexCall call) {
            boolean whole = call.getOperands().stream().allMatch(operand -> SqlTypeUtil.isIntType(operand.getType()));
            return whole ? rexBuilder.makeCall(call.getType(), WHOLE_DIVISION, call.getOperands()) : call;
        }

        /** DATE plus an interval is a TIMESTAMP in DuckDB. */
        private RexCall dateArithmetic(RexCall call) {
            boolean withInterval =
                    call.getOperands().stream().anyMatch(operand -> SqlTypeUtil.isInterval(operand.getType()));
            return withInterval && call.getType().getSqlTypeName() == SqlTypeName.DATE
                    ? (RexCall) rexBuilder.makeAbstractCast(call.getType(), call, false)
                    : call;
        }

        /** DuckDB ignores the length in {@code CAST(x AS VARCHAR(3))}; the standard cuts the text there. */
        private RexNode limitedText(RelDataType type, RexNode call, RexNode from) {
            int limit = type.getPrecision();
            boolean text = SqlTypeUtil.inCharFamily(type);
            boolean fits = SqlTypeUtil.inCharFamily(from.getType())
                    && from.getType().getPrecision() >= 0
                    && from.getType().getPrecision() <= limit;
            if (!text || limit < 0 || fits) {
                return call;
            }
            return rexBuilder.makeCall(
                    type,
                    SqlLibraryOperators.LEFT,
                    List.of(call, rexBuilder.makeExactLiteral(BigDecimal.valueOf(limit))));
        }
    }
}
