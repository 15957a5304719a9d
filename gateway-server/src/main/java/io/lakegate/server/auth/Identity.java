package io.lakegate.server.auth;

import static java.util.Objects.requireNonNull;

import io.lakegate.catalog.spi.SystemTables;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Somebody, as the gateway knows them.
 *
 * @param user the name; empty for one who gave none where none is asked for
 * @param groups those that the password file or the token name, sorted
 * @param proven whether it was proven; where the gateway asks for no proof, names are only said
 * @param operator whether they look after the gateway: they see and may end the statements of all
 */
public record Identity(Optional<String> user, Set<String> groups, boolean proven, boolean operator)
        implements SystemTables.Viewer {
    public Identity {
        requireNonNull(user, "user");
        groups = Collections.unmodifiableSet(new TreeSet<>(groups));
        if (proven && user.isEmpty()) {
            throw new IllegalArgumentException("an identity that is proven has a name");
        }
    }

    /** Somebody at a gateway that asks for no proof. */
    public static Identity said(Optional<String> user) {
        return new Identity(user, Set.of(), /* proven= */ false, /* operator= */ false);
    }

    /** Whether what this one opened may be used by the other: where nothing is proven, whoever knows an id may use it. */
    public boolean isSameAs(Identity other) {
        return proven == other.proven && (!proven || user.equals(other.user));
    }

    /** Whether this one may know what the other does. */
    public boolean maySee(Identity other) {
        return !proven || mayEnd(other);
    }

    /** Whether this one may end what the other has running. */
    public boolean mayEnd(Identity other) {
        return operator || user.equals(other.user);
    }
}
