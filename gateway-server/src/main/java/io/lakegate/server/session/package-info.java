/** Step 3 of 9: who is connected, with which defaults and which statements. Calls come from the endpoint; statements go to server.query. */
@NullMarked
package io.lakegate.server.session;

import org.jspecify.annotations.NullMarked;
