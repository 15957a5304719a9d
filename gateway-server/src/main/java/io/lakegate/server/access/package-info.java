/**
 * Step 3 of 9: what may this identity see. Rules come from {@code config}; what follows from them for one identity goes to {@code query}, which shows every
 * statement the catalogs with that alone, and to {@code adapters.calcite}, which puts row conditions and masks into its plan.
 */
@NullMarked
package io.lakegate.server.access;

import org.jspecify.annotations.NullMarked;
