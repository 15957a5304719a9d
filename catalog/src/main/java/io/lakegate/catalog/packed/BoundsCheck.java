package io.lakegate.catalog.packed;

import io.lakegate.catalog.filter.ColumnRange;
import io.lakegate.catalog.filter.FileCheck;
import io.lakegate.catalog.filter.Filter;
import io.lakegate.catalog.model.LakeType;
import io.lakegate.catalog.model.Value;
import io.lakegate.catalog.packed.LongCode.Same;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Judges one comparison over the bounds of a column file by file, in {@link TruthBits}: without objects where the column's type has numbers or
 * bytes for its values, by {@link FileCheck} else. For any thread.
 */
public interface BoundsCheck {
    /** The outcomes that a file's rows can have. {@code flags} are the bounds' flags of it, not 0. */
    byte check(int file, int flags);

    /** {@code NULL} is counted, whatever the values are. */
    static BoundsCheck isNull() {
        return (file, flags) -> TruthBits.of(
                (flags & ColumnBounds.NO_NULL) == 0, (flags & ColumnBounds.NO_VALUE) == 0, /* canBeUnknown= */ false);
    }

    /** Any comparison, slowly. {@code adapt} gets what is known of a file and says what is to be taken for known. */
    static BoundsCheck slow(ColumnBounds bounds, Filter comparison, UnaryOperator<ColumnRange> adapt) {
        return (file, flags) -> {
            ColumnRange range = adapt.apply(bounds.range(file));
            return TruthBits.of(new FileCheck(column -> range).check(comparison));
        };
    }

    /** A comparison with one value; empty where it has to be made slowly. {@code open} is whether no upper bound is to be believed. */
    static Optional<BoundsCheck> compare(ColumnBounds bounds, Filter.Compare compare, boolean open) {
        boolean alike = compare.value().type().equals(bounds.type());
        Optional<Signs> signs = alike
                ? Signs.of(bounds, List.of(compare.value()))
                : Optional.of(Signs.of(new Same[] {new Same(0, 0)}, bounds));
        int lower = alike ? ColumnBounds.LOWER : 0; // values of two types have no order
        int upper = alike && !open ? ColumnBounds.UPPER : 0;
        byte[] outcomes = outcomes(compare.operator());
        return signs.map(each -> (file, flags) -> {
            boolean mayHoldNull = (flags & ColumnBounds.NO_NULL) == 0;
            if ((flags & ColumnBounds.NO_VALUE) != 0) {
                return TruthBits.of(false, false, mayHoldNull);
            }
            int low = (flags & lower) == 0 ? -1 : each.low(file, 0);
            int high = (flags & upper) == 0 ? 1 : each.high(file, 0);
            int outcome = (low < 0 ? BELOW : 0)
                    | (low <= 0 && high >= 0 ? SAME : 0)
                    | (high > 0 ? ABOVE : 0)
                    | (mayHoldNull ? NULL : 0);
            return outcomes[outcome];
        });
    }

    /** A comparison with each of many values; empty where it has to be made slowly. */
    static Optional<BoundsCheck> in(ColumnBounds bounds, Filter.In in, boolean open) {
        boolean alike = in.values().stream().allMatch(value -> value.type().equals(bounds.type()));
        int upper = open ? 0 : ColumnBounds.UPPER;
        Optional<Signs> signs = alike ? Signs.of(bounds, in.values()) : Optional.empty();
        return signs.map(each -> (file, flags) -> {
            boolean mayHoldNull = (flags & ColumnBounds.NO_NULL) == 0;
            if ((flags & ColumnBounds.NO_VALUE) != 0) {
                return TruthBits.of(false, false, mayHoldNull);
            }
            boolean lowKnown = (flags & ColumnBounds.LOWER) != 0;
            boolean highKnown = (flags & upper) != 0;
            int first = lowKnown ? each.firstNotBelow(file) : 0;
            boolean canBeTrue = first < each.count() && (!highKnown || each.high(file, first) >= 0);
            boolean always =
                    canBeTrue && lowKnown && highKnown && each.low(file, first) == 0 && each.high(file, first) == 0;
            return TruthBits.of(canBeTrue, !always, mayHoldNull);
        });
    }

    int BELOW = 1;
    int SAME = 2;
    int ABOVE = 4;
    int NULL = 8;

    private static byte[] outcomes(Filter.Operator operator) {
        byte[] outcomes = new byte[2 * NULL];
        for (int i = 0; i < outcomes.length; i++) {
            outcomes[i] = TruthBits.of(
                    FileCheck.compared(operator, (i & BELOW) != 0, (i & SAME) != 0, (i & ABOVE) != 0, (i & NULL) != 0));
        }
        return outcomes;
    }

    /** How bounds lie to the values of a comparison, which are in order. */
    interface Signs {
        int count();

        /** Below zero, zero or above zero as the lower bound of a file, which there is, is below, the same as or above a value. */
        int low(int file, int value);

        int high(int file, int value);

        /** The first of the values that is not below the lower bound of a file. */
        default int firstNotBelow(int file) {
            int from = 0;
            int to = count();
            while (from < to) {
                int middle = (from + to) >>> 1;
                if (low(file, middle) <= 0) {
                    to = middle;
                } else {
                    from = middle + 1;
                }
            }
            return from;
        }

        /** Empty where there are values that cannot be compared this way. */
        static Optional<Signs> of(ColumnBounds bounds, List<Value> values) {
            if (bounds.code().isPresent()) {
                LongCode code = bounds.code().get();
                Same[] same = values.stream()
                        .flatMap(value -> code.same(value).stream())
                        .toArray(Same[]::new);
                return Optional.of(same)
                        .filter(all -> all.length == values.size())
                        .map(all -> of(all, bounds));
            }
            Optional<PackedTexts> lowers = bounds.lowerTexts();
            Optional<PackedTexts> uppers = bounds.upperTexts();
            boolean texts = bounds.type() == LakeType.Simple.VARCHAR
                    && lowers.isPresent()
                    && uppers.isPresent()
                    && values.stream().allMatch(value -> PackedTexts.isWellFormed(text(value)));
            return texts ? Optional.of(of(values, lowers.get(), uppers.get())) : Optional.empty();
        }

        private static String text(Value value) {
            return (String) value.content().orElse("");
        }

        private static Signs of(Same[] values, ColumnBounds bounds) {
            Arrays.sort(values, Comparator.comparingLong(Same::greatest).thenComparingLong(Same::least));
            long[] lowers = bounds.lowerNumbers();
            long[] uppers = bounds.upperNumbers();
            return new Signs() {
                @Override
                public int count() {
                    return values.length;
                }

                @Override
                public int low(int file, int value) {
                    return sign(lowers[file], values[value]);
                }

                @Override
                public int high(int file, int value) {
                    return sign(uppers[file], values[value]);
                }

                private int sign(long bound, Same value) {
                    return bound < value.least() ? -1 : bound > value.greatest() ? 1 : 0;
                }
            };
        }

        private static Signs of(List<Value> values, PackedTexts lowers, PackedTexts uppers) {
            byte[][] texts = values.stream()
                    .map(value -> text(value).getBytes(StandardCharsets.UTF_8))
                    .sorted(Arrays::compareUnsigned)
                    .toArray(byte[][]::new);
            return new Signs() {
                @Override
                public int count() {
                    return texts.length;
                }

                @Override
                public int low(int file, int value) {
                    return lowers.compare(file, texts[value]);
                }

                @Override
                public int high(int file, int value) {
                    return uppers.compare(file, texts[value]);
                }
            };
        }
    }
}
