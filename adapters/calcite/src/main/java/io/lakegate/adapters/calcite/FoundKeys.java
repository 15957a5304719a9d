package io.lakegate.adapters.calcite;

import static java.util.Objects.requireNonNull;

import io.lakegate.adapters.calcite.plan.KeyTypes;
import io.lakegate.catalog.filter.Filter;
import io.lakegate.catalog.filter.ValueOrder;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.Value;
import io.lakegate.catalog.spi.RowBatch;
import io.lakegate.catalog.spi.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The keys that a query has found, as values of the column that must have one of them.
 *
 * @param none whether there are none, so that no row of the column's table matters
 * @param filter what they say of the column else; {@link Filter#ANYTHING} where they are too many
 */
record FoundKeys(boolean none, Filter filter) {
    /** How many are asked for: of more, nothing is known. */
    static final int MOST = 100_000;

    /** How many are listed; of more, the least and the greatest are known. */
    private static final int LISTED = 1_000;

    private static final int ROWS_AT_ONCE = 10_000;

    FoundKeys {
        requireNonNull(filter, "filter");
    }

    /** Reads them all. */
    static FoundKeys read(Column column, Rows rows) {
        Reading reading = new Reading(column);
        for (Optional<RowBatch> next = rows.next(ROWS_AT_ONCE); next.isPresent(); next = rows.next(ROWS_AT_ONCE)) {
            RowBatch batch = next.get();
            for (int row = 0; row < batch.rowCount(); row++) {
                reading.add(batch.value(0, row));
            }
        }
        return reading.done();
    }

    private static final class Reading {
        private final Column column;
        private final List<Value> listed = new ArrayList<>();
        private long rows;
        private long values;
        private @Nullable Value least;
        private @Nullable Value greatest;

        Reading(Column column) {
            this.column = column;
        }

        void add(@Nullable Object key) {
            rows++;
            if (key != null) {
                KeyTypes.of(column.type(), key).ifPresent(this::add);
            }
        }

        private void add(Value value) {
            values++;
            if (listed.size() < LISTED) {
                listed.add(value);
            }
            least = least == null || isLess(value, least) ? value : least;
            greatest = greatest == null || isLess(greatest, value) ? value : greatest;
        }

        private static boolean isLess(Value a, Value b) {
            return ValueOrder.compare(a, b).orElseThrow() < 0;
        }

        FoundKeys done() {
            if (rows >= MOST) {
                return new FoundKeys(false, Filter.ANYTHING);
            }
            if (least == null || greatest == null) {
                return new FoundKeys(true, Filter.ANYTHING);
            }
            // Most files are told by the ends already, which is quicker than looking at each key.
            List<Filter> said = new ArrayList<>();
            said.add(new Filter.Compare(column.name(), Filter.Operator.GREATER_OR_EQUAL, least));
            said.add(new Filter.Compare(column.name(), Filter.Operator.LESS_OR_EQUAL, greatest));
            if (values <= LISTED) {
                said.add(new Filter.In(column.name(), listed));
            }
            return new FoundKeys(false, new Filter.And(said));
        }
    }
}
