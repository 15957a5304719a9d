/**
 * Beside step 8: figures of what the gateway does, for those who watch it. Told by server.query of statements, asks the parts for the rest; goes as
 * text to the endpoint.
 */
@NullMarked
package io.lakegate.server.metrics;

import org.jspecify.annotations.NullMarked;
