package io.lakegate.catalog.filter;

/**
 * What is known about a condition over all rows of one file, before reading it. For a row a condition is true, false or unknown (SQL
 * NULL); this says which of the three can occur.
 *
 * <p>A file is dropped only when {@code canBeTrue} is false.
 *
 * @param canBeTrue whether some row may make the condition true
 * @param canBeFalse whether some row may make it false
 * @param canBeUnknown whether some row may make it neither
 */
public record Truth(boolean canBeTrue, boolean canBeFalse, boolean canBeUnknown) {
    /** Nothing is known. */
    public static final Truth MAYBE = new Truth(true, true, true);

    /** True for each row. */
    public static final Truth ALWAYS = new Truth(true, false, false);

    /** True when no row can satisfy the condition. */
    public boolean never() {
        return !canBeTrue;
    }

    /** Both conditions at once. */
    public Truth and(Truth other) {
        return new Truth(
                canBeTrue && other.canBeTrue,
                canBeFalse || other.canBeFalse,
                (canBeUnknown && (other.canBeTrue || other.canBeUnknown)) || (other.canBeUnknown && canBeTrue));
    }

    /** Either condition. */
    public Truth or(Truth other) {
        return not().and(other.not()).not();
    }

    /** The negation. */
    public Truth not() {
        return new Truth(/* canBeTrue= */ canBeFalse, /* canBeFalse= */ canBeTrue, canBeUnknown);
    }
}
