package io.lakegate.server.session;

import static java.util.Objects.requireNonNull;

import io.lakegate.adapters.calcite.DefaultNames;

/**
 * What a client says when it connects.
 *
 * @param dialect how it wants values
 * @param repeated whether it reads columns of few values that stand in many rows
 * @param client what it is, for people to read
 * @param names where its statements look names up, and who it is
 */
public record Introduction(Session.Dialect dialect, boolean repeated, String client, DefaultNames names) {
    public Introduction {
        requireNonNull(dialect, "dialect");
        requireNonNull(client, "client");
        requireNonNull(names, "names");
    }

    /** The same of a client whose statements look names up elsewhere. */
    public Introduction withNames(DefaultNames others) {
        return new Introduction(dialect, repeated, client, others);
    }
}
