/** The local copy of parts of objects, each fetched once: bytes come from adapters.storage.object; sparse files go to the engine and to readers in this process. */
@NullMarked
package io.lakegate.adapters.storage.cache;

import org.jspecify.annotations.NullMarked;
