package io.lakegate.server.rows;

/**
 * The layouts of {@code docs/wire-protocol.md} that a client reads beyond the first ones.
 *
 * @param nested lists, structs and maps; to others they go as JSON text
 * @param repeated few values that stand in many rows
 */
public record Layouts(boolean nested, boolean repeated) {}
