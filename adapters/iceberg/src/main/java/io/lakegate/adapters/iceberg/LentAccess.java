package io.lakegate.adapters.iceberg;

import io.lakegate.adapters.storage.Storage;
import io.lakegate.adapters.storage.StoreOptions;
import io.lakegate.adapters.storage.object.S3Credentials;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a REST catalog lends for reading the files of one table: keys for a while, and the store's address. They are renewed before they end.
 * For any thread.
 *
 * @see "Iceberg REST catalog specification, LoadTableResult: config and storage-credentials"
 */
final class LentAccess {
    static final String ACCESS_KEY = "s3.access-key-id";
    private static final String SECRET_KEY = "s3.secret-access-key";
    private static final String SESSION_TOKEN = "s3.session-token";
    private static final String ENDS = "s3.session-token-expires-at-ms";
    private static final String ENDPOINT = "s3.endpoint";
    private static final String PATH_STYLE = "s3.path-style-access";
    private static final String REGION = "client.region";

    /** So long before they end keys are renewed: a request may take a while. */
    private static final Duration AHEAD = Duration.ofMinutes(1);

    private final Supplier<Map<String, String>> renewal;
    private final Clock clock;
    private final Storage storage;
    private Map<String, String> lent; // guarded by this

    /**
     * Access with what was lent.
     *
     * @param renewal asks the catalog for what it lends now
     * @param base the catalog's own storage
     */
    LentAccess(Map<String, String> lent, Supplier<Map<String, String>> renewal, Storage base, Clock clock) {
        this.lent = Map.copyOf(lent);
        this.renewal = renewal;
        this.clock = clock;
        this.storage = base.lent(this::options);
    }

    /** Whether something is lent that opens a store. */
    static boolean isIn(Map<String, String> properties) {
        return properties.containsKey(ACCESS_KEY) && properties.containsKey(SECRET_KEY);
    }

    /** The storage as the table's files are reached with it. */
    Storage storage() {
        return storage;
    }

    /** Takes over what the catalog lends now. */
    synchronized void renew(Map<String, String> now) {
        lent = Map.copyOf(now);
    }

    /** What the operator has said of the store counts more than what the catalog says. */
    private synchronized StoreOptions options(StoreOptions configured) {
        return new StoreOptions(
                configured.endpoint().or(() -> value(ENDPOINT).map(LentAccess::address)),
                configured.region().or(() -> value(REGION)),
                new S3Credentials.Lent(this::keys),
                configured.pathStyle().or(() -> value(PATH_STYLE).map(Boolean::parseBoolean)),
                configured.proxy(),
                configured.certificates(),
                configured.other());
    }

    private Optional<String> value(String key) {
        return Optional.ofNullable(lent.get(key)).filter(text -> !text.isBlank());
    }

    private static URI address(String endpoint) {
        try {
            return URI.create(endpoint);
        } catch (IllegalArgumentException e) {
            throw new GatewayException(
                    ErrorCode.STORAGE_UNREADABLE,
                    "The catalog names a store at '%s', which is no address. Set endpoint under storage in its file."
                            .formatted(endpoint),
                    e);
        }
    }

    private synchronized S3Credentials.Keys keys() {
        boolean ending = value(ENDS)
                .map(text -> !clock.instant().plus(AHEAD).isBefore(Instant.ofEpochMilli(Long.parseLong(text))))
                .orElse(false);
        if (ending) {
            lent = Map.copyOf(renewal.get());
        }
        Optional<String> accessKey = value(ACCESS_KEY);
        Optional<String> secretKey = value(SECRET_KEY);
        if (accessKey.isEmpty() || secretKey.isEmpty()) {
            throw new GatewayException(
                    ErrorCode.CREDENTIALS_REFUSED,
                    "The catalog does not lend keys for the table's files any more. Ask its operator for the right to read them.");
        }
        return new S3Credentials.Keys(accessKey.get(), secretKey.get(), value(SESSION_TOKEN));
    }
}
