package io.lakegate.server.session;

import static java.util.Objects.requireNonNull;

import io.lakegate.adapters.calcite.DefaultNames;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import io.lakegate.server.auth.Authenticator;
import io.lakegate.server.auth.Caller;
import io.lakegate.server.auth.Identity;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The connections of who sends a request: those of others are as if they were not there. For one request.
 *
 * <p>Avatica's driver sends what stands in a tool's fields for user and password once, when it connects, and nothing afterwards. Such a connection
 * may then be used from its address by whoever knows its id, which its client has made up at random.
 */
public final class CallerSessions {
    /** Of an id that stands for a password: a random one of 128 bits has as many digits. */
    private static final int SHORTEST_SECRET = 32;

    private final Sessions sessions;
    private final Authenticator authenticator;
    private final Caller caller;

    public CallerSessions(Sessions sessions, Authenticator authenticator, Caller caller) {
        this.sessions = requireNonNull(sessions, "sessions");
        this.authenticator = requireNonNull(authenticator, "authenticator");
        this.caller = requireNonNull(caller, "caller");
    }

    /**
     * Opens a connection under an id that the client chose, as the protocol wants it.
     *
     * @param introduction the user in it counts only where nobody proves who they are
     * @param password that the client gave beside the user, if any
     * @throws GatewayException {@link ErrorCode#LOGIN_REFUSED}; {@link ErrorCode#LOGIN_NEEDED}; {@link ErrorCode#INVALID_REQUEST} when the id
     *     is missing or taken; {@link ErrorCode#TOO_MANY_CONNECTIONS}
     */
    public Session open(@Nullable String id, Introduction introduction, Optional<String> password) {
        if (id == null || id.isEmpty()) {
            throw new GatewayException(
                    ErrorCode.INVALID_REQUEST,
                    "The request to open a connection has no id for it. The client makes one up, at random.");
        }
        Origin origin = origin(id, introduction.names().user(), password);
        authenticator.accepted(origin.identity(), origin.address(), introduction.client());
        DefaultNames said = introduction.names();
        DefaultNames names =
                said.askedBy(origin.identity().user(), origin.identity().groups());
        return sessions.open(id, introduction.withNames(names), origin);
    }

    private Origin origin(String id, Optional<String> user, Optional<String> password) {
        if (caller.identity().isPresent()) {
            Identity known = caller.identity().get();
            if (caller.byCertificate()) {
                password.filter(text -> !text.isEmpty()).ifPresent(text -> requireSame(known, user, text));
            }
            return new Origin(known.proven() ? known : Identity.said(user), caller.address(), Optional.empty());
        }
        // A user alone is no login: the client may say more when it is asked to.
        Authenticator.Login login = authenticator.password(
                user.orElseThrow(authenticator::needed),
                password.filter(text -> !text.isEmpty()).orElseThrow(authenticator::needed),
                caller.address());
        if (id.length() < SHORTEST_SECRET) {
            throw new GatewayException(
                    ErrorCode.INVALID_REQUEST,
                    "A connection that sends its password once needs an id of at least %d characters, made at random."
                            .formatted(SHORTEST_SECRET));
        }
        return new Origin(login.identity(), caller.address(), Optional.of(login.holds()));
    }

    /** A password beside a certificate has to be right, and of the user whom the certificate names. */
    private void requireSame(Identity certified, Optional<String> user, String password) {
        String name = certified.user().orElseThrow();
        Identity said = authenticator
                .password(user.orElse(name), password, caller.address())
                .identity();
        authenticator.requireSame(name, said, caller.address());
    }

    /**
     * The open connection of this id; using it makes it young again.
     *
     * @throws GatewayException {@link ErrorCode#NO_SUCH_CONNECTION} also when it is another's; {@link ErrorCode#LOGIN_NEEDED}
     */
    public Session session(@Nullable String id) {
        return sessions.find(id)
                .filter(session -> session.origin().admits(caller))
                .map(session -> {
                    session.touch();
                    caller.identity().filter(Identity::proven).ifPresent(session::renew);
                    return session;
                })
                .orElseThrow(() -> caller.identity().isPresent() ? sessions.unknown() : authenticator.needed());
    }

    /** Closes the connection with all its statements; one that is unknown, or another's, is closed already. */
    public void close(String id) {
        if (sessions.find(id).filter(session -> session.origin().admits(caller)).isPresent()) {
            sessions.close(id);
        }
    }
}
