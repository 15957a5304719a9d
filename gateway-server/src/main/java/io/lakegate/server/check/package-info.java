/** Tries the way to the tables of a catalog step by step, for an operator who sets one up: beside the way of a query. */
@NullMarked
package io.lakegate.server.check;

import org.jspecify.annotations.NullMarked;
