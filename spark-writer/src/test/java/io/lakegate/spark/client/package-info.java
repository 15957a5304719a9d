/** Spark as a client of the gateway: its JDBC source through the driver. */
@NullMarked
package io.lakegate.spark.client;

import org.jspecify.annotations.NullMarked;
