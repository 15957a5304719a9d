/** What can go wrong, as codes that never change and sentences that help. Thrown in every step, turned into a JDBC error by the endpoint. */
@NullMarked
package io.lakegate.catalog.error;

import org.jspecify.annotations.NullMarked;
