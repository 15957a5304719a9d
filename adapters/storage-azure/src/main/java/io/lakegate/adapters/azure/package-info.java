/** Containers of Azure's Blob Storage and Data Lake Storage, by Microsoft's client. Comes from adapters.storage, which finds it in an optional folder of jars; goes to the service. */
@NullMarked
package io.lakegate.adapters.azure;

import org.jspecify.annotations.NullMarked;
