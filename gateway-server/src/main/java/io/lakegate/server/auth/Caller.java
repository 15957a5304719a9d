package io.lakegate.server.auth;

import static java.util.Objects.requireNonNull;

import java.util.Optional;

/**
 * Who sends one request.
 *
 * @param identity as the request's header proves it, or its certificate; empty where nothing does, though it should
 * @param address of the network from which it came
 * @param byCertificate whether it is a certificate that proves it, and the header says nothing
 */
public record Caller(Optional<Identity> identity, String address, boolean byCertificate) {
    /** As a header says it, or nothing does. */
    public Caller(Optional<Identity> identity, String address) {
        this(identity, address, /* byCertificate= */ false);
    }

    public Caller {
        requireNonNull(identity, "identity");
        requireNonNull(address, "address");
    }
}
