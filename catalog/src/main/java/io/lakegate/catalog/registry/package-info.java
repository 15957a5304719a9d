/** Step 5 of 9: from the name in a statement to one table pinned at one snapshot. Names come from adapters.calcite; pinned tables go to scan planning. */
@NullMarked
package io.lakegate.catalog.registry;

import org.jspecify.annotations.NullMarked;
