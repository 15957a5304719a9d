package io.lakegate.catalog.scan;

import static java.util.Objects.requireNonNull;

import io.lakegate.catalog.filter.Filter;
import io.lakegate.catalog.model.Value;
import java.util.List;

/**
 * The first rows of a table in the order of one of its columns: what a statement with {@code ORDER BY column LIMIT rows} wants. Rows that the column does not
 * tell apart may come in any order.
 *
 * @param descending whether the greatest values come first
 * @param nullsFirst whether NULL comes before all values, and not behind them
 * @param rows how many, one at least
 */
public record FirstRows(String column, boolean descending, boolean nullsFirst, long rows) {
    public FirstRows {
        requireNonNull(column, "column");
        if (rows < 1) {
            throw new IllegalArgumentException("the first %d rows".formatted(rows));
        }
    }

    /** The rows that come no later than those with a value. */
    public Filter upTo(Value last) {
        Filter within = new Filter.Compare(
                column, descending ? Filter.Operator.GREATER_OR_EQUAL : Filter.Operator.LESS_OR_EQUAL, last);
        return nullsFirst ? new Filter.Or(List.of(within, new Filter.IsNull(column))) : within;
    }
}
