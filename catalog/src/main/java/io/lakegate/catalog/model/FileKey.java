package io.lakegate.catalog.model;

import static java.util.Objects.requireNonNull;

/**
 * The key of an encrypted Parquet file: a secret, which no message, log or EXPLAIN may show. Its text hides it.
 *
 * @param base64 the key itself, in Base64
 */
public record FileKey(String base64) {
    public FileKey {
        requireNonNull(base64, "base64");
    }

    @Override
    public String toString() {
        return "***";
    }
}
