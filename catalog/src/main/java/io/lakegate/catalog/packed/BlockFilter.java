package io.lakegate.catalog.packed;

import io.lakegate.catalog.filter.Filter;
import io.lakegate.catalog.filter.Truth;
import java.util.Arrays;
import java.util.List;

/** Makes a filter ready to be judged over many files, a block of them at a time; how comparisons are judged is the matter of others. For one thread. */
public abstract class BlockFilter implements Filter.Cases<BlockFilter.Step> {
    /**
     * Judges the files from one to before another, {@link ColumnBounds#BLOCK} at most: their {@link TruthBits} stand in the array from its beginning.
     */
    public interface Step {
        void judge(int from, int to, byte[] outcomes);
    }

    @Override
    public Step anything() {
        byte maybe = TruthBits.of(Truth.MAYBE);
        return (from, to, outcomes) -> Arrays.fill(outcomes, 0, to - from, maybe);
    }

    @Override
    public Step and(Filter.And and) {
        return many(and.operands(), TruthBits.of(Truth.ALWAYS), TruthBits::and);
    }

    @Override
    public Step or(Filter.Or or) {
        return many(or.operands(), TruthBits.of(Truth.ALWAYS.not()), TruthBits::or);
    }

    private interface Operator {
        byte apply(int left, int right);
    }

    private Step many(List<Filter> operands, byte first, Operator operator) {
        List<Step> steps = operands.stream().map(operand -> operand.match(this)).toList();
        byte[] next = new byte[ColumnBounds.BLOCK];
        return (from, to, outcomes) -> {
            Arrays.fill(outcomes, 0, to - from, first);
            for (Step step : steps) {
                step.judge(from, to, next);
                for (int i = 0; i < to - from; i++) {
                    outcomes[i] = operator.apply(outcomes[i], next[i]);
                }
            }
        };
    }

    @Override
    public Step not(Filter.Not not) {
        Step operand = not.operand().match(this);
        return (from, to, outcomes) -> {
            operand.judge(from, to, outcomes);
            for (int i = 0; i < to - from; i++) {
                outcomes[i] = TruthBits.not(outcomes[i]);
            }
        };
    }
}
