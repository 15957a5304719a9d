/** Step 9 of 9: rows become frames of bounded size. Rows come from the engine by way of server.query; frames go to the endpoint. */
@NullMarked
package io.lakegate.server.rows;

import org.jspecify.annotations.NullMarked;
