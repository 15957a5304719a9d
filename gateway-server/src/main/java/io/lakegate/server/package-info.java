/** The gateway as a program: its entry point, and the one place that names concrete adapters and wires everything. */
@NullMarked
package io.lakegate.server;

import org.jspecify.annotations.NullMarked;
