/**
 * What a statement's tree says about each of its scans: which columns it needs, and which conditions its rows must fulfil. Trees come from
 * Calcite; scan requests go to the format adapters.
 */
@NullMarked
package io.lakegate.adapters.calcite.plan;

import org.jspecify.annotations.NullMarked;
