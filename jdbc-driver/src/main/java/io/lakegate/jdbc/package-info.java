/**
 * Step 1 of 9: the JDBC driver. Comes from an application that asks DriverManager for {@code jdbc:lakegate:}; goes as HTTP to the
 * gateway's endpoint.
 *
 * <p>From outside in: {@link io.lakegate.jdbc.LakegateDriver} reads the URL, the {@code Lakegate…} classes are what JDBC shows,
 * {@link io.lakegate.jdbc.LakegateMeta} knows the protocol's calls and {@link io.lakegate.jdbc.Wire} sends them. Avatica gives the
 * messages of the protocol and the outer shells of the JDBC classes. Rows and their values are the driver's own: {@link
 * io.lakegate.jdbc.FrameCursor} is the only class that knows how rows travel.
 */
package io.lakegate.jdbc;
