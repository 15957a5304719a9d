/** Step 6 of 9: what a scan asks of a table and what the table answers. Requests come from the query, plans go to the engine. */
@NullMarked
package io.lakegate.catalog.scan;

import org.jspecify.annotations.NullMarked;
