/**
 * Beside step 8: who did what, on a line each, for those who have to know it later. Told by server.query of statements and by server.auth of
 * logins; lines go to a file, or to standard output.
 */
@NullMarked
package io.lakegate.server.audit;

import org.jspecify.annotations.NullMarked;
