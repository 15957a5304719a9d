package io.lakegate.server.query;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * Who has a statement run.
 *
 * @param session the connection under the name by which others may know it: not the id, which is the right to use it
 * @param user who connected, as the connection said
 * @param client the program, as the connection said
 */
public record QueryOwner(String session, Optional<String> user, String client) {
    public QueryOwner {
        requireNonNull(session, "session");
        requireNonNull(user, "user");
        requireNonNull(client, "client");
    }

    /**
     * Whether someone may end this one's statements. The one place where that is decided: until there are rules of access, people end what
     * runs under their own name, and those who gave none what runs under none.
     */
    boolean mayBeEndedBy(Optional<String> asker) {
        return user.equals(asker);
    }
}
