/** Tests that catalogs of AWS work with the jars that this module gathers. */
@NullMarked
package io.lakegate.adapters.iceberg.aws;

import org.jspecify.annotations.NullMarked;
