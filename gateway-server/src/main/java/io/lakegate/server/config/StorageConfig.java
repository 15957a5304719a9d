package io.lakegate.server.config;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How the stores of one catalog are reached.
 *
 * @param byPrefix by the beginning of addresses; the empty one stands for all others
 */
public record StorageConfig(Map<String, Store> byPrefix) {
    /** Nothing was said of them. */
    public static final StorageConfig NONE = new StorageConfig(Map.of());

    public StorageConfig {
        byPrefix = Collections.unmodifiableMap(new LinkedHashMap<>(byPrefix));
    }

    /** One store for all addresses. */
    public static StorageConfig of(Store store) {
        return new StorageConfig(Map.of("", store));
    }

    static StorageConfig of(Bound storage) {
        Map<String, Store> stores = new LinkedHashMap<>();
        stores.put("", Store.of(storage, StorageKeys.OF_CATALOG));
        for (Bound place : storage.get(StorageKeys.PLACES)) {
            stores.put(place.get(StorageKeys.PREFIX), Store.of(place, StorageKeys.OF_LOCATION));
        }
        return new StorageConfig(stores);
    }

    /**
     * A store.
     *
     * @param pathStyle empty for what is usual
     * @param certificates the file of those by which the store is known
     */
    public record Store(
            Optional<URI> endpoint,
            Optional<String> region,
            Login login,
            Optional<Boolean> pathStyle,
            Optional<URI> proxy,
            Optional<Path> certificates) {
        public Store {
            requireNonNull(endpoint, "endpoint");
            requireNonNull(region, "region");
            requireNonNull(login, "login");
            requireNonNull(pathStyle, "pathStyle");
            requireNonNull(proxy, "proxy");
            requireNonNull(certificates, "certificates");
        }

        /** A store at an address, with a pair of keys. */
        public static Store at(URI endpoint, Secret accessKey, Secret secretKey) {
            return new Store(
                    Optional.of(endpoint),
                    Optional.empty(),
                    new Login(
                            Optional.of(new Keys(accessKey, secretKey, Optional.empty())),
                            Optional.empty(),
                            Optional.empty(),
                            false,
                            Other.NONE),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
        }

        private static Store of(Bound bound, StorageKeys keys) {
            return new Store(
                    bound.find(keys.endpoint()),
                    bound.find(keys.region()),
                    Login.of(bound, keys.login()),
                    bound.find(keys.pathStyle()),
                    bound.find(keys.proxy()),
                    bound.find(keys.certificates()));
        }
    }

    /**
     * Who asks.
     *
     * @param keys empty for what the machine has
     * @param profile of the shared file of credentials
     * @param role that is assumed
     * @param anonymous whether nobody does
     * @param other where the store does not speak S3's protocol
     */
    public record Login(
            Optional<Keys> keys, Optional<String> profile, Optional<String> role, boolean anonymous, Other other) {
        public Login {
            requireNonNull(keys, "keys");
            requireNonNull(profile, "profile");
            requireNonNull(role, "role");
            requireNonNull(other, "other");
        }

        private static Login of(Bound bound, StorageKeys.Login keys) {
            Optional<Secret> access = bound.find(keys.accessKey());
            return new Login(
                    access.map(key -> new Keys(
                            key, bound.find(keys.secretKey()).orElse(new Secret("")), bound.find(keys.sessionToken()))),
                    bound.find(keys.profile()),
                    bound.find(keys.role()),
                    bound.get(keys.anonymous()),
                    Other.of(bound, keys.other()));
        }
    }

    /**
     * Who asks a store that does not speak S3's protocol.
     *
     * @param accountKey of an account of Azure's
     * @param sasToken of Azure's
     * @param tokenFile a file with a bearer token for Azure
     * @param user of HDFS
     * @param hadoopConf the folder of Hadoop's configuration
     */
    public record Other(
            Optional<Secret> accountKey,
            Optional<Secret> sasToken,
            Optional<Path> tokenFile,
            Optional<String> user,
            Optional<Path> hadoopConf) {
        /** Nothing was said. */
        public static final Other NONE =
                new Other(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

        public Other {
            requireNonNull(accountKey, "accountKey");
            requireNonNull(sasToken, "sasToken");
            requireNonNull(tokenFile, "tokenFile");
            requireNonNull(user, "user");
            requireNonNull(hadoopConf, "hadoopConf");
        }

        private static Other of(Bound bound, StorageKeys.Other keys) {
            return new Other(
                    bound.find(keys.accountKey()),
                    bound.find(keys.sasToken()),
                    bound.find(keys.tokenFile()),
                    bound.find(keys.user()),
                    bound.find(keys.hadoopConf()));
        }
    }

    /** A pair of keys. */
    public record Keys(Secret accessKey, Secret secretKey, Optional<Secret> sessionToken) {
        public Keys {
            requireNonNull(accessKey, "accessKey");
            requireNonNull(secretKey, "secretKey");
            requireNonNull(sessionToken, "sessionToken");
        }
    }
}
