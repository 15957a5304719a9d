package io.lakegate.server.auth;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * Who sends one request.
 *
 * @param identity as the request's header proves it; empty where the header says nothing, though it should
 * @param address of the network from which it came
 */
public record Caller(Optional<Identity> identity, String address) {
    public Caller {
        requireNonNull(identity, "identity");
        requireNonNull(address, "address");
    }
}
