package io.lakegate.catalog.packed;

import io.lakegate.catalog.filter.Truth;
import java.util.function.BinaryOperator;

/** {@link Truth} in three bits, for many files at a time. */
public final class TruthBits {
    public static final int TRUE = 1;
    public static final int FALSE = 2;
    public static final int UNKNOWN = 4;
    private static final int COUNT = 8;
    private static final byte[] NOT = new byte[COUNT];
    private static final byte[] AND = table(Truth::and);
    private static final byte[] OR = table(Truth::or);

    static {
        for (int bits = 0; bits < COUNT; bits++) {
            NOT[bits] = of(truth(bits).not());
        }
    }

    private TruthBits() {}

    public static byte of(Truth truth) {
        return of(truth.canBeTrue(), truth.canBeFalse(), truth.canBeUnknown());
    }

    public static byte of(boolean canBeTrue, boolean canBeFalse, boolean canBeUnknown) {
        return (byte) ((canBeTrue ? TRUE : 0) | (canBeFalse ? FALSE : 0) | (canBeUnknown ? UNKNOWN : 0));
    }

    private static Truth truth(int bits) {
        return new Truth((bits & TRUE) != 0, (bits & FALSE) != 0, (bits & UNKNOWN) != 0);
    }

    private static byte[] table(BinaryOperator<Truth> operator) {
        byte[] table = new byte[COUNT * COUNT];
        for (int left = 0; left < COUNT; left++) {
            for (int right = 0; right < COUNT; right++) {
                table[left * COUNT + right] = of(operator.apply(truth(left), truth(right)));
            }
        }
        return table;
    }

    public static byte and(int left, int right) {
        return AND[left * COUNT + right];
    }

    public static byte or(int left, int right) {
        return OR[left * COUNT + right];
    }

    public static byte not(int bits) {
        return NOT[bits];
    }
}
