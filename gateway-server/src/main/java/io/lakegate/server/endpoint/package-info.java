/**
 * Step 2 of 9: the HTTP port. Avatica's calls, in protobuf or JSON, become calls on a session; every failure leaves as SQLSTATE, code and
 * sentence. Requests come from drivers; sessions are in server.session.
 */
@NullMarked
package io.lakegate.server.endpoint;

import org.jspecify.annotations.NullMarked;
