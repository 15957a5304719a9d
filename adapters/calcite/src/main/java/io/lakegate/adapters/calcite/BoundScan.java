package io.lakegate.adapters.calcite;

import static java.util.Objects.requireNonNull;

import io.lakegate.catalog.scan.ScanRequest;
import io.lakegate.catalog.spi.PinnedTable;
import io.lakegate.catalog.spi.Scan;

/** One scan of a statement that is about to run: the table as pinned, what is wanted of it, and how its rows are had. */
public record BoundScan(PinnedTable table, ScanRequest request, Scan scan) {
    public BoundScan {
        requireNonNull(table, "table");
        requireNonNull(request, "request");
        requireNonNull(scan, "scan");
    }
}
