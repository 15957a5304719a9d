/** What things cost. Each benchmark measures ours and bare DuckDB in one run, so that its result is a ratio. */
@NullMarked
package io.lakegate.benchmarks;

import org.jspecify.annotations.NullMarked;
