/** The comparison with bare DuckDB and others: TPC-H in all formats through the shipped driver, answers compared, ratios printed. */
@NullMarked
package io.lakegate.benchmarks.comparison;

import org.jspecify.annotations.NullMarked;
