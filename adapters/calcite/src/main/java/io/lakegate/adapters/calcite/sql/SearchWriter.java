package io.lakegate.adapters.calcite.sql;

import static java.util.Objects.requireNonNull;

import io.lakegate.adapters.calcite.schema.LakeTypeFactory;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.rel.type.RelDataType;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexUnknownAs;
import org.apache.calcite.util.RangeSets;
import org.apache.calcite.util.Sarg;

/** Writes lists and ranges of constants: {@code IN}, {@code BETWEEN} and what Calcite made of several comparisons of one expression. */
final class SearchWriter {
    /** Calcite's own would round times to milliseconds and decimals to 19 digits. */
    private static final RexBuilder LITERALS = new RexBuilder(new LakeTypeFactory());

    private final ExpressionWriter expressions;
    private final StatementText text;

    SearchWriter(ExpressionWriter expressions) {
        this.expressions = expressions;
        this.text = expressions.text();
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // the values of a Sarg are of one class, which only its type tells
    void write(RexCall search) {
        RexNode operand = search.getOperands().get(0);
        RexLiteral literal = (RexLiteral) search.getOperands().get(1);
        Sarg sarg = requireNonNull(literal.getValueAs(Sarg.class), "sarg");
        write(operand, literal.getType(), sarg);
    }

    @SuppressWarnings("unchecked") // Calcite says of a negated Sarg only that it is one
    private <C extends Comparable<C>> void write(RexNode operand, RelDataType type, Sarg<C> sarg) {
        List<C> points = new ArrayList<>();
        List<Runnable> parts = new ArrayList<>();
        if (sarg.isAll() || sarg.isNone()) {
            parts.add(() -> onlyNull(operand, sarg.isAll())); // every value is in, or none: only NULL is left to tell
        } else if (sarg.isComplementedPoints()) {
            RangeSets.forEach(sarg.negate().rangeSet, new Ranges<C>(operand, type, points, parts));
            parts.clear();
            parts.add(() -> points(operand, "NOT IN", points, type));
        } else {
            RangeSets.forEach(sarg.rangeSet, new Ranges<C>(operand, type, points, parts));
            if (!points.isEmpty()) {
                parts.add(() -> points(operand, "IN", points, type));
            }
        }
        text.add("((");
        for (int i = 0; i < parts.size(); i++) {
            text.add(i == 0 ? "" : " OR ");
            parts.get(i).run();
        }
        text.add(")");
        if (sarg.nullAs != RexUnknownAs.UNKNOWN) {
            text.add(sarg.nullAs == RexUnknownAs.TRUE ? " OR " : " AND ");
            expressions.write(operand);
            text.add(sarg.nullAs == RexUnknownAs.TRUE ? " IS NULL" : " IS NOT NULL");
        }
        text.add(")");
    }

    private void onlyNull(RexNode operand, boolean answer) {
        text.add("CASE WHEN ");
        expressions.write(operand);
        text.add(" IS NOT NULL THEN " + (answer ? "TRUE" : "FALSE") + " END");
    }

    private <C extends Comparable<C>> void points(RexNode operand, String word, List<C> points, RelDataType type) {
        expressions.write(operand);
        text.add(" " + word + " (");
        for (int i = 0; i < points.size(); i++) {
            text.add(i == 0 ? "" : ", ");
            value(points.get(i), type);
        }
        text.add(")");
    }

    private void value(Object value, RelDataType type) {
        expressions.write(LITERALS.makeLiteral(value, type, false, false));
    }

    /** Collects points, and what writes each range. */
    private final class Ranges<C extends Comparable<C>> implements RangeSets.Consumer<C> {
        private final RexNode operand;
        private final RelDataType type;
        private final List<C> points;
        private final List<Runnable> ranges;

        Ranges(RexNode operand, RelDataType type, List<C> points, List<Runnable> ranges) {
            this.operand = operand;
            this.type = type;
            this.points = points;
            this.ranges = ranges;
        }

        private void compare(String sign, C value) {
            expressions.write(operand);
            text.add(sign);
            value(value, type);
        }

        private void add(String lowerSign, C lower, String upperSign, C upper) {
            ranges.add(() -> {
                text.add("(");
                compare(lowerSign, lower);
                text.add(" AND ");
                compare(upperSign, upper);
                text.add(")");
            });
        }

        @Override
        public void all() {
            ranges.add(() -> onlyNull(operand, true));
        }

        @Override
        public void atLeast(C lower) {
            ranges.add(() -> compare(" >= ", lower));
        }

        @Override
        public void atMost(C upper) {
            ranges.add(() -> compare(" <= ", upper));
        }

        @Override
        public void greaterThan(C lower) {
            ranges.add(() -> compare(" > ", lower));
        }

        @Override
        public void lessThan(C upper) {
            ranges.add(() -> compare(" < ", upper));
        }

        @Override
        public void singleton(C value) {
            points.add(value);
        }

        @Override
        public void closed(C lower, C upper) {
            add(" >= ", lower, " <= ", upper);
        }

        @Override
        public void closedOpen(C lower, C upper) {
            add(" >= ", lower, " < ", upper);
        }

        @Override
        public void openClosed(C lower, C upper) {
            add(" > ", lower, " <= ", upper);
        }

        @Override
        public void open(C lower, C upper) {
            add(" > ", lower, " < ", upper);
        }
    }
}
