package io.lakegate.adapters.storage.object;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * What a store tells of an object without its bytes.
 *
 * @param etag tells one content of the object from another
 */
public record ObjectFacts(long sizeBytes, String etag, Instant modified) {
    public ObjectFacts {
        requireNonNull(etag, "etag");
        requireNonNull(modified, "modified");
    }
}
