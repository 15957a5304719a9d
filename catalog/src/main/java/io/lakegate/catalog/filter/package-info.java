/** Step 6 of 9: whether a file can hold a row that a filter wants. Filters come from adapters.calcite, facts about files from the format adapters. */
@NullMarked
package io.lakegate.catalog.filter;

import org.jspecify.annotations.NullMarked;
