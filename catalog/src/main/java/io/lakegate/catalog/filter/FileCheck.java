package io.lakegate.catalog.filter;

import static java.util.Objects.requireNonNull;

import io.lakegate.catalog.model.Value;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * Judges a filter over one file from what is known about its columns. Conservative: it answers "never" only where the ranges prove
 * it, whatever the rows are.
 */
public final class FileCheck implements Filter.Cases<Truth> {
    private final Function<ColumnPath, ColumnRange> ranges;

    /** {@code ranges} gives what is known about a column by its path of logical names; {@link ColumnRange#UNKNOWN} is always right. */
    public FileCheck(Function<ColumnPath, ColumnRange> ranges) {
        this.ranges = requireNonNull(ranges, "ranges");
    }

    /** Which outcomes the filter can have for the rows of the file. */
    public Truth check(Filter filter) {
        return filter.match(this);
    }

    @Override
    public Truth anything() {
        return Truth.MAYBE;
    }

    @Override
    public Truth compare(Filter.Compare compare) {
        return compare(ranges.apply(compare.column()), compare.operator(), compare.value());
    }

    @Override
    public Truth in(Filter.In in) {
        ColumnRange range = ranges.apply(in.column());
        return in.values().stream()
                .map(value -> compare(range, Filter.Operator.EQUAL, value))
                .reduce(Truth::or)
                .orElse(Truth.MAYBE);
    }

    @Override
    public Truth isNull(Filter.IsNull isNull) {
        ColumnRange range = ranges.apply(isNull.column());
        return new Truth(range.mayHoldNull(), range.mayHoldValue(), false);
    }

    @Override
    public Truth and(Filter.And and) {
        return and.operands().stream().map(this::check).reduce(Truth.ALWAYS, Truth::and);
    }

    @Override
    public Truth or(Filter.Or or) {
        return or.operands().stream().map(this::check).reduce(Truth.ALWAYS.not(), Truth::or);
    }

    @Override
    public Truth not(Filter.Not not) {
        return check(not.operand()).not();
    }

    private static Truth compare(ColumnRange range, Filter.Operator operator, Value value) {
        boolean unknown = range.mayHoldNull();
        if (!range.mayHoldValue()) {
            return new Truth(false, false, unknown);
        }
        // Sign of (lowest value - asked value) and (highest value - asked value), where known.
        OptionalInt low = compareBound(range.lower(), value);
        OptionalInt high = compareBound(range.upper(), value);
        boolean canBeBelow = low.isEmpty() || low.getAsInt() < 0;
        boolean canBeAbove = high.isEmpty() || high.getAsInt() > 0;
        boolean canBeEqual = (low.isEmpty() || low.getAsInt() <= 0) && (high.isEmpty() || high.getAsInt() >= 0);
        return compared(operator, canBeBelow, canBeEqual, canBeAbove, unknown);
    }

    /**
     * Which outcomes a comparison can have.
     *
     * @param canBeBelow whether some row may be below the value that it is compared with
     * @param unknown whether some row may be NULL
     */
    public static Truth compared(
            Filter.Operator operator, boolean canBeBelow, boolean canBeEqual, boolean canBeAbove, boolean unknown) {
        return switch (operator) {
            case EQUAL -> new Truth(canBeEqual, canBeBelow || canBeAbove, unknown);
            case NOT_EQUAL -> new Truth(canBeBelow || canBeAbove, canBeEqual, unknown);
            case LESS -> new Truth(canBeBelow, canBeEqual || canBeAbove, unknown);
            case LESS_OR_EQUAL -> new Truth(canBeBelow || canBeEqual, canBeAbove, unknown);
            case GREATER -> new Truth(canBeAbove, canBeEqual || canBeBelow, unknown);
            case GREATER_OR_EQUAL -> new Truth(canBeAbove || canBeEqual, canBeBelow, unknown);
        };
    }

    private static OptionalInt compareBound(Optional<Value> bound, Value value) {
        return bound.isPresent() ? ValueOrder.compare(bound.get(), value) : OptionalInt.empty();
    }
}
