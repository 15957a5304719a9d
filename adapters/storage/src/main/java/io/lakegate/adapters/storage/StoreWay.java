package io.lakegate.adapters.storage;

import io.lakegate.adapters.storage.object.ObjectStore;
import io.lakegate.adapters.storage.object.S3Credentials;
import io.lakegate.adapters.storage.object.S3Http;
import io.lakegate.adapters.storage.object.S3Settings;
import io.lakegate.adapters.storage.object.S3Store;
import java.net.URI;
import java.util.Optional;

/** How the store behind an address is reached. Equal ways lead to one store. Sealed: by S3's protocol, or by an optional module. */
sealed interface StoreWay {
    /** Opens the store, over {@code connections} where it speaks S3's protocol. */
    ObjectStore open(S3Http connections);

    /** What {@code ./lakegate check} tells of it. */
    StoreProvider.Way told();

    /** A store that speaks S3's protocol. */
    record S3(S3Settings settings) implements StoreWay {
        @Override
        public ObjectStore open(S3Http connections) {
            return new S3Store(settings, connections);
        }

        @Override
        public StoreProvider.Way told() {
            URI machine = settings.proxy()
                    .or(settings::endpoint)
                    .orElseGet(() -> URI.create("https://s3%s.amazonaws.com"
                            .formatted(settings.region()
                                    .map(region -> "." + region)
                                    .orElse(""))));
            return new StoreProvider.Way(
                    Optional.of(machine),
                    who(settings.credentials()),
                    "Correct access-key and secret-key, profile, or role under storage, or what the environment says.",
                    "the bucket, the region or the endpoint");
        }

        /** Never a key. */
        private static String who(S3Credentials credentials) {
            return credentials.match(
                    () -> "asked without credentials",
                    keys -> "asked with the configured keys",
                    chain -> chain.profile()
                            .map(profile -> "asked with the profile " + profile)
                            .orElse("asked with what the environment or the machine's role gives"),
                    role -> "asked in the role " + role.arn(),
                    lent -> "asked with lent keys");
        }
    }

    /** A store that a module opens. */
    record Foreign(StorePlace place, String address) implements StoreWay {
        private StoreProvider provider() {
            return StoreModules.of(place.scheme(), address);
        }

        @Override
        public ObjectStore open(S3Http connections) {
            return provider().open(place);
        }

        @Override
        public StoreProvider.Way told() {
            return provider().way(place);
        }
    }
}
