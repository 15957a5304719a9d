/**
 * Step 4 of 9, its beginning: SQL text becomes a syntax tree. The parser itself is generated in the build, from the grammar template in
 * Calcite's jar and from what {@code src/main/codegen} adds to it; this package holds the nodes that Calcite does not have: a table at a
 * version, and the statements the gateway answers itself. Text comes from the package above, trees go back there.
 */
@NullMarked
package io.lakegate.adapters.calcite.parser;

import org.jspecify.annotations.NullMarked;
