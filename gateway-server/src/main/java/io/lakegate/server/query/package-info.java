/**
 * Step 8 of 9: statements are planned, bound and run, with limits, and can be cancelled at any moment. Statements come from server.session;
 * frames go back there.
 */
@NullMarked
package io.lakegate.server.query;

import org.jspecify.annotations.NullMarked;
