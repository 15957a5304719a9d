package io.lakegate.server.session;

import static java.util.Objects.requireNonNull;

import io.lakegate.server.auth.Caller;
import io.lakegate.server.auth.Identity;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Where a connection comes from.
 *
 * @param identity who opened it
 * @param address from which they did
 * @param login whether the password still holds that was given in the connection itself; empty where every request says who sends it
 */
record Origin(Identity identity, String address, Optional<BooleanSupplier> login) {
    Origin {
        requireNonNull(identity, "identity");
        requireNonNull(address, "address");
        requireNonNull(login, "login");
    }

    /** Whether the connection may be used by who sends a request. */
    boolean admits(Caller caller) {
        return caller.identity().isPresent()
                ? identity.isSameAs(caller.identity().get())
                : login.isPresent()
                        && address.equals(caller.address())
                        && login.get().getAsBoolean();
    }
}
