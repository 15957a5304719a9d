/**
 * Beside step 2: keys and certificates, read from files that may change while the gateway runs. Used by server.endpoint, which speaks TLS with them, and
 * by server.auth, which believes the certificates of clients.
 */
@NullMarked
package io.lakegate.server.tls;

import org.jspecify.annotations.NullMarked;
