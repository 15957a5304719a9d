package io.lakegate.server.console;

import io.lakegate.catalog.error.GatewayException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

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
     * @param drain takes nothing new and lets what runs end; not for longer than is configured, nor when the latch is counted down
     * @param stop ends what runs, and frees everything
     */
    record Running(String url, Consumer<CountDownLatch> drain, Runnable stop) implements AutoCloseable {
        @Override
        public void close() {
            stop.run();
        }
    }
}
