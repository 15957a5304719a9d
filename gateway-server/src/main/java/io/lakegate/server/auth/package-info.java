/**
 * Beside step 2: who is behind a request. Requests come from server.endpoint with what they say about themselves; identities go to
 * server.session, which lets nobody near another's connections.
 */
@NullMarked
package io.lakegate.server.auth;

import org.jspecify.annotations.NullMarked;
