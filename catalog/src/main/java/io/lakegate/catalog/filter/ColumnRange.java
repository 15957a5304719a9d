package io.lakegate.catalog.filter;

import io.lakegate.catalog.model.Value;
import java.util.Optional;

/**
 * What is known about the values of one column in one file.
 *
 * @param lower a value that no row is below; empty when not known
 * @param upper a value that no row is above; empty when not known
 * @param mayHoldNull whether some row may be NULL
 * @param mayHoldValue whether some row may be other than NULL
 */
public record ColumnRange(Optional<Value> lower, Optional<Value> upper, boolean mayHoldNull, boolean mayHoldValue) {
    /** Nothing is known. */
    public static final ColumnRange UNKNOWN = new ColumnRange(Optional.empty(), Optional.empty(), true, true);

    /** The same value in each row, as a partition column has it. */
    public static ColumnRange constant(Value value) {
        return value.isNull()
                ? new ColumnRange(Optional.empty(), Optional.empty(), true, false)
                : new ColumnRange(Optional.of(value), Optional.of(value), false, true);
    }
}
