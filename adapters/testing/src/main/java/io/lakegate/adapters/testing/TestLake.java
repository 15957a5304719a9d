package io.lakegate.adapters.testing;

import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.spi.LakeCatalog;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A place where tables of one format are made, for {@link FormatReaderConformance}. */
public interface TestLake extends AutoCloseable {
    /** Makes an empty table; partitioned by the values of the columns named, where there are any. */
    void create(String schema, String table, List<Column> columns, List<String> partitionColumns);

    /** Adds rows, as {@link DeltaTableWriter} takes them, in one commit, one file for each partition; returns the version made. */
    long append(String schema, String table, List<@Nullable Object[]> rows);

    /** The catalog over these tables, called {@code lake}; the same at each call. */
    LakeCatalog catalog();

    @Override
    void close();
}
