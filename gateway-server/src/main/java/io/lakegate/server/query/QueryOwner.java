package io.lakegate.server.query;

import static java.util.Objects.requireNonNull;

import io.lakegate.server.auth.Identity;
import java.util.Optional;

/**
 * Who has a statement run.
 *
 * @param session the connection under the name by which others may know it: not the id, which is the right to use it
 * @param identity who connected
 * @param address from which they connected
 * @param client the program, as the connection said
 */
public record QueryOwner(String session, Identity identity, String address, String client) {
    public QueryOwner {
        requireNonNull(session, "session");
        requireNonNull(identity, "identity");
        requireNonNull(address, "address");
        requireNonNull(client, "client");
    }

    /** The name of who connected. */
    public Optional<String> user() {
        return identity.user();
    }
}
