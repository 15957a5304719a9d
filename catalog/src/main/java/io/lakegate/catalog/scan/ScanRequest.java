package io.lakegate.catalog.scan;

import static java.util.Objects.requireNonNull;

import io.lakegate.catalog.filter.Filter;
import java.util.List;

/**
 * What a statement wants of one table.
 *
 * @param columns logical names, in the order wanted, each a column of the table; may be empty (as for {@code count(*)})
 * @param filter a condition that each wanted row fulfils; rows that do not may be returned all the same
 */
public record ScanRequest(List<String> columns, Filter filter) {
    public ScanRequest {
        columns = List.copyOf(columns);
        requireNonNull(filter, "filter");
    }
}
