/** Containers of a real server of Azure's protocol, read through a gateway. */
@NullMarked
package io.lakegate.adapters.azure;

import org.jspecify.annotations.NullMarked;
