package io.lakegate.adapters.storage.object;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How a store is reached that speaks S3's protocol.
 *
 * @param endpoint the store's address; empty for Amazon's own in the region
 * @param region part of each signature; empty for what environment or profile say
 * @param credentials who asks
 * @param pathStyle whether the bucket stands in the path of requests, not in the name of the host
 * @param proxy an HTTP proxy on the way
 * @param certificates a file of certificates, in PEM, by which the store is known, instead of those of the Java runtime
 */
public record S3Settings(
        Optional<URI> endpoint,
        Optional<String> region,
        S3Credentials credentials,
        boolean pathStyle,
        Optional<URI> proxy,
        Optional<Path> certificates) {
    public S3Settings {
        requireNonNull(endpoint, "endpoint");
        requireNonNull(region, "region");
        requireNonNull(credentials, "credentials");
        requireNonNull(proxy, "proxy");
        requireNonNull(certificates, "certificates");
    }

    /** The same store for somebody else. */
    public S3Settings withCredentials(S3Credentials other) {
        return new S3Settings(endpoint, region, other, pathStyle, proxy, certificates);
    }
}
