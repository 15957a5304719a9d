package io.lakegate.adapters.calcite.sql;

import java.math.BigDecimal;
import java.util.List;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
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

    private EngineMeaning() {}

    static RelNode of(RelNode root) {
        return root.accept(new EngineMeaning());
    }

    @Override
    public RelNode visit(RelNode node) {
        RelNode visited = super.visit(node);
        return visited.accept(new Expressions(visited.getCluster().getRexBuilder()));
    }

    private static final class Expressions extends RexShuttle {
        private final RexBuilder rexBuilder;

        Expressions(RexBuilder rexBuilder) {
            this.rexBuilder = rexBuilder;
        }

        @Override
        public RexNode visitSubQuery(RexSubQuery subQuery) {
            RexSubQuery visited = (RexSubQuery) super.visitSubQuery(subQuery);
            return visited.clone(of(visited.rel));
        }

        @Override
        public RexNode visitCall(RexCall call) {
            RexCall visited = (RexCall) super.visitCall(call);
            return switch (visited.getKind()) {
                case DIVIDE -> division(visited);
                case PLUS, MINUS -> dateArithmetic(visited);
                case CAST -> limitedText(visited);
                case SEARCH -> search(visited);
                case AND, OR ->
                    RexUtil.flatten(
                            rexBuilder, visited); // Calcite wants no AND in an AND, which search() may have made
                default -> visited;
            };
        }

        /**
         * Lists and ranges as comparisons where Calcite's SQL writer would round their literals to its own default types: timestamps to
         * milliseconds, decimals to 19 digits.
         */
        private RexNode search(RexCall call) {
            return switch (call.getOperands().get(0).getType().getSqlTypeName()) {
                case TINYINT, SMALLINT, INTEGER, BIGINT, CHAR, VARCHAR, DATE, BOOLEAN -> call;
                default -> RexUtil.expandSearch(rexBuilder, null, call);
            };
        }

        private RexNode division(RexCall call) {
            boolean whole = call.getOperands().stream().allMatch(operand -> SqlTypeUtil.isIntType(operand.getType()));
            return whole ? rexBuilder.makeCall(call.getType(), WHOLE_DIVISION, call.getOperands()) : call;
        }

        /** DATE plus an interval is a TIMESTAMP in DuckDB. */
        private RexNode dateArithmetic(RexCall call) {
            boolean withInterval =
                    call.getOperands().stream().anyMatch(operand -> SqlTypeUtil.isInterval(operand.getType()));
            return withInterval && call.getType().getSqlTypeName() == SqlTypeName.DATE
                    ? rexBuilder.makeAbstractCast(call.getType(), call, false)
                    : call;
        }

        /** DuckDB ignores the length in {@code CAST(x AS VARCHAR(3))}; the standard cuts the text there. */
        private RexNode limitedText(RexCall call) {
            int limit = call.getType().getPrecision();
            boolean text = SqlTypeUtil.inCharFamily(call.getType());
            RexNode from = call.getOperands().get(0);
            boolean fits = SqlTypeUtil.inCharFamily(from.getType())
                    && from.getType().getPrecision() >= 0
                    && from.getType().getPrecision() <= limit;
            if (!text || limit < 0 || fits) {
                return call;
            }
            return rexBuilder.makeCall(
                    call.getType(),
                    SqlLibraryOperators.LEFT,
                    List.of(call, rexBuilder.makeExactLiteral(BigDecimal.valueOf(limit))));
        }
    }
}
