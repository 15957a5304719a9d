package io.lakegate.adapters.storage;

import static java.util.Objects.requireNonNull;

import io.lakegate.adapters.storage.object.ObjectStore;
import io.lakegate.catalog.error.ErrorCode;
import io.lakegate.catalog.error.GatewayException;
import java.net.URI;
import java.util.Optional;

/**
 * Opens the stores of one scheme, other than S3's. Implementations lie in optional modules, whose jars name them in {@code META-INF/services};
 * they have a public constructor without parameters. For any thread.
 */
public interface StoreProvider {
    /** The scheme of the addresses that it opens, as {@link StorePlace} has it. */
    String scheme();

    /**
     * Opens a store; connects when the store is first asked.
     *
     * @throws GatewayException {@link ErrorCode#CONFIGURATION} when what was configured cannot be used
     */
    ObjectStore open(StorePlace place);

    /** What {@code ./lakegate check} tells of the way to a store. */
    Way way(StorePlace place);

    /**
     * The way to a store.
     *
     * @param machine the host and port that are connected to; empty where that is not one machine
     * @param who asks, as in "asked with the configured keys"; never a secret
     * @param remedy a sentence that says what to correct where the store does not know who asks
     * @param place what to correct where the store does not know what it is asked for, as in "the bucket, the region or the endpoint"
     */
    record Way(Optional<URI> machine, String who, String remedy, String place) {
        public Way {
            requireNonNull(machine, "machine");
            requireNonNull(who, "who");
            requireNonNull(remedy, "remedy");
            requireNonNull(place, "place");
        }
    }
}
