package io.lakegate.adapters.calcite;

import io.lakegate.catalog.scan.ScanPlan;
import io.lakegate.catalog.scan.ScanRequest;
import io.lakegate.catalog.spi.PinnedTable;

/** One scan of a statement that is about to run: the table as pinned, what is wanted of it, and the files that will be read. */
public record BoundScan(PinnedTable table, ScanRequest request, ScanPlan plan) {}
