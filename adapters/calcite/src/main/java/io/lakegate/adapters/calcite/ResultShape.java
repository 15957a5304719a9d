package io.lakegate.adapters.calcite;

import io.lakegate.catalog.model.Column;
import java.util.List;
import java.util.Optional;

/**
 * What the rows of a statement look like.
 *
 * @param columns names and types, in order
 * @param origins for each column, where it shows a column of a table or view as it is
 */
public record ResultShape(List<Column> columns, List<Optional<ColumnOrigin>> origins) {
    public ResultShape {
        columns = List.copyOf(columns);
        origins = List.copyOf(origins);
        if (columns.size() != origins.size()) {
            throw new IllegalArgumentException("%d columns and %d origins".formatted(columns.size(), origins.size()));
        }
    }

    /** Rows that no table has. */
    public static ResultShape of(List<Column> columns) {
        return new ResultShape(
                columns,
                columns.stream().map(column -> Optional.<ColumnOrigin>empty()).toList());
    }
}
