package io.lakegate.adapters.calcite.sql;

/**
 * The length of values that a function makes out of a number: beyond it a single statement would take the machine's memory, since the engine's limit
 * does not hold for single values.
 */
final class LongestValue {
    /** Characters of a text, bytes or elements of a list. */
    static final int LENGTH = 1 << 24;

    private LongestValue() {}

    /** The engine's text of a number that is no more than this length, or else an error that names the function. */
    static String checked(String function, String number) {
        return checked(function, number, number);
    }

    /** The same of a number from which the length follows in another way. */
    static String checked(String function, String number, String length) {
        // Within the argument: a call of constants would be computed before a condition around it is.
        return "(CASE WHEN %s > %d THEN error('%s would make a value longer than %d, which is the most.') ELSE %s END)"
                .formatted(length, LENGTH, function, LENGTH, number);
    }
}
