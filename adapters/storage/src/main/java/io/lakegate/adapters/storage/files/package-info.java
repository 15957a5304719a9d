/** Buckets as file systems of java.nio: so that the readers of all formats open objects as they open local files. Addresses come from the formats; reads go to the cache. */
@NullMarked
package io.lakegate.adapters.storage.files;

import org.jspecify.annotations.NullMarked;
