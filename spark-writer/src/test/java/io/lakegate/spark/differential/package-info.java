/**
 * The differential test: random Delta tables that Spark writes, read by Spark and by a gateway in a process of its own. Read
 * first: {@code DifferentialIT}, then {@code RandomTable}.
 */
@NullMarked
package io.lakegate.spark.differential;

import org.jspecify.annotations.NullMarked;
