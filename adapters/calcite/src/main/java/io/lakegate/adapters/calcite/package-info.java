/**
 * Step 4 of 9: SQL text is parsed, validated against pinned tables and turned into a statement for the engine. Text comes from
 * server.query; the planned statement goes back there, to be bound and run.
 */
@NullMarked
package io.lakegate.adapters.calcite;

import org.jspecify.annotations.NullMarked;
