/** What the log looks like: lines that nobody can forge and that hold no credentials, as text or JSON. {@code logback.xml} names them. */
@NullMarked
package io.lakegate.server.log;

import org.jspecify.annotations.NullMarked;
