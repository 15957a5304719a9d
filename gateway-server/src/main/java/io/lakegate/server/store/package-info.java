/** What statements define and no catalog knows: external tables and views. Definitions come from server.query; tables go to catalog.registry. */
@NullMarked
package io.lakegate.server.store;

import org.jspecify.annotations.NullMarked;
