/** Steps 5 and 6 of 9: DuckLake tables. Metadata comes from a catalog database (ducklake.database); goes to adapters.duckdb as scan plans. */
@NullMarked
package io.lakegate.adapters.ducklake;

import org.jspecify.annotations.NullMarked;
