/**
 * Beside step 2: files that are read again when they have changed. Used by {@code tls}, {@code auth} and {@code access}, whose keys, users and rules come from
 * such files; depends on none of them.
 */
@NullMarked
package io.lakegate.server.reload;

import org.jspecify.annotations.NullMarked;
