package io.lakegate.server.console;

import io.lakegate.catalog.error.GatewayException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/** The way to start a gateway in this process. Implemented where everything is wired, so that the commands need not know the gateway. */
@FunctionalInterface
public interface GatewayStarter {
    /**
     * Returns when the gateway accepts connections.
     *
     * @throws GatewayException {@link io.lakegate.catalog.error.ErrorCode#CONFIGURATION} with all problems of the configuration
     */
    Running start(Path configuration, Address address) throws Exception;

    /** Where to listen; what is empty is taken from the configuration. */
    record Address(Optional<String> host, OptionalInt port) {}

    /**
     * A gateway that accepts connections until it is closed.
     *
     * @param url what clients connect to
     * @param stop finishes or cancels what runs
     */
    record Running(String url, Runnable stop) implements AutoCloseable {
        @Override
        public void close() {
            stop.run();
        }
    }
}
