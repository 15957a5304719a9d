/** Between steps 6 and 8 of 9: which bytes of data files a scan needs, and their way to the engine. Plans come from the formats; sparse files go to adapters.duckdb. */
@NullMarked
package io.lakegate.adapters.storage.stage;

import org.jspecify.annotations.NullMarked;
