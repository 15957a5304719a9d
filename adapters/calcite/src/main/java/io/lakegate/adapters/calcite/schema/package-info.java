/** Tables and types as Calcite sees them. Pinned tables come from catalog.registry; scans go to adapters.calcite.plan. */
@NullMarked
package io.lakegate.adapters.calcite.schema;

import org.jspecify.annotations.NullMarked;
