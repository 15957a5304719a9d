/**
 * Steps 5 and 6 of 9 for Delta Lake: from a table's folder to one pinned snapshot, and from a scan request to the files worth reading.
 * Folders come from adapters.storage; pinned tables and plans go through catalog.spi to the query.
 *
 * <p>Delta Kernel opens the log and judges the protocol; types, partition values, file names, pruning and the words of errors are ours.
 * What the log says of files is kept in columns and shared by successive versions: what plain commits change is taken over without Kernel.
 */
@NullMarked
package io.lakegate.adapters.delta;

import org.jspecify.annotations.NullMarked;
