/**
 * What an operator may set, read once at the start. Serves every step: files come from the folder of the configuration, records go to
 * {@code Gateway}, which hands each part what it needs. {@code Settings} declares every key; nothing else knows their names.
 */
@NullMarked
package io.lakegate.server.config;

import org.jspecify.annotations.NullMarked;
