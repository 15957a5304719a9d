/** How caches in memory are made, for whoever remembers something between statements. */
@NullMarked
package io.lakegate.catalog.cache;

import org.jspecify.annotations.NullMarked;
