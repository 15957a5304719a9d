/** Step 5 of 9: tables that tell about tables, such as {@code t$history}: what their rows are made of. Used by the format adapters. */
@NullMarked
package io.lakegate.catalog.metadata;

import org.jspecify.annotations.NullMarked;
