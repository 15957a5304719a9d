/** Step 5 of 9: the database that holds a DuckLake catalog, read through plain JDBC. Used by adapters.ducklake only. */
@NullMarked
package io.lakegate.adapters.ducklake.database;

import org.jspecify.annotations.NullMarked;
