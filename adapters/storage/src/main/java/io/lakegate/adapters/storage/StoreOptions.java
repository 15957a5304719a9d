package io.lakegate.adapters.storage;

import static java.util.Objects.requireNonNull;

import io.lakegate.adapters.storage.object.S3Credentials;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What configuration says of the stores behind addresses. What it leaves open depends on the kind of the address.
 *
 * @param endpoint the store's address
 * @param region of the store
 * @param credentials who asks
 * @param pathStyle whether the bucket stands in the path of requests
 * @param proxy an HTTP proxy on the way
 * @param certificates a file of certificates by which the store is known
 * @param other who asks a store that does not speak S3's protocol
 */
public record StoreOptions(
        Optional<URI> endpoint,
        Optional<String> region,
        S3Credentials credentials,
        Optional<Boolean> pathStyle,
        Optional<URI> proxy,
        Optional<Path> certificates,
        OtherLogin other) {
    /** Amazon's stores, and who the machine says that it is. */
    public static final StoreOptions DEFAULT = new StoreOptions(
            Optional.empty(),
            Optional.empty(),
            new S3Credentials.Chain(Optional.empty()),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            OtherLogin.NONE);

    public StoreOptions {
        requireNonNull(endpoint, "endpoint");
        requireNonNull(region, "region");
        requireNonNull(credentials, "credentials");
        requireNonNull(pathStyle, "pathStyle");
        requireNonNull(proxy, "proxy");
        requireNonNull(certificates, "certificates");
        requireNonNull(other, "other");
    }

    /** The same store for somebody else. */
    public StoreOptions withCredentials(S3Credentials lent) {
        return new StoreOptions(endpoint, region, lent, pathStyle, proxy, certificates, other);
    }
}
