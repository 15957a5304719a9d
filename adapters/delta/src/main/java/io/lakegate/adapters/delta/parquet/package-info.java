/**
 * Step 8, the second reader: the rows of one Parquet data file, in this process. Delta Kernel says which columns of the file are wanted
 * ({@code adapters.delta}); what comes out are batches that Kernel can go on with, whose values are those of {@code catalog.model}.
 */
@NullMarked
package io.lakegate.adapters.delta.parquet;

import org.jspecify.annotations.NullMarked;
