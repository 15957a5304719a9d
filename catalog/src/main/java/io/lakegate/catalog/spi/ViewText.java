package io.lakegate.catalog.spi;

import static java.util.Objects.requireNonNull;

import io.lakegate.catalog.model.TableName;
import java.util.List;

/**
 * A view: a query under a name.
 *
 * @param sql the query, as its author wrote it
 * @param columns names of its columns in order; empty where they are those of the query
 */
public record ViewText(TableName name, String sql, List<String> columns) {
    public ViewText {
        requireNonNull(name, "name");
        requireNonNull(sql, "sql");
        columns = List.copyOf(columns);
    }
}
