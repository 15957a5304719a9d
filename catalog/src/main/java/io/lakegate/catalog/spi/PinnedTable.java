package io.lakegate.catalog.spi;

import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.catalog.model.Column;
import io.lakegate.catalog.model.TableName;
import io.lakegate.catalog.scan.ScanPlan;
import io.lakegate.catalog.scan.ScanRequest;
import java.util.List;

/** One table at one snapshot. Immutable: what it answers does not change when the table does. For any thread. */
public interface PinnedTable {
    TableName name();

    /** The Delta version, or the Iceberg or DuckLake snapshot id. */
    long version();

    /** The table's columns at this snapshot, in order. */
    List<Column> columns();

    /** What the table's author wrote about it; empty text when nothing. */
    String comment();

    /**
     * Lists the files that may hold rows the request wants.
     *
     * <p>Pruning is conservative: a file is dropped only when what the metadata says proves that none of its rows can match. The
     * caller must still apply its filter.
     *
     * <p>Cost: reads table metadata only, never a data file; blocks on storage the first time.
     *
     * @throws GatewayException {@link ErrorCode#UNSUPPORTED_TABLE_FEATURE} when reading the files needs a feature that is lacking;
     *     {@link ErrorCode#TABLE_DAMAGED} or {@link ErrorCode#STORAGE_UNREADABLE} when the metadata cannot be read
     */
    ScanPlan plan(ScanRequest request);
}
