/** The words everyone uses: names, types, versions, columns and data files. Plain values; knows nothing but the JDK. */
@NullMarked
package io.lakegate.catalog.model;

import org.jspecify.annotations.NullMarked;
