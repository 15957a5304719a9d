/**
 * Support: the command line. Comes from {@code server.GatewayMain}, which names the commands and gives them a way to start a gateway;
 * goes to any gateway over {@code java.sql}, as every client does, so that what people see here is what the driver returns.
 */
@NullMarked
package io.lakegate.server.console;

import org.jspecify.annotations.NullMarked;
