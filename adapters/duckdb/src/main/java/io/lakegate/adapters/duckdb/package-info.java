/**
 * Steps 7 and 8 of 9: a planned statement becomes one DuckDB statement and runs. Statements come from server.query with the scans of
 * adapters.delta; rows go to server.rows.
 */
@NullMarked
package io.lakegate.adapters.duckdb;

import org.jspecify.annotations.NullMarked;
