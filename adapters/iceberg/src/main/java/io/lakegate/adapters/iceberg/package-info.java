/** Steps 5 and 6 of 9 for Apache Iceberg: opens tables, pins snapshots, plans scans and reads rows in this process. Comes from catalog.spi; plans go to adapters.duckdb. */
@NullMarked
package io.lakegate.adapters.iceberg;

import org.jspecify.annotations.NullMarked;
