/** Many numbers or texts in little memory: what the listings of tables of a million files are made of. */
@NullMarked
package io.lakegate.catalog.packed;

import org.jspecify.annotations.NullMarked;
