package io.lakegate.adapters.storage.object;

import static java.util.Objects.requireNonNull;

/**
 * The name of an object in a store.
 *
 * @param key never encoded, without a slash at its start
 */
public record ObjectName(String bucket, String key) {
    public ObjectName {
        requireNonNull(bucket, "bucket");
        requireNonNull(key, "key");
    }

    /** As messages show it. */
    @Override
    public String toString() {
        return bucket + "/" + key;
    }
}
