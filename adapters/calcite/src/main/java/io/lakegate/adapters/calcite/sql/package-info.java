/** Step 7 of 9: the whole tree of a statement becomes one SQL text in DuckDB's dialect, with gaps where tables are read. */
@NullMarked
package io.lakegate.adapters.calcite.sql;

import org.jspecify.annotations.NullMarked;
