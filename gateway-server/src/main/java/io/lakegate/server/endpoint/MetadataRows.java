package io.lakegate.server.endpoint;

import io.lakegate.catalog.model.Column;
import io.lakegate.server.query.ListedTable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a metadata call.
 *
 * @param columns as JDBC's {@link java.sql.DatabaseMetaData} names and types them
 * @param rows values in the order of the columns
 */
record MetadataRows(List<Column> columns, ListedTable rows) {
    MetadataRows(List<Column> columns, List<@Nullable Object[]> rows) {
        this(columns, ListedTable.of(rows));
    }
}
