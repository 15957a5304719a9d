/** The seams: what a table format, a catalog and an engine have to offer. Implemented by adapters, called by gateway-server. */
@NullMarked
package io.lakegate.catalog.spi;

import org.jspecify.annotations.NullMarked;
