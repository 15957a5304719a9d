/** Object stores: what a reader asks of one, by the S3 protocol. Addresses come from the file systems of adapters.storage.files; bytes go to the cache. */
@NullMarked
package io.lakegate.adapters.storage.object;

import org.jspecify.annotations.NullMarked;
