package io.lakegate.adapters.storage;

import static java.util.Objects.requireNonNull;

import io.lakegate.adapters.storage.object.S3Credentials;

/**
 * A store that an address names and that does not speak S3's protocol, and what configuration says of it.
 *
 * @param scheme {@code abfss} or {@code hdfs}
 * @param authority the host of an account, such as {@code account.dfs.core.windows.net}; in HDFS the host and port, or the name, of the
 *     file system
 */
public record StorePlace(String scheme, String authority, StoreOptions options) {
    public StorePlace {
        requireNonNull(scheme, "scheme");
        requireNonNull(authority, "authority");
        requireNonNull(options, "options");
    }

    /** Whether the operator wants no credentials to be used. */
    public boolean isAnonymous() {
        return options.credentials().equals(S3Credentials.ANONYMOUS);
    }
}
