package io.lakegate.adapters.storage.cache;

import static java.util.Objects.requireNonNull;

import io.lakegate.adapters.storage.object.ObjectFacts;
import io.lakegate.adapters.storage.object.ObjectName;
import io.lakegate.adapters.storage.object.ObjectStore;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** One content of one object: what is cached of it stays right for ever. */
public record ObjectVersion(ObjectStore store, ObjectName name, ObjectFacts facts) {
    public ObjectVersion {
        requireNonNull(store, "store");
        requireNonNull(name, "name");
        requireNonNull(facts, "facts");
    }

    public long sizeBytes() {
        return facts.sizeBytes();
    }

    /** A name for its file in the cache that no other content has, of this or any other object. */
    String fileName() {
        String identity = String.join(
                "\n", store.identity(), name.bucket(), name.key(), facts.etag(), String.valueOf(facts.sizeBytes()));
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(identity.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 20);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
