/**
 * Tables and answers from Apache Spark: a writer that is not ours, in a JVM of its own. Comes from nothing of ours; goes to
 * the folder {@code sample-lake}, and to tests that compare Spark's answers with the gateway's.
 */
@NullMarked
package io.lakegate.spark;

import org.jspecify.annotations.NullMarked;
