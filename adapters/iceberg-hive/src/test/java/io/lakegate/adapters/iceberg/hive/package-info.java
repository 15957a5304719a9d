/** Tests that a catalog of the kind hive works with the jars that this module gathers. */
@NullMarked
package io.lakegate.adapters.iceberg.hive;

import org.jspecify.annotations.NullMarked;
