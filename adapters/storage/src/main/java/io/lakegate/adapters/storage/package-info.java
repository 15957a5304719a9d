/** Where tables lie: from the text of a location to folders. Locations come from configuration; folders go to the format adapters. */
@NullMarked
package io.lakegate.adapters.storage;

import org.jspecify.annotations.NullMarked;
